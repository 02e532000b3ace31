#include "clustering/kmeans/lloyd.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "clustering/kmeans/assignment_step.h"
#include "clustering/kmeans/centroid_sums.h"
#include "core/error.h"
#include "core/process/interrupt.h"

namespace affekt {
namespace {

/// @returns how many clusters were empty
int64_t refill_empty_clusters(const KmeansRows& rows, ClusterState& state, CentroidSums& sums,
                              AssignmentStep& step) {
  if (std::find(sums.sizes().begin(), sums.sizes().end(), 0) == sums.sizes().end()) return 0;
  std::vector<float> distances2(static_cast<size_t>(rows.num_rows()));
#pragma omp parallel for schedule(static) num_threads(rows.num_threads())
  for (int64_t block = 0; block < rows.num_blocks(); ++block) {
    const int64_t last = std::min(rows.num_rows(), rows.block_end(block) * kTileRows);
    rows.loops().own_distances(rows.tiled(), state.centroids.data(), state.labels.data(),
                               rows.block_begin(block) * kTileRows, last, distances2.data());
  }
  std::vector<int32_t> order(distances2.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&distances2](int32_t a, int32_t b) {
    return distances2[static_cast<size_t>(a)] > distances2[static_cast<size_t>(b)];
  });
  int64_t num_refilled = 0;
  auto next = order.begin();
  for (int64_t k = 0; k < state.num_clusters; ++k) {
    if (sums.sizes()[static_cast<size_t>(k)] != 0) continue;
    const auto size_of = [&](int32_t row) {
      return sums.sizes()[static_cast<size_t>(state.labels[static_cast<size_t>(row)])];
    };
    next = std::find_if(next, order.end(), [&](int32_t row) { return size_of(row) > 1; });
    AFFEKT_CHECK(next != order.end(), "there are at least as many rows as clusters");
    const int32_t row = *next++;
    SumChanges* changes = sums.of_thread(0);
    rows.loops().move_row(*changes, rows.view().row(row), rows.num_columns(),
                          state.labels[static_cast<size_t>(row)], static_cast<int32_t>(k));
    ++changes->num_changed;
    sums.collect();
    state.labels[static_cast<size_t>(row)] = static_cast<int32_t>(k);
    step.forget_row(row);
    ++num_refilled;
  }
  return num_refilled;
}

/// Puts every centroid where the mean of its rows is. @returns the squared movement of all together
double move_centroids(ClusterState& state, const CentroidSums& sums) {
  double total2 = 0;
  std::vector<float> moved(static_cast<size_t>(state.num_columns));
  for (int64_t k = 0; k < state.num_clusters; ++k) {
    sums.read_centroid(k, moved.data());
    float* centroid = state.centroid(k);
    double distance2 = 0;
    for (size_t j = 0; j < moved.size(); ++j) {
      const double difference = static_cast<double>(moved[j]) - static_cast<double>(centroid[j]);
      distance2 += difference * difference;
      centroid[j] = moved[j];
    }
    total2 += distance2;
    state.drift[static_cast<size_t>(k)] = static_cast<float>(std::sqrt(distance2)) * kBoundUp;
  }
  return total2;
}

}  // namespace

LloydFit run_lloyd(const KmeansRows& rows, const std::vector<float>& start, const LloydOptions& options) {
  const int64_t K = static_cast<int64_t>(start.size()) / rows.num_columns();
  ClusterState state(rows, start, K);
  CentroidSums sums(rows, K, rows.num_threads());
  const auto step = make_assignment_step(options.algorithm, rows, K, options.bounds_at_once);
  LloydFit fit;
  bool labels_fit_centroids = false;
  while (fit.iterations < options.max_iterations && !fit.converged) {
    throw_if_interrupted("K-means was interrupted");
    step->assign(state, sums);
    const int64_t num_changed = sums.collect();
    ++fit.iterations;
    const int64_t num_refilled = refill_empty_clusters(rows, state, sums, *step);
    fit.num_refilled += num_refilled;
    if (num_changed == 0 && num_refilled == 0) {
      fit.converged = labels_fit_centroids = true;
    } else {
      fit.converged = move_centroids(state, sums) <= options.tolerance;
    }
  }
  if (!labels_fit_centroids) {
    step->assign(state, sums);
    sums.collect();
  }
  fit.sizes = sums.sizes();
  fit.labels.assign(state.labels.begin(), state.labels.begin() + rows.num_rows());
  fit.centroids.assign(state.centroids.begin(), state.centroids.begin() + K * rows.num_columns());
  fit.inertia = compute_inertia(rows, fit.centroids.data(), fit.labels.data());
  return fit;
}

double compute_inertia(const KmeansRows& rows, const float* centroids, const int32_t* labels) {
  std::vector<double> partial(static_cast<size_t>(rows.num_blocks()));
#pragma omp parallel for schedule(static) num_threads(rows.num_threads())
  for (int64_t block = 0; block < rows.num_blocks(); ++block) {
    const int64_t last = std::min(rows.num_rows(), rows.block_end(block) * kTileRows);
    partial[static_cast<size_t>(block)] =
        rows.loops().inertia(rows.tiled(), centroids, labels, rows.block_begin(block) * kTileRows, last);
  }
  return std::accumulate(partial.begin(), partial.end(), 0.0);
}

}  // namespace affekt
