// Sums and sizes of the clusters, kept up to date by what changes: exact, so independent of order and
// threads.
#pragma once

#include <cstdint>
#include <vector>

#include "clustering/kmeans/kmeans_rows.h"

namespace affekt {

class CentroidSums {
 public:
  CentroidSums(const KmeansRows& rows, int64_t num_clusters, int num_threads);

  /// Where a thread notes what it changes.
  SumChanges* of_thread(int thread) { return &changes_[static_cast<size_t>(thread)]; }
  /// Rows that have gone to another cluster since the last collect().
  int64_t count_pending() const;
  /// Takes over the changes of all threads. @returns rows that went to another cluster
  int64_t collect();

  const std::vector<int64_t>& sizes() const { return sizes_; }
  /// The mean of a cluster's rows, [D]. The cluster must not be empty.
  void read_centroid(int64_t cluster, float* centroid) const;

 private:
  int64_t num_clusters_, num_columns_, num_integers_;
  double low_factor_;
  std::vector<double> scale_;
  std::vector<int64_t> sums_, sizes_;  // [K, 1 or 2, D], [K]
  std::vector<std::vector<int64_t>> thread_sums_, thread_sizes_;
  std::vector<SumChanges> changes_;
};

}  // namespace affekt
