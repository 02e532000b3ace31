#include "evaluation/songs/evaluate_songs.h"

#include <fmt/format.h>

#include <chrono>

#include "clustering/transform/song_rows.h"
#include "config/load_config.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "evaluation/report/report_folder.h"
#include "evaluation/songs/song_predictor.h"
#include "evaluation/songs/song_report.h"
#include "inference/song_engine.h"
#include "runs/run_directory.h"
#include "store/song_catalogue.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

SongCatalogue read_catalogue(const EvaluateSongsRequest& request, const SongModel& model) {
  const fs::path path = request.data.empty() ? fs::path(model.prepared_path) : request.data;
  if (path.empty())
    throw ConfigError(
        request.model.string() +
        ": an ONNX file does not say where its songs are; name a prepared catalogue with --data FILE.h5");
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
  return config.empty() || !fs::exists(config) ? EvaluateConfig{} : load_experiment(config).evaluate;
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

fs::path choose_output(const EvaluateSongsRequest& request, const std::string& digest) {
  if (request.output_directory.empty())
    return choose_report_folder(request.model, {{"digest", digest}}, "report_" + digest.substr(0, 8));
  check_report_folder(request.output_directory, request.model, {{"digest", digest}});
  return request.output_directory;
}

/// A run directory of song_kmeans without song_model.json: an unfinished clustering, or a published one.
void refuse_without_song_model(const RunPaths& paths) {
  if (!fs::exists(paths.config()) || fs::exists(paths.weights())) return;
  try {
    if (load_experiment(paths.config()).model.name != "song_kmeans") return;
  } catch (const ConfigError&) {  // not affekt's, or damaged: nothing here tells of songs
    return;
  }
  if (fs::exists(paths.onnx()))
    throw ArtifactError(fmt::format(
        "{}: has no {}, but a model.onnx, as a published clustering; to evaluate it, name that file, "
        "{}, and the prepared catalogue with --data FILE.h5; it can't be exported anew",
        paths.root.string(), paths.song_model().filename().string(), paths.onnx().string()));
  throw ArtifactError(
      fmt::format("{}: has no {}: its clustering was not finished; 'affekt run' (or train) with "
                  "its config, --out {} and --resume begins it anew",
                  paths.root.string(), paths.song_model().filename().string(), paths.root.string()));
}

}  // namespace

bool is_song_model(const fs::path& model) {
  if (fs::is_directory(model)) {
    const RunPaths paths{model};
    if (fs::exists(paths.song_model())) return true;
    refuse_without_song_model(paths);
    return false;
  }
  return model.extension() == ".onnx" && fs::exists(model) && is_song_onnx(model);
}

EvaluationResult evaluate_songs(const EvaluateSongsRequest& request) {
  const std::unique_ptr<SongPredictor> predictor = make_song_predictor(request.model, request.engine);
  const SongModel& model = predictor->model();
  const SongCatalogue catalogue = read_catalogue(request, model);
  if (!model.data_digest.empty() && model.data_digest != catalogue.info.content_digest)
    log_warning(
        fmt::format("the catalogue is not the one that the clusters were found on ({}... against {}...)",
                    catalogue.info.content_digest.substr(0, 12), model.data_digest.substr(0, 12)));
  const std::string& digest = catalogue.info.content_digest;
  const fs::path output = choose_output(request, digest);
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

  const nlohmann::json report = write_song_report(output, input);
  return {report, output};
}

}  // namespace affekt
