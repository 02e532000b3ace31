// One iteration's assignment of rows to centroids: by comparing all, or with bounds that save comparisons.
// All kinds give the same labels.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "clustering/kmeans/centroid_sums.h"
#include "clustering/kmeans/kmeans_rows.h"

namespace affekt {

/// The clusters of one start, as they change.
struct ClusterState {
  ClusterState(const KmeansRows& rows, const std::vector<float>& start, int64_t num_clusters);

  int64_t num_clusters, num_columns, num_padded;
  std::vector<float> centroids;  // [Kp + 1, D], rows from K on infinite
  std::vector<float> drift;      // [K], at least the distance each has moved since the last assignment
  std::vector<int32_t> labels;   // [32 T], -1 before the first assignment; 0 for padding rows

  float* centroid(int64_t k) { return centroids.data() + k * num_columns; }
};

class AssignmentStep {
 public:
  virtual ~AssignmentStep() = default;
  /// Gives each row the label of its nearest centroid and notes the changes in `sums` (not yet collected).
  virtual void assign(ClusterState& state, CentroidSums& sums) = 0;
  /// A row was given another label by somebody else: what is known of it no longer holds.
  virtual void forget_row(int64_t row) = 0;
};

/// lloyd | hamerly | elkan for a problem of this size, where `algorithm` is auto; otherwise `algorithm`.
/// @throws ConfigError: another name
std::string choose_kmeans_algorithm(const std::string& algorithm, const KmeansRows& rows,
                                    int64_t num_clusters);

/// @param algorithm  lloyd | hamerly | elkan  @param at_once  see LloydOptions::bounds_at_once
std::unique_ptr<AssignmentStep> make_assignment_step(const std::string& algorithm, const KmeansRows& rows,
                                                     int64_t num_clusters, bool at_once);
std::unique_ptr<AssignmentStep> make_hamerly_step(const KmeansRows& rows, int64_t num_clusters, bool at_once);
std::unique_ptr<AssignmentStep> make_elkan_step(const KmeansRows& rows, int64_t num_clusters);

/// A part of the rows for one thread at a time, in whole tiles; results don't depend on how they are cut.
struct RowParts {
  int64_t num_tiles, count;
  RowParts(int64_t tiles, int64_t rows_per_part, int num_threads);
  int64_t begin(int64_t part) const { return part * num_tiles / count; }
};

/// Every row against every centroid, in parallel. @param pass  labels, and what else is wanted; rows,
/// centroids and margin are filled in  @param sums  null: nobody keeps sums
void assign_every_row(const KmeansRows& rows, const ClusterState& state, DensePass pass, CentroidSums* sums);

}  // namespace affekt
