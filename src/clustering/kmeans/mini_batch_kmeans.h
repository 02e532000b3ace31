// K-means in mini-batches with decaying rates (Sculley, 2010), from a start that exact K-means found on a
// sample of the rows: a few passes over a source of rows. affekt gives it rows in memory, to save time with
// millions of them; the benchmark streams a file that needn't fit.
#pragma once

#include "clustering/kmeans/kmeans.h"
#include "store/matrix_file.h"

namespace affekt {

struct MiniBatchOptions {
  int64_t num_clusters = 8;
  std::string start = "kmeans++";  // on a random sample of rows: the best of ten starts
  int64_t batch_rows = 16384;      // of several random blocks of the file
  int64_t max_passes = 10;         // over the rows
  double tolerance = 1e-3;         // relative change of the mean inertia of 64 batches, below which it ends
  uint64_t seed = 1;
  int num_threads = 0;
};

struct MiniBatchResult {
  std::vector<float> centroids;  // [K, D]
  std::vector<int64_t> sizes;    // [K], of a last pass over all rows
  double inertia = 0;            // of that pass
  int64_t batches = 0;
  bool converged = false;
  int64_t num_refilled = 0;
};

/// Refuses what fit_mini_batch_kmeans would refuse of its sample, without fitting.
/// @throws DataError: too few rows of the sample differ
void check_mini_batch_kmeans(RowSource& rows, const MiniBatchOptions& options);

/// Equal bits for any number of threads. A cluster that no row of 64 batches is nearest to is given a row
/// that is far from its centroid. Memory: 64 MiB of rows, a sample and a batch, however long the source.
///
/// @throws as fit_kmeans (too few distinct rows: in the sample); DataError of the source; Interrupted
MiniBatchResult fit_mini_batch_kmeans(RowSource& rows, const MiniBatchOptions& options);

}  // namespace affekt
