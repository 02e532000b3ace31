// Hamerly's bounds (2010): for each row one upper bound to its centroid and one lower bound to all others.
// Rows in doubt are compared with the neighbours of their centroid only as far out as the triangle inequality
// asks (Newling and Fleuret, 2016: exponion), and a bound loosens only by what moved nearby.
#include <omp.h>

#include <algorithm>
#include <limits>

#include "clustering/kmeans/assignment_step.h"
#include "clustering/kmeans/centroid_neighbours.h"

namespace affekt {
namespace {

/// Of the rows, that change their label in an iteration: above, most bounds would leave a doubt anyway.
constexpr double kManyChanges = 0.02;

class HamerlyStep : public AssignmentStep {
 public:
  HamerlyStep(const KmeansRows& rows, int64_t num_clusters, bool at_once)
      : rows_(rows),
        at_once_(at_once),
        num_clusters_(num_clusters),
        parts_(rows.tiled().num_tiles, kPartRows, rows.num_threads()),
        neighbours_(rows, num_clusters, /*ordered=*/true),
        upper_(static_cast<size_t>(rows.num_padded_rows())),
        lower_(upper_.size()),
        scratch_(static_cast<size_t>(rows.num_threads())) {
    const int64_t most_tiles = (parts_.num_tiles + parts_.count - 1) / parts_.count;
    for (Scratch& scratch : scratch_) {
      scratch.in_doubt.resize(static_cast<size_t>(most_tiles * kTileRows));
      scratch.ordered.resize(scratch.in_doubt.size() + kGroupRows);
      scratch.bucket_of.resize(scratch.in_doubt.size());
      scratch.buckets.resize(static_cast<size_t>(num_clusters * kReachLevels + 1));
      scratch.group.resize(static_cast<size_t>(rows.num_columns() * kGroupRows));
    }
  }

  void assign(ClusterState& state, CentroidSums& sums) override {
    HamerlyPass pass;
    pass.dense.labels = state.labels.data();
    pass.dense.upper = upper_.data();
    pass.dense.lower = lower_.data();
    if (stage_ != Stage::kBounds) {  // without bounds, then once to set them up
      DensePass plain = pass.dense;
      if (stage_ == Stage::kPlain && !at_once_) plain.upper = plain.lower = nullptr;
      assign_every_row(rows_, state, plain, &sums);
      if (stage_ == Stage::kSetUp || at_once_) {
        stage_ = Stage::kBounds;
      } else if (static_cast<double>(sums.count_pending()) <
                 kManyChanges * static_cast<double>(rows_.num_rows())) {
        stage_ = Stage::kSetUp;
      }
      return;
    }
    pass.dense.rows = rows_.tiled();
    pass.dense.centroids = state.centroids.data();
    pass.dense.num_padded = state.num_padded;
    pass.dense.margin = margin_for(state.num_columns);
    pass.num_clusters = num_clusters_;
    pass.largest_drift = *std::max_element(state.drift.begin(), state.drift.end());
    pass.most_searched = at_once_ ? 1 : worthwhile_share();
    neighbours_.begin_update(state);
    neighbours_.describe(pass);
#pragma omp parallel num_threads(rows_.num_threads())
    {
      const int thread = omp_get_thread_num();
#pragma omp for schedule(static)
      for (int64_t k = 0; k < num_clusters_; ++k) neighbours_.update(state, k, thread);
      Scratch& own = scratch_[static_cast<size_t>(thread)];
      const HamerlyScratch scratch = {own.in_doubt.data(), own.ordered.data(), own.bucket_of.data(),
                                      own.buckets.data(), own.group.data()};
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
  enum class Stage { kPlain, kSetUp, kBounds };
  /// The share of rows up to which picking and searching them beats comparing all with all centroids.
  /// Measured: a search costs about 0.6 of the comparisons, and as much as (30 + 540 / D) of them for picking
  /// the row.
  double worthwhile_share() const {
    const auto k = static_cast<double>(num_clusters_), columns = static_cast<double>(rows_.num_columns());
    return std::clamp((k - 8) / (0.6 * k + 30 + 540 / columns), 0.05, 0.7);
  }

  static constexpr int64_t kPartRows = 32768;  // enough rows in doubt to fill groups with one centroid's
  struct Scratch {
    std::vector<int32_t> in_doubt, ordered, bucket_of, buckets;
    std::vector<float> group;
  };

  const KmeansRows& rows_;
  bool at_once_;
  int64_t num_clusters_;
  RowParts parts_;
  CentroidNeighbours neighbours_;
  std::vector<float> upper_, lower_;  // [32 T]
  std::vector<Scratch> scratch_;
  Stage stage_ = Stage::kPlain;
};

}  // namespace

std::unique_ptr<AssignmentStep> make_hamerly_step(const KmeansRows& rows, int64_t num_clusters,
                                                  bool at_once) {
  return std::make_unique<HamerlyStep>(rows, num_clusters, at_once);
}

}  // namespace affekt
