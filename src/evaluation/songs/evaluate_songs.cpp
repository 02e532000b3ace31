#include "evaluation/songs/evaluate_songs.h"

#include <fmt/format.h>

#include <chrono>

#include "clustering/transform/song_rows.h"
#include "config/find_rules.h"
#include "config/load_config.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "evaluation/report/report_folder.h"
#include "evaluation/report/reported_data.h"
#include "evaluation/songs/song_predictor.h"
#include "evaluation/songs/song_report.h"
#include "inference/metadata_value.h"
#include "inference/onnx_metadata.h"
#include "runs/run_directory.h"
#include "store/song_catalogue.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

SongCatalogue read_catalogue(const EvaluateRequest& request, const SongModel& model) {
  const fs::path path = find_reported_data(request, model.prepared_path);
  if (!is_song_catalogue(path))
    throw DataError(fmt::format(
        "{}: holds no songs, but {} clusters songs; name a prepared catalogue of songs with --data FILE.h5",
        path.string(), request.model.string()));
  return read_song_catalogue(path);
}

/// For intervals, as the run's config or an ONNX file has them: the same report of both.
/// @param file  null: `model` is a run directory
int64_t read_bootstrap_samples(const fs::path& model, const SharedOnnxModel& file) {
  const int64_t usual = EvaluateConfig{}.bootstrap_samples;
  if (file != nullptr) {
    const FieldRules rules = find_rules("evaluate.bootstrap_samples");
    return MetadataValue(*file, onnx_key::kEvaluation)["bootstrap_samples"].integer(rules.minimum,
                                                                                    rules.maximum, usual);
  }
  const fs::path config = RunPaths{model}.config();
  return fs::exists(config)
             ? parse_experiment(read_text_file(config), config.string()).evaluate.bootstrap_samples
             : usual;
}

SongAffectScores score_affect(const SongReportInput& input) {
  SongAffectOptions options;
  options.num_resamples = input.bootstrap_samples;
  options.seed = static_cast<uint64_t>(input.model->seed);
  return score_song_affect(*input.catalogue,
                           {input.songs.rows, input.answers.labels, input.model->num_clusters}, options);
}

}  // namespace

Evaluation evaluate_songs(const EvaluateRequest& request) {
  SharedOnnxModel file = request.file;
  if (file == nullptr && fs::is_regular_file(request.model)) file = read_onnx_model(request.model);
  const std::unique_ptr<SongPredictor> predictor = make_song_predictor(request.model, request.engine, file);
  const SongModel& model = predictor->model();
  const SongCatalogue catalogue = read_catalogue(request, model);
  if (!model.data_digest.empty() && model.data_digest != catalogue.info.content_digest)
    log_warning(
        fmt::format("the catalogue is not the one that the clusters were found on ({}... against {}...)",
                    catalogue.info.content_digest.substr(0, 12), model.data_digest.substr(0, 12)));
  const std::string& digest = catalogue.info.content_digest;
  const fs::path output =
      choose_report_folder(request, {{"digest", digest}}, "report_" + digest.substr(0, 8));
  SongReportInput input;
  input.catalogue = &catalogue;
  input.model = &model;
  input.songs = select_song_rows(catalogue.songs, {model.columns, model.missing, model.medians});
  const auto start = Clock::now();
  input.answers = predictor->predict(input.songs.view());
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  throw_if_interrupted("the evaluation");
  input.bootstrap_samples = read_bootstrap_samples(request.model, file);
  input.affect = score_affect(input);
  input.model_description = predictor->describe();
  input.cluster_names = predictor->cluster_names(digest);
  input.timing = {{"predict_seconds", seconds},
                  {"songs_per_second", static_cast<double>(input.songs.rows.size()) / seconds}};
  return {make_song_report(input), output};
}

}  // namespace affekt
