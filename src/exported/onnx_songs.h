// An ONNX file of songs: what it says of itself, and rows of features -> clusters, distances and affect
// through an engine.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "inference/engine.h"

namespace affekt {

struct OnnxSongsInfo {
  std::vector<std::string> columns;  // [D], in the order of the input
  std::vector<float> medians;        // [D], what to put for an empty cell
  std::string missing;               // what the training did with songs that have one: drop | median
  int64_t num_clusters = 0;          // K
  std::vector<std::string> labels;   // [K], names of the clusters
  std::string affect_target;         // what `affect` predicts: deezer | tags | none

  int64_t num_columns() const { return static_cast<int64_t>(columns.size()); }
  bool has_affect() const { return affect_target != "none"; }
};

/// @throws ArtifactError: a model of something else than songs, tensors or metadata that do not fit
OnnxSongsInfo read_songs_info(const OnnxModel& model);

struct SongPredictions {
  std::vector<int32_t> clusters;  // [N], the nearest centroid; the first of equally near ones
  std::vector<float> distances2;  // [N, K], squared, in the clustered space
  std::vector<float> affect;      // [N, 2], valence and arousal; empty if the model has no regression
};

class OnnxSongs {
 public:
  /// @param engine  of this model
  OnnxSongs(const OnnxModel& model, std::unique_ptr<InferenceEngine> engine);

  const OnnxSongsInfo& info() const { return info_; }
  const std::string& engine_name() const { return engine_->name(); }

  /// Batch by batch.
  /// @param rows  raw features [num_rows, D], row-major, in the order of info().columns
  /// @throws DataError      a cell that is empty (NaN) or not finite, or a row for which the model has no
  ///                        answer (a tempo of 0), with its index
  /// @throws ArtifactError  the engine can't run the model, or gives a cluster that there is not; Interrupted
  SongPredictions predict(const float* rows, int64_t num_rows);

 private:
  void add_batch(const float* rows, int64_t begin, int64_t count, SongPredictions& predictions);

  const OnnxSongsInfo info_;
  const std::unique_ptr<InferenceEngine> engine_;
};

}  // namespace affekt
