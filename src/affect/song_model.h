// All that a clustering of songs consists of, as one JSON file in the run directory: what evaluate and export
// need.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "affect/affect_regression.h"
#include "affect/emotion_policy.h"
#include "clustering/sweep/choose_k.h"
#include "clustering/transform/feature_transform.h"

namespace affekt {

struct SongModel {
  std::vector<std::string> columns;  // [D], the catalogue's columns, in the order of the ONNX input
  std::vector<float> medians;    // [D], of the songs that were clustered: for those who must fill empty cells
  std::string missing = "drop";  // as model.features.missing
  FeatureTransform transform;
  int64_t num_clusters = 0;
  std::vector<float> centroids;  // [K, P] in the transformed space
  /// algorithm, start, seed, iterations, converged, inertia, num_starts, num_refilled, num_songs, num_dropped
  nlohmann::json fit = nlohmann::json::object();
  Sweep sweep;                  // without points: no sweep was made
  AffectRegression regression;  // target "none": there is none
  EmotionPolicy policy;         // see emotion_policy.h
  std::string name;             // of the experiment
  int64_t seed = 1;             // train.seed
  std::string prepared_path;    // absolute; in local.json beside the file, which may be published
  std::string config_digest, data_digest;
};

std::filesystem::path song_model_path(const std::filesystem::path& run_directory);

/// song_model.json. Numbers are written so that reading gives the same bits. A digest of its content is
/// written beside it (content_digest).
void write_song_model(const std::filesystem::path& path, const SongModel& model);
/// Warns of a file without a digest, as former versions wrote it.
/// @throws ArtifactError: missing, damaged, another version, sizes that do not fit, changed after it was
/// written
SongModel read_song_model(const std::filesystem::path& path);

}  // namespace affekt
