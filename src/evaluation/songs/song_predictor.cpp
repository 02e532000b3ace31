#include "evaluation/songs/song_predictor.h"

#include <fmt/format.h>

#include "core/atomic_file.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/log.h"
#include "evaluation/classification/report_text.h"
#include "inference/onnx_metadata.h"
#include "inference/song_engine.h"
#include "runs/run_directory.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr char kModelName[] = "song_kmeans";

json describe_model(const SongModel& model) {
  json described = {{"name", kModelName},
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
  const json& trained = member_or_null(member_or_null(report, "model"), "weights_digest");
  if (trained != json(model_digest) ||
      member_or_null(member_or_null(report, "data"), "same_as_fitted") != json(true))
    return {};
  std::vector<std::string> names;
  for (const json& cluster : member_or_null(report, "clusters")) {
    const json& name = member_or_null(cluster, "name");
    if (!name.is_string()) return {};
    names.push_back(name);
  }
  return static_cast<int64_t>(names.size()) == num_clusters ? names : std::vector<std::string>();
}

/// song_model.json with affekt's own arithmetic.
class RunSongPredictor : public SongPredictor {
 public:
  explicit RunSongPredictor(const fs::path& file)
      : model_(read_song_model(file)), file_digest_(sha256_of_file(file)), directory_(file.parent_path()) {}

  const SongModel& model() const override { return model_; }

  SongClusters predict(MatrixView raw) override {
    SongClusters clusters;
    clusters.points = apply_transform(model_.transform, raw);
    const int64_t num_outputs = model_.transform.num_outputs();
    Assignment assignment = assign_rows({clusters.points.data(), raw.num_rows, num_outputs},
                                        {model_.centroids.data(), model_.num_clusters, num_outputs});
    clusters.labels = std::move(assignment.labels);
    clusters.distances2 = std::move(assignment.distances2);
    if (model_.regression.target != "none")
      clusters.affect = predict_affect(model_.regression, clusters.points.data(), raw.num_rows);
    return clusters;
  }

  std::vector<std::string> cluster_names(const std::string& data_digest) const override {
    if (data_digest == model_.data_digest) return {};  // they are named by the songs that named them first
    return names_of_report(directory_ / "report.json", file_digest_, model_.num_clusters);
  }

  json describe() const override {
    json described = describe_model(model_);
    described["engine"] = "affekt";
    described["weights_digest"] = file_digest_;
    return described;
  }

 private:
  const SongModel model_;
  const std::string file_digest_;
  const fs::path directory_;
};

/// What the metadata say; no transform, no centroids, no sweep, no regression.
SongModel model_of_metadata(const SongOnnxInfo& info, const fs::path& path) {
  const auto text_of = [&](const char* key) {
    const auto found = info.metadata.find(key);
    return found == info.metadata.end() ? std::string() : found->second;
  };
  const auto json_of = [&](const char* key) {
    const std::string text = text_of(key);
    if (text.empty()) return json(nullptr);
    const json value = json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (value.is_discarded())
      throw ArtifactError(fmt::format("{}: its metadata entry {} is not JSON", path.string(), key));
    return value;
  };
  SongModel model;
  model.columns = info.columns;
  model.medians = info.medians;
  model.missing = info.missing;
  model.num_clusters = info.num_clusters;
  const json fit = json_of(onnx_key::kFit);
  if (fit.is_object()) model.fit = fit;
  const auto seed = model.fit.find("seed");
  if (seed != model.fit.end() && seed->is_number_integer()) model.seed = seed->get<int64_t>();
  const json policy = json_of(onnx_key::kEmotionPolicy);
  if (policy.is_object()) model.policy = policy_from_json(policy);
  model.config_digest = text_of(onnx_key::kConfigDigest);
  model.data_digest = text_of(onnx_key::kDataDigest);
  return model;
}

class OnnxSongPredictor : public SongPredictor {
 public:
  OnnxSongPredictor(const fs::path& path, const std::string& engine)
      : engine_(make_song_engine(engine, path)), model_(model_of_metadata(engine_->info(), path)) {
    const fs::path file = RunPaths{path.parent_path()}.song_model();
    const auto found = engine_->info().metadata.find(onnx_key::kWeightsDigest);
    if (found != engine_->info().metadata.end()) file_digest_ = found->second;
    if (!fs::exists(file)) return;
    if (sha256_of_file(file) != file_digest_) {
      log_warning(fmt::format("{} is not what {} was exported from, and is left alone", file.string(),
                              path.string()));
      return;
    }
    model_ = read_song_model(file);
    knows_space_ = true;
  }

  const SongModel& model() const override { return model_; }

  SongClusters predict(MatrixView raw) override {
    SongPredictions predictions = engine_->predict(raw.data, raw.num_rows);
    SongClusters clusters;
    clusters.labels = std::move(predictions.clusters);
    clusters.affect = std::move(predictions.affect);
    const auto num_clusters = static_cast<size_t>(model_.num_clusters);
    for (size_t i = 0; i < clusters.labels.size(); ++i)
      clusters.distances2.push_back(
          predictions.distances2[i * num_clusters + static_cast<size_t>(clusters.labels[i])]);
    if (knows_space_) clusters.points = apply_transform(model_.transform, raw);
    return clusters;
  }

  std::vector<std::string> cluster_names(const std::string&) const override {
    const std::vector<std::string>& labels = engine_->info().labels;
    // As exported without a report: the clusters have no names yet.
    return labels.front() == "cluster 0" ? std::vector<std::string>() : labels;
  }

  json describe() const override {
    json described = describe_model(model_);
    described["engine"] = engine_->name();
    described["regression"] = engine_->info().affect_target;
    described["onnx_digest"] = engine_->info().file_digest;
    described["weights_digest"] = file_digest_;
    return described;
  }

 private:
  const std::unique_ptr<SongEngine> engine_;
  SongModel model_;
  std::string file_digest_;
  bool knows_space_ = false;
};

}  // namespace

std::unique_ptr<SongPredictor> make_song_predictor(const fs::path& model, const std::string& engine) {
  if (!fs::exists(model))
    throw ArtifactError(model.string() + ": expected a run directory or a .onnx file, found nothing there");
  if (engine == "libtorch")
    throw ConfigError(
        "--engine libtorch: a clustering of songs needs no LibTorch; leave it out, or take opencv for its "
        "model.onnx");
  if (!fs::is_directory(model))
    return std::make_unique<OnnxSongPredictor>(model, engine.empty() ? "opencv" : engine);
  const RunPaths paths{model};
  if (!fs::exists(paths.song_model()))
    throw ArtifactError(fmt::format("{}: has no {}, so it is no run that clustered songs", model.string(),
                                    paths.song_model().filename().string()));
  if (engine.empty()) return std::make_unique<RunSongPredictor>(paths.song_model());
  return std::make_unique<OnnxSongPredictor>(paths.onnx(), engine);
}

}  // namespace affekt
