// K-means in memory: exact Lloyd iterations, with or without bounds, from a drawn or a given start.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

/// Rows of float32, row-major. Does not own them.
struct MatrixView {
  const float* data = nullptr;
  int64_t num_rows = 0, num_columns = 0;
  const float* row(int64_t i) const { return data + i * num_columns; }
};

struct KmeansOptions {
  int64_t num_clusters = 8;
  /// auto (by size of the problem) | lloyd | hamerly | elkan. All give the same bits, and differ in speed
  /// only: hamerly pays with many clusters; elkan, with its N K floats of bounds, hardly ever.
  std::string algorithm = "auto";
  std::string start =
      "kmeans++";           // kmeans++ (greedy, Arthur and Vassilvitskii, 2007) | kmeans|| (Bahmani, 2012)
  int64_t num_starts = 10;  // the one with the least inertia is kept
  int64_t max_iterations = 300;
  /// Stops when the squared movement of all centroids together is at most this times the mean variance of the
  /// columns (as scikit-learn), or when no label changes.
  double tolerance = 1e-4;
  uint64_t seed = 1;
  int num_threads = 0;                   // 0: thread_count(); every count gives the same bits
  bool show_progress = false;            // a bar of the starts
  std::vector<float> initial_centroids;  // [K, D]; given: the one start, nothing is drawn
};

struct KmeansResult {
  std::vector<float> centroids;  // [K, D]
  std::vector<int32_t> labels;   // [N], the nearest centroid; the first of equally near ones
  std::vector<int64_t> sizes;    // [K]; 0 can occur only where tolerance or max_iterations ended it
  double inertia = 0;            // sum of squared distances to the nearest centroid, summed in double
  int64_t iterations = 0;
  bool converged = false;    // false: max_iterations came first
  int64_t num_refilled = 0;  // times that an empty cluster was given the row farthest from its centroid
  int64_t start_index = 0;   // which of the starts won
  std::string algorithm;     // that ran: lloyd | hamerly | elkan, never auto
};

/// Equal bits for any number of threads, on one machine; another one's instructions may round otherwise.
/// Distances are computed in float32, sums of rows exactly, inertia in double.
///
/// @throws DataError: fewer distinct rows than clusters, a value that is not finite (with its row and
/// column), initial centroids of another size; ConfigError: an unknown name or a number that makes no sense;
/// Interrupted
KmeansResult fit_kmeans(MatrixView rows, const KmeansOptions& options);

/// How many rows differ from each other; counting stops at `enough`.
int64_t count_distinct_rows(MatrixView rows, int64_t enough);

struct Assignment {
  std::vector<int32_t> labels;    // [N]
  std::vector<float> distances2;  // [N], squared, to the nearest centroid
  double inertia = 0;
};
/// The nearest centroid of each row, the first of equally near ones. @param centroids  [K, D]
/// @throws DataError: a value that is not finite, another number of columns
Assignment assign_rows(MatrixView rows, MatrixView centroids, int num_threads = 0);

}  // namespace affekt
