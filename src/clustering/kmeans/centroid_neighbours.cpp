#include "clustering/kmeans/centroid_neighbours.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace affekt {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// At most the real distance, not negative.
float lower_bound(float distance2, const RoundingMargin& margin) {
  return std::max(0.F, std::sqrt(distance2) * (1 - margin.relative) - margin.absolute);
}

}  // namespace

CentroidNeighbours::CentroidNeighbours(const KmeansRows& rows, int64_t num_clusters, bool ordered)
    : loops_(rows.loops()),
      num_clusters_(num_clusters),
      num_columns_(rows.num_columns()),
      num_near_(std::min(num_clusters - 1, std::max<int64_t>(4, num_clusters / 4))),
      stride_((num_clusters + 2) / kCentroidsAtOnce * kCentroidsAtOnce + kCentroidsAtOnce),
      ordered_(ordered),
      margin_(margin_for(num_columns_)),
      motion_(static_cast<size_t>(num_clusters)) {
  const int64_t num_tiles = (num_clusters + kTileRows - 1) / kTileRows;
  tiles_.resize(static_cast<size_t>(num_tiles * kTileRows * num_columns_));
  tiled_ = {nullptr, tiles_.data(), num_clusters, num_columns_, num_tiles};
  scratch_.assign(static_cast<size_t>(rows.num_threads()),
                  std::vector<float>(static_cast<size_t>(num_tiles * kTileRows + num_clusters)));
  if (!ordered) return;
  const int64_t padding =
      (num_clusters + kCentroidsAtOnce - 1) / kCentroidsAtOnce * kCentroidsAtOnce;  // an infinite centroid
  neighbours_.assign(static_cast<size_t>(num_clusters * stride_), static_cast<int32_t>(padding));
  distances_.assign(neighbours_.size(), kInfinity);
  for (int64_t a = 0; a < num_clusters; ++a)
    for (int64_t b = 0, i = a * stride_; b < num_clusters; ++b)
      if (b != a) neighbours_[static_cast<size_t>(i++)] = static_cast<int32_t>(b);
}

void CentroidNeighbours::begin_update(const ClusterState& state) {
  for (int64_t tile = 0; tile < tiled_.num_tiles; ++tile)
    for (int64_t i = 0; i < kTileRows; ++i) {
      const int64_t k = std::min(tile * kTileRows + i, num_clusters_ - 1);
      for (int64_t j = 0; j < num_columns_; ++j)
        tiles_[static_cast<size_t>((tile * num_columns_ + j) * kTileRows + i)] =
            state.centroids[static_cast<size_t>(k * num_columns_ + j)];
    }
}

void CentroidNeighbours::update(const ClusterState& state, int64_t centroid, int thread) {
  ClusterMotion& motion = motion_[static_cast<size_t>(centroid)];
  motion.drift = state.drift[static_cast<size_t>(centroid)];
  float* distances2 = scratch_[static_cast<size_t>(thread)].data();
  loops_.distances_to(tiled_, state.centroids.data() + centroid * num_columns_, distances2);
  if (!ordered_) {
    float nearest = kInfinity;
    for (int64_t b = 0; b < num_clusters_; ++b)
      if (b != centroid) nearest = std::min(nearest, distances2[b]);
    motion.half_gap = 0.5F * lower_bound(nearest, margin_);
    return;
  }
  sort_list(centroid, distances2, distances2 + tiled_.num_tiles * kTileRows);
  const float* distances = distances_.data() + centroid * stride_;
  const int32_t* neighbours = neighbours_.data() + centroid * stride_;
  motion.half_gap = 0.5F * distances[0];
  motion.far_distance = distances[num_near_];
  motion.near_drift = 0;
  for (int64_t i = 0; i < num_near_; ++i)
    motion.near_drift = std::max(motion.near_drift, state.drift[static_cast<size_t>(neighbours[i])]);
}

/// The order of the last time is nearly right: insertion sort, unless it turns out not to be.
void CentroidNeighbours::sort_list(int64_t centroid, const float* distances2, float* keys) {
  int32_t* list = neighbours_.data() + centroid * stride_;
  const int64_t count = num_clusters_ - 1;
  int64_t moves_left = 16 * count;
  for (int64_t i = 0; i < count; ++i) {
    const int32_t number = list[i];
    const float key = distances2[number];
    int64_t at = i;
    for (; at > 0 && keys[at - 1] > key; --at) {
      keys[at] = keys[at - 1];
      list[at] = list[at - 1];
    }
    keys[at] = key;
    list[at] = number;
    moves_left -= i - at;
    if (moves_left < 0) {
      std::sort(list, list + count,
                [distances2](int32_t a, int32_t b) { return distances2[a] < distances2[b]; });
      for (int64_t k = 0; k < count; ++k) keys[k] = distances2[list[k]];
      break;
    }
  }
  float* distances = distances_.data() + centroid * stride_;
  for (int64_t i = 0; i < count; ++i) distances[i] = lower_bound(keys[i], margin_);
}

void CentroidNeighbours::describe(HamerlyPass& pass) const {
  pass.motion = motion_.data();
  pass.neighbours = neighbours_.data();
  pass.neighbour_distances = distances_.data();
  pass.neighbour_stride = stride_;
}

}  // namespace affekt
