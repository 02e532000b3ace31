// Hamerly's bounds (2010): for each row one upper bound to its centroid and one lower bound to all others.
// Rows in doubt are compared with the neighbours of their centroid only as far out as the triangle inequality
// asks (Newling and Fleuret, 2016: exponion), and a bound loosens only by what moved nearby.
#include <omp.h>

#include <limits>

#include "clustering/assignment_step.h"
#include "clustering/centroid_neighbours.h"

namespace affekt {
namespace {

class HamerlyStep : public AssignmentStep {
 public:
  HamerlyStep(const KmeansRows& rows, int64_t num_clusters)
      : rows_(rows),
        num_clusters_(num_clusters),
        parts_(rows.tiled().num_tiles, kPartRows, rows.num_threads()),
        neighbours_(rows, num_clusters, /*ordered=*/true),
        upper_(static_cast<size_t>(rows.num_padded_rows())),
        lower_(upper_.size()),
        scratch_(static_cast<size_t>(rows.num_threads())) {
    const int64_t most_tiles = (parts_.num_tiles + parts_.count - 1) / parts_.count;
    for (Scratch& scratch : scratch_) {
      scratch.failed.resize(static_cast<size_t>(most_tiles * kTileRows));
      scratch.ordered.resize(scratch.failed.size());
      scratch.buckets.resize(static_cast<size_t>(num_clusters + 1));
      scratch.group.resize(static_cast<size_t>(rows.num_columns() * kGroupRows));
    }
  }

  void assign(ClusterState& state, CentroidSums& sums) override {
    HamerlyPass pass;
    pass.dense.labels = state.labels.data();
    pass.dense.upper = upper_.data();
    pass.dense.lower = lower_.data();
    if (first_) {
      first_ = false;
      assign_every_row(rows_, state, pass.dense, &sums);
      return;
    }
    pass.dense.rows = rows_.tiled();
    pass.dense.centroids = state.centroids.data();
    pass.dense.num_padded = state.num_padded;
    pass.dense.margin = margin_for(state.num_columns);
    pass.num_clusters = num_clusters_;
    pass.drift = state.drift.data();
    neighbours_.begin_update(state);
    neighbours_.describe(pass);
#pragma omp parallel num_threads(rows_.num_threads())
    {
      const int thread = omp_get_thread_num();
#pragma omp for schedule(static)
      for (int64_t k = 0; k < num_clusters_; ++k) neighbours_.update(state, k, thread);
      Scratch& own = scratch_[static_cast<size_t>(thread)];
      const HamerlyScratch scratch = {own.failed.data(), own.ordered.data(), own.buckets.data(),
                                      own.group.data()};
#pragma omp for schedule(dynamic)
      for (int64_t part = 0; part < parts_.count; ++part)
        rows_.loops().assign_hamerly(pass, parts_.begin(part), parts_.begin(part + 1), scratch,
                                     sums.of_thread(thread));
    }
  }

  void forget_row(int64_t row) override {
    upper_[static_cast<size_t>(row)] = std::numeric_limits<float>::infinity();
    lower_[static_cast<size_t>(row)] = 0;
  }

 private:
  static constexpr int64_t kPartRows = 32768;  // enough rows in doubt to fill groups with one centroid's
  struct Scratch {
    std::vector<int32_t> failed, ordered, buckets;
    std::vector<float> group;
  };

  const KmeansRows& rows_;
  int64_t num_clusters_;
  RowParts parts_;
  CentroidNeighbours neighbours_;
  std::vector<float> upper_, lower_;  // [32 T]
  std::vector<Scratch> scratch_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<AssignmentStep> make_hamerly_step(const KmeansRows& rows, int64_t num_clusters) {
  return std::make_unique<HamerlyStep>(rows, num_clusters);
}

}  // namespace affekt
