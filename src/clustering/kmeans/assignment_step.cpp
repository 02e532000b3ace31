#include "clustering/kmeans/assignment_step.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <limits>

#include "core/error.h"

namespace affekt {
namespace {

class LloydStep : public AssignmentStep {
 public:
  explicit LloydStep(const KmeansRows& rows) : rows_(rows) {}

  void assign(ClusterState& state, CentroidSums& sums) override {
    DensePass pass;
    pass.labels = state.labels.data();
    assign_every_row(rows_, state, pass, &sums);
  }
  void forget_row(int64_t) override {}

 private:
  const KmeansRows& rows_;
};

}  // namespace

ClusterState::ClusterState(const KmeansRows& rows, const std::vector<float>& start, int64_t clusters)
    : num_clusters(clusters),
      num_columns(rows.num_columns()),
      num_padded((clusters + kCentroidsAtOnce - 1) / kCentroidsAtOnce * kCentroidsAtOnce),
      centroids(static_cast<size_t>((num_padded + 1) * num_columns), std::numeric_limits<float>::infinity()),
      drift(static_cast<size_t>(clusters), 0.F),
      labels(static_cast<size_t>(rows.num_padded_rows()), 0) {
  AFFEKT_CHECK(static_cast<int64_t>(start.size()) == clusters * num_columns, "a start is [K, D]");
  std::copy(start.begin(), start.end(), centroids.begin());
  std::fill(labels.begin(), labels.begin() + rows.num_rows(), -1);
}

std::string choose_kmeans_algorithm(const std::string& algorithm, const KmeansRows& rows,
                                    int64_t num_clusters) {
  if (algorithm == "lloyd" || algorithm == "hamerly" || algorithm == "elkan") return algorithm;
  if (algorithm != "auto")
    throw ConfigError(
        fmt::format("K-means: algorithm '{}': expected auto, lloyd, hamerly or elkan", algorithm));
  // Comparing all is so fast that bounds pay only with many clusters and short rows, and where there are
  // enough rows for every pair of centroids whose distance they need. Elkan's N K bounds are more memory
  // traffic than they save.
  const int64_t num_values = rows.num_rows() * rows.num_columns();
  const bool few = num_clusters < 24 || rows.num_columns() > 48;
  if (few || num_clusters > 4096 || num_values < 1000 * num_clusters) return "lloyd";
  return "hamerly";
}

std::unique_ptr<AssignmentStep> make_assignment_step(const std::string& algorithm, const KmeansRows& rows,
                                                     int64_t num_clusters, bool at_once) {
  if (algorithm == "lloyd") return std::make_unique<LloydStep>(rows);
  if (algorithm == "hamerly") return make_hamerly_step(rows, num_clusters, at_once);
  AFFEKT_CHECK(algorithm == "elkan", "choose_kmeans_algorithm knows no other");
  return make_elkan_step(rows, num_clusters);
}

RowParts::RowParts(int64_t tiles, int64_t rows_per_part, int num_threads) : num_tiles(tiles) {
  const int64_t parts = (tiles * kTileRows + rows_per_part - 1) / rows_per_part;
  count = std::min(tiles, (parts + num_threads - 1) / num_threads * num_threads);  // the same for each thread
}

void assign_every_row(const KmeansRows& rows, const ClusterState& state, DensePass pass, CentroidSums* sums) {
  pass.rows = rows.tiled();
  pass.centroids = state.centroids.data();
  pass.num_padded = state.num_padded;
  pass.margin = margin_for(state.num_columns);
  const RowParts parts(rows.tiled().num_tiles, 4096, rows.num_threads());
#pragma omp parallel for schedule(dynamic) num_threads(rows.num_threads())
  for (int64_t part = 0; part < parts.count; ++part)
    rows.loops().assign(pass, parts.begin(part), parts.begin(part + 1),
                        sums == nullptr ? nullptr : sums->of_thread(omp_get_thread_num()));
}

}  // namespace affekt
