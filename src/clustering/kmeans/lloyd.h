// Lloyd's iterations from one start to their end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clustering/kmeans/kmeans_rows.h"

namespace affekt {

struct LloydOptions {
  std::string algorithm = "lloyd";  // lloyd | hamerly | elkan: see assignment_step.h
  int64_t max_iterations = 300;
  bool bounds_at_once = false;  // hamerly: also where comparing all rows with all centroids is faster
  double tolerance = 0;         // squared movement of all centroids together at which it ends
};

struct LloydFit {
  std::vector<float> centroids;  // [K, D]
  std::vector<int32_t> labels;   // [N]
  std::vector<int64_t> sizes;    // [K]; 0 can occur only where tolerance or max_iterations ended it
  double inertia = 0;
  int64_t iterations = 0;  // assignments, the one that changes no label among them
  bool converged = false;
  int64_t num_refilled = 0;
};

/// An empty cluster is given the row that is farthest from its own centroid (of equally far ones the first),
/// out of clusters with more than one row; several empty ones, in their order, the farthest, the next, and so
/// on.
///
/// @param start  [K, D]  @throws Interrupted
LloydFit run_lloyd(const KmeansRows& rows, const std::vector<float>& start, const LloydOptions& options);

/// Sum of squared distances to the labels' centroids [K, D], in double. The same for any number of threads.
double compute_inertia(const KmeansRows& rows, const float* centroids, const int32_t* labels);

}  // namespace affekt
