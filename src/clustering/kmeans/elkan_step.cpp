// Elkan's bounds (2003): a lower bound for each row and centroid. They cost N K floats of memory, and pay
// where rows are long.
#include <omp.h>

#include <cmath>
#include <limits>

#include "clustering/kmeans/assignment_step.h"
#include "clustering/kmeans/centroid_neighbours.h"

namespace affekt {
namespace {

class ElkanStep : public AssignmentStep {
 public:
  ElkanStep(const KmeansRows& rows, int64_t num_clusters)
      : rows_(rows),
        num_clusters_(num_clusters),
        neighbours_(rows, num_clusters, /*ordered=*/false),
        bounds_(static_cast<size_t>(rows.num_padded_rows() * num_clusters), 0.F),
        upper_(static_cast<size_t>(rows.num_padded_rows()), std::numeric_limits<float>::infinity()),
        total_drift_(static_cast<size_t>(num_clusters)),
        total_up_(total_drift_.size()),
        total_down_(total_drift_.size()) {}

  void assign(ClusterState& state, CentroidSums& sums) override {
    ElkanPass pass;
    pass.dense.rows = rows_.tiled();
    pass.dense.centroids = state.centroids.data();
    pass.dense.num_padded = state.num_padded;
    pass.dense.labels = state.labels.data();
    pass.dense.upper = upper_.data();
    pass.dense.margin = margin_for(state.num_columns);
    pass.num_clusters = num_clusters_;
    pass.bounds = bounds_.data();
    pass.motion = neighbours_.motion().data();
    pass.total_drift_up = total_up_.data();
    pass.total_drift_down = total_down_.data();
    for (size_t k = 0; k < total_drift_.size(); ++k) {
      total_drift_[k] += static_cast<double>(state.drift[k]);
      total_up_[k] = static_cast<float>(total_drift_[k]) * kBoundUp;
      total_down_[k] = static_cast<float>(total_drift_[k]) * kBoundDown;
    }
    neighbours_.begin_update(state);
    const RowParts parts(rows_.tiled().num_tiles, 4096, rows_.num_threads());
#pragma omp parallel num_threads(rows_.num_threads())
    {
      const int thread = omp_get_thread_num();
#pragma omp for schedule(static)
      for (int64_t k = 0; k < num_clusters_; ++k) neighbours_.update(state, k, thread);
#pragma omp for schedule(dynamic)
      for (int64_t part = 0; part < parts.count; ++part)
        rows_.loops().assign_elkan(pass, parts.begin(part), parts.begin(part + 1), sums.of_thread(thread));
    }
  }

  void forget_row(int64_t row) override {
    upper_[static_cast<size_t>(row)] = std::numeric_limits<float>::infinity();
  }

 private:
  const KmeansRows& rows_;
  int64_t num_clusters_;
  CentroidNeighbours neighbours_;
  std::vector<float> bounds_;  // [T, K, 32]
  std::vector<float> upper_;   // [32 T]
  std::vector<double> total_drift_;
  std::vector<float> total_up_, total_down_;  // [K]
  // A bound is kept as it was when computed, plus the way its centroid had gone until then: nothing is
  // written for the many bounds that nobody looks at.
};

}  // namespace

std::unique_ptr<AssignmentStep> make_elkan_step(const KmeansRows& rows, int64_t num_clusters) {
  return std::make_unique<ElkanStep>(rows, num_clusters);
}

}  // namespace affekt
