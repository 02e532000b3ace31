#include "export/songs/song_metadata.h"

#include <fmt/format.h>

#include "affect/song_onnx.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/text/text.h"
#include "export/songs/song_contract.h"
#include "inference/onnx_metadata.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string digest_floats(const std::vector<float>& values) {
  Sha256 digest;
  digest.update(values.data(), values.size() * sizeof(float));
  return digest.finish();
}

/// The centroids in the columns' own units; a circle stays a point in its plane.
json describe_centroids(const SongModel& model, const std::vector<std::string>& labels) {
  const FeatureTransform& transform = model.transform;
  std::vector<std::string> names;
  for (const auto& step : transform.steps) {
    names.push_back(step.kind == "circle" ? step.column + "_cos" : step.column);
    if (step.kind == "circle") names.push_back(step.column + "_sin");
  }
  json clusters = json::array();
  for (size_t k = 0; k < labels.size(); ++k) {
    const float* centroid = &model.centroids[k * static_cast<size_t>(transform.num_outputs())];
    const std::vector<double> values = undo_transform(transform, centroid);
    json features = json::object();
    for (size_t e = 0; e < names.size(); ++e) features[names[e]] = values[e];
    json cluster = {{"label", labels[k]}, {"centroid", features}};
    if (k < model.policy.clusters.size()) {
      cluster["place"] = {{"valence", model.policy.clusters[k].valence},
                          {"arousal", model.policy.clusters[k].arousal}};
    }
    clusters.push_back(cluster);
  }
  return clusters;
}

}  // namespace

std::vector<std::string> number_clusters(int64_t num_clusters) {
  std::vector<std::string> labels;
  for (int64_t k = 0; k < num_clusters; ++k) labels.push_back(fmt::format("cluster {}", k));
  return labels;
}

std::map<std::string, std::string> make_song_metadata(const SongExport& songs) {
  const SongModel& model = songs.model;
  json fit = model.fit;
  fit["seed"] = model.seed;
  std::map<std::string, std::string> metadata = {
      {onnx_key::kTask, kSongTask},
      {onnx_key::kModel, kSongModel},
      {onnx_key::kLabels, to_json_text(json(songs.labels))},
      {onnx_key::kColumns, to_json_text(json(model.columns))},
      {onnx_key::kMedians, to_json_text(json(model.medians))},
      {onnx_key::kMissing, model.missing},
      {onnx_key::kInput, song_input_contract(model)},
      {onnx_key::kOutput, song_output_contract(model)},
      {onnx_key::kTransform, describe_transform(model.transform)},
      {onnx_key::kClusters, to_json_text(describe_centroids(model, songs.labels))},
      {onnx_key::kFit, to_json_text(fit)},
      {onnx_key::kMetrics, to_json_text(songs.scores.metrics)},
      {onnx_key::kEvaluation,
       to_json_text(json({{"bootstrap_samples", songs.evaluation.bootstrap_samples}}))},
      {onnx_key::kAffectTarget, model.regression.target},
      {onnx_key::kDataset, songs.dataset_name},
      {onnx_key::kDataDigest, model.data_digest},
      {onnx_key::kConfigDigest, model.config_digest},
      {onnx_key::kWeightsDigest, songs.model_digest},
      {onnx_key::kCentroidsDigest, digest_floats(model.centroids)},
  };
  // Without it the clusters have no place among the emotions: nothing was known of what they feel like.
  if (!model.policy.clusters.empty()) {
    metadata[onnx_key::kEmotionPolicy] = to_json_text(to_json(model.policy));
    metadata[onnx_key::kEmotionSources] = describe_emotion_coordinates().at("source").get<std::string>();
  }
  return metadata;
}

}  // namespace affekt
