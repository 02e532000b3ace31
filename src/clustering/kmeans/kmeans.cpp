#include "clustering/kmeans/kmeans.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "clustering/kmeans/assignment_step.h"
#include "clustering/kmeans/kmeans_rows.h"
#include "clustering/kmeans/kmeans_start.h"
#include "clustering/kmeans/lloyd.h"
#include "core/error.h"
#include "core/process/progress.h"
#include "core/process/threads.h"

namespace affekt {
namespace {

/// As many threads as the work is worth; the result does not depend on it.
int choose_num_threads(int wanted, int64_t num_distances) {
  constexpr int64_t kDistancesPerThread = 20000;
  const int most = wanted > 0 ? wanted : thread_count();
  return static_cast<int>(std::clamp<int64_t>(num_distances / kDistancesPerThread, 1, most));
}

void check_options(MatrixView rows, const KmeansOptions& options) {
  if (options.num_starts < 1)
    throw ConfigError(fmt::format("K-means: num_starts is {}: expected at least 1", options.num_starts));
  if (options.max_iterations < 1)
    throw ConfigError(
        fmt::format("K-means: max_iterations is {}: expected at least 1", options.max_iterations));
  if (!(options.tolerance >= 0))
    throw ConfigError(fmt::format("K-means: tolerance is {}: expected at least 0", options.tolerance));
  if (options.initial_centroids.empty()) return;
  const auto num_values = static_cast<int64_t>(options.initial_centroids.size());
  if (num_values != options.num_clusters * rows.num_columns)
    throw DataError(fmt::format(
        "K-means: the initial centroids are {} numbers: expected {} clusters x {} columns = {}", num_values,
        options.num_clusters, rows.num_columns, options.num_clusters * rows.num_columns));
  refuse_not_finite({options.initial_centroids.data(), options.num_clusters, rows.num_columns},
                    "K-means: initial centroids");
}

}  // namespace

KmeansResult fit_kmeans(MatrixView rows, const KmeansOptions& options) {
  check_options(rows, options);
  const KmeansRows prepared(rows,
                            choose_num_threads(options.num_threads, rows.num_rows * options.num_clusters));
  refuse_too_few_distinct_rows(rows, options.num_clusters);

  LloydOptions lloyd;
  lloyd.algorithm = choose_kmeans_algorithm(options.algorithm, prepared, options.num_clusters);
  lloyd.max_iterations = options.max_iterations;
  lloyd.tolerance = options.tolerance * prepared.mean_variance();
  StartOptions start;
  start.num_clusters = options.num_clusters;
  start.method = options.start;
  start.seed = options.seed;

  const int64_t num_starts = options.initial_centroids.empty() ? options.num_starts : 1;
  std::unique_ptr<ProgressBar> progress;
  if (options.show_progress && num_starts > 1)
    progress = std::make_unique<ProgressBar>("K-means", num_starts, "starts");
  LloydFit best;
  int64_t best_start = 0;
  for (int64_t s = 0; s < num_starts; ++s) {
    start.start_index = static_cast<uint64_t>(s);
    LloydFit fit = run_lloyd(
        prepared, options.initial_centroids.empty() ? draw_start(prepared, start) : options.initial_centroids,
        lloyd);
    if (s == 0 || fit.inertia < best.inertia) {
      best = std::move(fit);
      best_start = s;
    }
    if (progress != nullptr) {
      progress->set_note(fmt::format("inertia {:.6g}", best.inertia));
      progress->advance();
    }
  }
  KmeansResult result;
  result.centroids = std::move(best.centroids);
  result.labels = std::move(best.labels);
  result.sizes = std::move(best.sizes);
  result.inertia = best.inertia;
  result.iterations = best.iterations;
  result.converged = best.converged;
  result.num_refilled = best.num_refilled;
  result.start_index = best_start;
  result.algorithm = lloyd.algorithm;
  return result;
}

Assignment assign_rows(MatrixView rows, MatrixView centroids, int num_threads) {
  if (centroids.num_rows < 1 || centroids.num_columns != rows.num_columns)
    throw DataError(fmt::format("K-means: rows of {} columns can't be assigned to {} centroids of {} columns",
                                rows.num_columns, centroids.num_rows, centroids.num_columns));
  refuse_not_finite(centroids, "K-means: centroids");
  const KmeansRows prepared(rows, choose_num_threads(num_threads, rows.num_rows * centroids.num_rows));
  const std::vector<float> values(centroids.data,
                                  centroids.data + centroids.num_rows * centroids.num_columns);
  ClusterState state(prepared, values, centroids.num_rows);
  Assignment assignment;
  assignment.distances2.resize(static_cast<size_t>(prepared.num_padded_rows()));
  DensePass pass;
  pass.labels = state.labels.data();
  pass.distances2 = assignment.distances2.data();
  assign_every_row(prepared, state, pass, nullptr);
  assignment.inertia = compute_inertia(prepared, values.data(), state.labels.data());
  assignment.distances2.resize(static_cast<size_t>(rows.num_rows));
  state.labels.resize(static_cast<size_t>(rows.num_rows));
  assignment.labels = std::move(state.labels);
  return assignment;
}

}  // namespace affekt
