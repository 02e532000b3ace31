// The gate in front of every exported file of songs: an engine must give every song the cluster, distances
// and affect that affekt's own clustering and regression give it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "affect/song_model.h"
#include "inference/song_engine.h"

namespace affekt {

/// What affekt itself says of some songs, without ONNX.
struct SongReference {
  int64_t num_songs = 0;
  std::vector<int32_t> clusters;   // [N], of assign_rows
  std::vector<double> distances2;  // [N, K], summed in double
  std::vector<float> affect;       // [N, 2]; empty if the model has no regression
  /// [N, K]: 1 for the cluster itself, and for each whose centroid is as near within what float32 rounding
  /// can turn round. By the standard bound: a treated feature z_p = sum_e w_pe x_e + b_p, computed in float32
  /// in whatever order, is off by at most (E + 4) u (sum_e |w_pe x_e| + |b_p|), u = 2^-24; the 4 stand for
  /// the last bits of a logarithm, sine or cosine, and for the bias. A squared distance adds (P + 3) u times
  /// itself. Two computations, each off by that, may decide differently between two centroids only if their
  /// squared distances lie no farther apart than twice the bound on the difference.
  std::vector<char> is_tied;
};

/// @param rows  raw features [N, D], no empty cell
SongReference compute_song_reference(const SongModel& model, MatrixView rows);

constexpr double kMaxDistanceDifference = 1e-4;  // of squared distances, relative to 1 + the squared distance
constexpr double kMaxAffectDifference = 1e-4;    // in the target's unit

struct SongGateResult {
  int64_t num_songs = 0;
  int64_t num_ties = 0;         // songs between two clusters, see SongReference
  int64_t num_cluster_differences = 0;  // of these, those that the engine put into the other cluster
  double max_distance_difference = 0;   // relative to 1 + the squared distance
  double max_affect_difference = 0;
  std::vector<int64_t> sizes;  // [K], songs of each cluster
};

/// Block by block, with a progress bar.
/// @param ids  [N], to name songs in errors
/// @throws ArtifactError naming the first song to which the engine gives another cluster (and is not equally
///         near to it), other distances or another affect, or numbers that are none; Interrupted
SongGateResult check_songs(const SongModel& model, MatrixView rows, const std::vector<std::string>& ids,
                           SongEngine& engine);

}  // namespace affekt
