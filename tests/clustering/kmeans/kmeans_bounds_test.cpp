// Bounds as tight as they can be: what they say of real distances must not be taken for what is computed.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "clustering/kmeans/kmeans_loops.h"
#include "clustering/kmeans/kmeans_rows.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

constexpr int64_t kRows = 256, kColumns = 20000, kClusters = 2;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

float round_down(double x) {
  const auto rounded = static_cast<float>(x);
  return static_cast<double>(rounded) > x ? std::nextafter(rounded, -kInfinity) : rounded;
}

/// Rows about as far from one centroid as from the other: sums of so many columns round more than they
/// differ.
struct NearTies {
  std::vector<float> values, centroids;  // [N, D], [Kp + 1, D]
  std::vector<int32_t> labels;           // [N], the nearest by real distance
  std::vector<float> upper, lower;       // [N], the real distances, rounded outwards to float32
  std::vector<ClusterMotion> motion =
      std::vector<ClusterMotion>(kClusters);  // nothing has moved, nothing is known of gaps

  NearTies() : centroids(5 * kColumns, kInfinity) {
    RandomStream stream(1, "near ties");
    for (size_t i = 0; i < kClusters * kColumns; ++i) centroids[i] = static_cast<float>(stream.uniform(0, 1));
    for (int64_t i = 0; i < kRows; ++i) {
      double along = stream.uniform(-5e-3, 5e-3), length2 = 0;  // to the plane between them, but for a little
      std::vector<double> row(kColumns);
      for (size_t j = 0; j < kColumns; ++j) {
        const double first = centroids[j], second = centroids[kColumns + j], way = second - first;
        row[j] = stream.uniform();
        length2 += way * way;
        along += ((first + second) / 2 - row[j]) * way;
      }
      for (size_t j = 0; j < kColumns; ++j) {
        const double way = static_cast<double>(centroids[kColumns + j]) - static_cast<double>(centroids[j]);
        values.push_back(static_cast<float>(row[j] + along / length2 * way));
      }
      const double to_first = real_distance(i, 0), to_second = real_distance(i, 1);
      labels.push_back(to_second < to_first ? 1 : 0);
      upper.push_back(-round_down(-std::min(to_first, to_second)));
      lower.push_back(round_down(std::max(to_first, to_second)));
    }
    for (ClusterMotion& of_cluster : motion) of_cluster.far_distance = kInfinity;
  }

  double real_distance(int64_t row, int64_t cluster) const {
    double sum = 0;
    for (int64_t j = 0; j < kColumns; ++j) {
      const double difference = static_cast<double>(values[static_cast<size_t>(row * kColumns + j)]) -
                                static_cast<double>(centroids[static_cast<size_t>(cluster * kColumns + j)]);
      sum += difference * difference;
    }
    return std::sqrt(sum);
  }
};

/// Somewhere to count to.
struct Sums {
  std::vector<double> scale = std::vector<double>(kColumns, 1.0);
  std::vector<int64_t> sums = std::vector<int64_t>(kClusters * kColumns),
                       sizes = std::vector<int64_t>(kClusters);
  SumChanges changes;
  Sums() {
    changes.scale = scale.data();
    changes.sums = sums.data();
    changes.sizes = sizes.data();
  }
};

TEST(KmeansBounds, TightOnesDoNotOverruleComputedDistances) {
  for (const KmeansLoops* loops : list_kmeans_loops()) {
    NearTies ties;
    const KmeansRows rows({ties.values.data(), kRows, kColumns}, 1, *loops);
    const auto num_tiles = rows.tiled().num_tiles;
    Sums sums;
    DensePass dense;
    dense.rows = rows.tiled();
    dense.centroids = ties.centroids.data();
    dense.num_padded = 4;
    dense.margin = margin_for(kColumns);
    std::vector<int32_t> computed = ties.labels;
    dense.labels = computed.data();
    loops->assign(dense, 0, num_tiles, &sums.changes);
    ASSERT_GT(sums.changes.num_changed, kRows / 100) << "rounding must decide for some rows";

    HamerlyPass hamerly;
    std::vector<int32_t> labels = ties.labels, neighbours = {1, 4, 4, 4, 4, 4, 4, 4, 0, 4, 4, 4, 4, 4, 4, 4};
    std::vector<float> distances(16, kInfinity), upper = ties.upper, lower = ties.lower;
    distances[0] = distances[8] = 0;
    dense.labels = labels.data();
    dense.upper = upper.data();
    dense.lower = lower.data();
    hamerly.dense = dense;
    hamerly.num_clusters = kClusters;
    hamerly.motion = ties.motion.data();
    hamerly.neighbours = neighbours.data();
    hamerly.neighbour_distances = distances.data();
    hamerly.neighbour_stride = 8;
    std::vector<int32_t> in_doubt(kRows), ordered(kRows + kGroupRows), bucket_of(kRows),
        buckets(kClusters * kReachLevels + 1);
    std::vector<float> group(kColumns * kGroupRows);
    loops->assign_hamerly(hamerly, 0, num_tiles,
                          {in_doubt.data(), ordered.data(), bucket_of.data(), buckets.data(), group.data()},
                          &sums.changes);
    EXPECT_EQ(labels, computed);

    ElkanPass elkan;
    labels = ties.labels;
    upper = ties.upper;
    dense.lower = nullptr;
    std::vector<float> bounds(static_cast<size_t>(kRows * kClusters)), no_drift(kClusters, 0.F);
    for (int64_t i = 0; i < kRows; ++i)
      for (int64_t k = 0; k < kClusters; ++k)
        bounds[static_cast<size_t>((i / kTileRows * kClusters + k) * kTileRows + i % kTileRows)] =
            round_down(ties.real_distance(i, k));
    elkan.dense = dense;
    elkan.num_clusters = kClusters;
    elkan.motion = ties.motion.data();
    elkan.bounds = bounds.data();
    elkan.total_drift_up = elkan.total_drift_down = no_drift.data();
    loops->assign_elkan(elkan, 0, num_tiles, &sums.changes);
    EXPECT_EQ(labels, computed);
  }
}

}  // namespace
}  // namespace affekt
