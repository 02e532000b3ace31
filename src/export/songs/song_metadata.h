// The metadata_props of an exported model of songs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "affect/song_model.h"
#include "config/experiment_config.h"
#include "export/reported_scores.h"

namespace affekt {

/// A clustering, and all that is said of it in the file's metadata and on its card.
struct SongExport {
  SongModel model;
  std::string model_digest;         // SHA-256 of song_model.json
  std::string dataset_name;         // of the catalogue that was clustered
  std::vector<std::string> labels;  // [K], names of the clusters
  ReportedScores scores;            // as known without a report: plan_songs.cpp
  std::vector<int64_t> sizes;       // [K], songs of each cluster
  /// The catalogue that the gate ran on, in words, if it is not the one that was clustered; else empty.
  std::string other_catalogue;
  EvaluateConfig evaluation;  // what a report on the file is computed with
};

/// "cluster 0", "cluster 1" ...: labels of clusters without names. [K]
std::vector<std::string> number_clusters(int64_t num_clusters);

/// Keys and formats: inference/onnx_metadata.h.
std::map<std::string, std::string> make_song_metadata(const SongExport& songs);

}  // namespace affekt
