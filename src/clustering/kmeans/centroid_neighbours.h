// Each centroid's neighbours in the order of their distance, as bounds need them.
#pragma once

#include <cstdint>
#include <vector>

#include "clustering/kmeans/assignment_step.h"

namespace affekt {

class CentroidNeighbours {
 public:
  /// @param ordered  false: only half_gap is wanted, no lists
  CentroidNeighbours(const KmeansRows& rows, int64_t num_clusters, bool ordered);

  /// To be called first, by one thread, when the centroids have moved.
  void begin_update(const ClusterState& state);
  /// Then for each centroid, by any thread.
  void update(const ClusterState& state, int64_t centroid, int thread);

  /// Fills in the fields of HamerlyPass that are about neighbours.
  void describe(HamerlyPass& pass) const;
  const std::vector<ClusterMotion>& motion() const { return motion_; }

 private:
  void sort_list(int64_t centroid, const float* distances2, float* keys);

  const KmeansLoops& loops_;
  int64_t num_clusters_, num_columns_, num_near_, stride_;
  bool ordered_;
  RoundingMargin margin_;
  std::vector<float> tiles_;  // the centroids as rows in tiles
  TiledRows tiled_;
  std::vector<std::vector<float>> scratch_;  // of each thread, [32 T] and [K]
  std::vector<int32_t> neighbours_;          // [K, stride]
  std::vector<float> distances_;             // [K, stride], at most the real ones
  std::vector<ClusterMotion> motion_;        // [K]
};

}  // namespace affekt
