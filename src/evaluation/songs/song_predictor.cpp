#include "evaluation/songs/song_predictor.h"

#include <fmt/format.h>

#include "affect/song_onnx.h"
#include "config/find_rules.h"
#include "config/load_config.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "core/text/shell_text.h"
#include "evaluation/report/value_text.h"
#include "exported/onnx_songs.h"
#include "inference/engine.h"
#include "inference/metadata_value.h"
#include "inference/onnx_metadata.h"
#include "runs/explain_run.h"
#include "runs/run_directory.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json describe_model(const SongModel& model, const std::string& engine, const std::string& weights_digest) {
  json described = {{"name", kSongModel},
                    {"engine", engine},
                    {"weights_digest", weights_digest},
                    {"num_clusters", model.num_clusters},
                    {"columns", model.columns},
                    {"missing", model.missing},
                    {"regression", model.regression.target},
                    {"config_digest", model.config_digest},
                    {"trained_on", model.data_digest},
                    {"seed", model.seed}};
  if (!model.name.empty()) described["experiment"] = model.name;
  return described;
}

/// The clusters' names in a report on this model and the songs it was fitted on; empty: there is none.
std::vector<std::string> names_of_report(const fs::path& file, const std::string& model_digest,
                                         int64_t num_clusters) {
  if (!fs::exists(file)) return {};
  const json report = json::parse(read_text_file(file), nullptr, /*allow_exceptions=*/false);
  if (member_or_null(member_or_null(report, "model"), "weights_digest") != json(model_digest) ||
      member_or_null(member_or_null(report, "data"), "same_as_fitted") != json(true))
    return {};
  return read_cluster_names(report, num_clusters);
}

/// song_model.json with affekt's own arithmetic.
class RunSongPredictor : public SongPredictor {
 public:
  explicit RunSongPredictor(const fs::path& file)
      : model_(read_song_model(file)), file_digest_(sha256_of_file(file)), directory_(file.parent_path()) {}

  const SongModel& model() const override { return model_; }

  SongAnswers predict(MatrixView raw) override { return answer_songs(model_, raw); }

  std::vector<std::string> cluster_names(const std::string& data_digest) const override {
    if (data_digest == model_.data_digest) return {};  // they are named by the songs that named them first
    return names_of_report(directory_ / "report.json", file_digest_, model_.num_clusters);
  }

  json describe() const override { return describe_model(model_, "affekt", file_digest_); }

 private:
  const SongModel model_;
  const std::string file_digest_;
  const fs::path directory_;
};

/// An emotion policy of these clusters. @throws ArtifactError naming the file
EmotionPolicy read_policy(const OnnxModel& file, int64_t num_clusters) {
  const MetadataValue policy(file, onnx_key::kEmotionPolicy);
  if (!policy.is_there()) return {};
  if (!policy.any().is_object()) policy.refuse("an object");
  EmotionPolicy read;
  try {
    read = policy_from_json(policy.any());
  } catch (const ArtifactError& error) {
    file.refuse(fmt::format("metadata \"{}\": {}", onnx_key::kEmotionPolicy, error.what()));
  }
  if (static_cast<int64_t>(read.clusters.size()) != num_clusters)
    policy.refuse(fmt::format("a policy of {} clusters", num_clusters));
  return read;
}

/// What the metadata say; no transform, no centroids, no sweep, no regression.
SongModel model_of_metadata(const OnnxSongsInfo& info, const OnnxModel& file) {
  const MetadataValue fit(file, onnx_key::kFit);
  SongModel model;
  model.columns = info.columns;
  model.medians = info.medians;
  model.missing = info.missing;
  model.num_clusters = info.num_clusters;
  model.seed = fit["seed"].integer(0, find_rules("train.seed").maximum, model.seed);
  if (fit.is_there()) model.fit = fit.any();
  model.policy = read_policy(file, info.num_clusters);
  model.config_digest = file.text(onnx_key::kConfigDigest);
  model.data_digest = file.text(onnx_key::kDataDigest);
  return model;
}

class OnnxSongPredictor : public SongPredictor {
 public:
  OnnxSongPredictor(const OnnxModel& model, const std::string& engine)
      : songs_(model, make_engine(engine, model)),
        model_(model_of_metadata(songs_.info(), model)),
        onnx_digest_(model.file_digest),
        file_digest_(model.text(onnx_key::kWeightsDigest)) {
    const fs::path file = song_model_path(model.path.parent_path());
    if (!fs::exists(file)) return;
    if (sha256_of_file(file) != file_digest_) {
      log_warning(fmt::format("{} is not what {} was exported from, and is left alone", file.string(),
                              model.path.string()));
      return;
    }
    model_ = read_song_model(file);
    knows_space_ = true;
  }

  const SongModel& model() const override { return model_; }

  SongAnswers predict(MatrixView raw) override {
    SongPredictions predictions = songs_.predict(raw.data, raw.num_rows);
    SongAnswers answers;
    if (knows_space_) answers.points = apply_transform(model_.transform, raw);
    const auto num_clusters = static_cast<size_t>(model_.num_clusters);
    for (size_t i = 0; i < predictions.clusters.size(); ++i)
      answers.distances2.push_back(
          predictions.distances2[i * num_clusters + static_cast<size_t>(predictions.clusters[i])]);
    answers.labels = std::move(predictions.clusters);
    answers.affect = std::move(predictions.affect);
    return answers;
  }

  std::vector<std::string> cluster_names(const std::string&) const override {
    const std::vector<std::string>& labels = songs_.info().labels;
    // As exported without a report: the clusters have no names yet.
    return labels.front() == "cluster 0" ? std::vector<std::string>() : labels;
  }

  json describe() const override {
    json described = describe_model(model_, songs_.engine_name(), file_digest_);
    described["regression"] = songs_.info().affect_target;
    described["onnx_digest"] = onnx_digest_;
    return described;
  }

 private:
  OnnxSongs songs_;
  SongModel model_;
  const std::string onnx_digest_, file_digest_;
  bool knows_space_ = false;
};

/// A run directory of song_kmeans without song_model.json: an unfinished clustering, or a published one.
void refuse_without_song_model(const RunPaths& paths) {
  if (!fs::exists(paths.config()) || fs::exists(paths.weights())) return;
  try {
    if (parse_experiment(read_text_file(paths.config()), paths.config().string()).model.name != "song_kmeans")
      return;
  } catch (const ConfigError&) {  // not affekt's, or damaged: nothing here is about songs
    return;
  }
  if (fs::exists(paths.onnx()))
    throw ArtifactError(fmt::format(
        "{}: has no {}, but a model.onnx, as a published clustering; to evaluate it, name that file, "
        "{}, and the prepared catalogue with --data FILE.h5; it can't be exported anew",
        paths.root.string(), song_model_path(paths.root).filename().string(), paths.onnx().string()));
  throw ArtifactError(
      fmt::format("{}: has no {}: its clustering was not finished; 'affekt run' (or train) with "
                  "its config, --out {} and --resume begins it anew",
                  paths.root.string(), song_model_path(paths.root).filename().string(),
                  quote_for_shell(paths.root.string())));
}

}  // namespace

void require_song_model(const fs::path& run) {
  if (fs::exists(song_model_path(run))) return;
  refuse_without_song_model(RunPaths{run});
  throw ArtifactError(fmt::format("{}: has no {}, so it is no run that clustered songs", run.string(),
                                  song_model_path(run).filename().string()));
}

std::unique_ptr<SongPredictor> make_song_predictor(const fs::path& model, const std::string& engine,
                                                   SharedOnnxModel file) {
  if (!fs::exists(model))
    throw ArtifactError(model.string() + ": expected a run directory or a .onnx file, found nothing there");
  if (engine == "libtorch")
    throw ConfigError(
        "--engine libtorch: a clustering of songs needs no LibTorch; leave it out, or take opencv for its "
        "model.onnx");
  if (!fs::is_directory(model)) {
    if (file == nullptr) file = read_onnx_model(model);
    return std::make_unique<OnnxSongPredictor>(*file, engine.empty() ? default_engine() : engine);
  }
  require_song_model(model);
  if (engine.empty()) return std::make_unique<RunSongPredictor>(song_model_path(model));
  require_exported(model, engine);
  return std::make_unique<OnnxSongPredictor>(*read_onnx_model(RunPaths{model}.onnx()), engine);
}

}  // namespace affekt
