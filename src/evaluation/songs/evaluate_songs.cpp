#include "evaluation/songs/evaluate_songs.h"

#include <fmt/format.h>

#include <chrono>

#include "affect/song_onnx.h"
#include "clustering/transform/song_rows.h"
#include "config/load_config.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "evaluation/report/report_folder.h"
#include "evaluation/songs/song_predictor.h"
#include "evaluation/songs/song_report.h"
#include "runs/run_directory.h"
#include "store/song_catalogue.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

SongCatalogue read_catalogue(const EvaluateRequest& request, const SongModel& model) {
  const fs::path path = request.data.empty() ? fs::path(model.prepared_path) : request.data;
  if (path.empty())
    throw ConfigError(
        request.model.string() +
        (fs::is_directory(request.model) ? ": there is no local.json in this run, so it" : ": an ONNX file") +
        " does not say where its songs are; name a prepared catalogue with --data FILE.h5");
  if (!fs::exists(path))
    throw DataError(
        path.string() +
        ": the prepared catalogue is not there; make it with 'affekt prepare CONFIG', or name another with "
        "--data FILE.h5");
  if (!is_song_catalogue(path))
    throw DataError(
        fmt::format("{}: holds no songs, but {} clusters songs; name a prepared catalogue of songs with "
                    "--data FILE.h5",
                    path.string(), request.model.string()));
  return read_song_catalogue(path);
}

/// The run's own options; those of the defaults for an ONNX file that lies alone.
EvaluateConfig read_options(const fs::path& model) {
  const fs::path config = fs::is_directory(model) ? RunPaths{model}.config() : fs::path();
  return config.empty() || !fs::exists(config)
             ? EvaluateConfig{}
             : parse_experiment(read_text_file(config), config.string()).evaluate;
}

SongAffectScores score_affect(const SongCatalogue& catalogue, const ClusteredSongs& songs,
                              const SongReportInput& input) {
  const bool has_intervals = input.options.bootstrap_samples > 0;
  SongAffectOptions options;
  options.num_resamples = has_intervals ? input.options.bootstrap_samples : 1;
  options.seed = static_cast<uint64_t>(input.seed);
  SongAffectScores scores = score_song_affect(catalogue, songs, options);
  if (has_intervals) return scores;
  scores.num_resamples = 0;
  for (QuantityByCluster& quantity : scores.quantities)
    for (ClusterMean& cluster : quantity.clusters) cluster.ci = {};
  return scores;
}

}  // namespace

Evaluation evaluate_songs(const EvaluateRequest& request) {
  const std::unique_ptr<SongPredictor> predictor =
      make_song_predictor(request.model, request.engine, request.file);
  const SongModel& model = predictor->model();
  const SongCatalogue catalogue = read_catalogue(request, model);
  if (!model.data_digest.empty() && model.data_digest != catalogue.info.content_digest)
    log_warning(
        fmt::format("the catalogue is not the one that the clusters were found on ({}... against {}...)",
                    catalogue.info.content_digest.substr(0, 12), model.data_digest.substr(0, 12)));
  const std::string& digest = catalogue.info.content_digest;
  const fs::path output = choose_report_folder(request.model, {{"digest", digest}},
                                               "report_" + digest.substr(0, 8), request.output_directory);
  SongRows songs = select_song_rows(catalogue.songs, {model.columns, model.missing, model.medians});

  SongReportInput input;
  const auto start = Clock::now();
  SongClusters clusters = predictor->predict(songs.view());
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  throw_if_interrupted("the evaluation");
  input.catalogue = &catalogue;
  input.model = &model;
  input.points = std::move(clusters.points);
  input.labels = std::move(clusters.labels);
  input.distances2 = std::move(clusters.distances2);
  input.affect_predictions = std::move(clusters.affect);
  input.options = read_options(request.model);
  input.seed = model.seed;
  input.affect = score_affect(catalogue, {songs.rows, input.labels, model.num_clusters}, input);
  input.model_description = predictor->describe();
  input.cluster_names = predictor->cluster_names(digest);
  input.timing = {{"predict_seconds", seconds},
                  {"songs_per_second", static_cast<double>(songs.rows.size()) / seconds}};
  input.data_counts = {{"num_dropped", songs.num_dropped}, {"num_filled", songs.num_filled}};
  input.rows = std::move(songs.rows);
  input.raw = std::move(songs.features);

  return {make_song_report(input), output};
}

}  // namespace affekt
