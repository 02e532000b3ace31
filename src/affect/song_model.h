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

/// What a model says of n songs.
struct SongAnswers {
  std::vector<float> points;      // [n, P], the clustered space
  std::vector<int32_t> labels;    // [n], the nearest centroid
  std::vector<float> distances2;  // [n], squared, to it
  std::vector<float> affect;      // [n, 2], valence and arousal; empty: the model has no regression
};

/// By affekt's own arithmetic. @param rows  raw features [n, D], in the order of model.columns, no empty cell
/// @throws DataError: a row that has no answer (a tempo of 0)
SongAnswers answer_songs(const SongModel& model, MatrixView rows);

/// The clusters' names in a report on them, [K]; empty unless all are there, in the order of their indices.
std::vector<std::string> read_cluster_names(const nlohmann::json& report, int64_t num_clusters);

}  // namespace affekt
