#include "clustering/kmeans/kmeans_start.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "core/error.h"
#include "tests/clustering/kmeans/kmeans_problems.h"

namespace affekt {
namespace {

using testing_support::draw_clouds;
using testing_support::Problem;

StartOptions with(const char* method, int64_t num_clusters, uint64_t seed) {
  StartOptions options;
  options.method = method;
  options.num_clusters = num_clusters;
  options.seed = seed;
  return options;
}

class EachStart : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(KmeansStart, EachStart, testing::Values("kmeans++", "kmeans||"),
                         [](const auto& start) { return start.param[6] == '+' ? "plus_plus" : "parallel"; });

TEST_P(EachStart, DrawsRowsThatDiffer) {
  const Problem problem = draw_clouds(1, 500, 3, 25);
  std::set<std::vector<float>> rows, drawn;
  for (int64_t i = 0; i < 500; ++i) rows.insert({problem.rows().row(i), problem.rows().row(i) + 3});
  const auto start = draw_start(KmeansRows(problem.rows(), 1), with(GetParam(), 25, 3));
  ASSERT_EQ(start.size(), 75U);
  for (size_t k = 0; k < 25; ++k) {
    const std::vector<float> centroid(start.begin() + static_cast<int64_t>(3 * k),
                                      start.begin() + static_cast<int64_t>(3 * k + 3));
    EXPECT_EQ(rows.count(centroid), 1U) << k;
    drawn.insert(centroid);
  }
  EXPECT_EQ(drawn.size(), 25U);
}

TEST_P(EachStart, IsTheSameForAnyNumberOfThreads) {
  const Problem problem = draw_clouds(2, 20000, 4, 30);  // several blocks
  const auto expected = draw_start(KmeansRows(problem.rows(), 1), with(GetParam(), 30, 5));
  for (const int threads : {2, 3})
    EXPECT_EQ(draw_start(KmeansRows(problem.rows(), threads), with(GetParam(), 30, 5)), expected) << threads;
  auto other = with(GetParam(), 30, 5);
  other.start_index = 1;
  EXPECT_NE(draw_start(KmeansRows(problem.rows(), 1), other), expected);
}

// Clouds so far apart that a draw by squared distance can hardly miss one: 1 part in 10^6 of the potential is
// left to the clouds that have a centroid.
TEST_P(EachStart, FindsEveryFarCloud) {
  Problem problem = draw_clouds(3, 900, 2, 1, 0.001);
  for (int64_t i = 0; i < 900; ++i) problem.values[static_cast<size_t>(2 * i)] += static_cast<float>(i % 9);
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const auto start = draw_start(KmeansRows(problem.rows(), 1), with(GetParam(), 9, seed));
    std::set<int> clouds;
    for (size_t k = 0; k < 9; ++k)
      clouds.insert(static_cast<int>(std::lround(start[2 * k] - problem.values[0])));
    EXPECT_EQ(clouds.size(), 9U) << "seed " << seed;
  }
}

// Rows 0, 1, 3: the first is each with a chance of 1/3. From 0, 1 has 1/10 of the potential and 3 has 9/10;
// greedy k-means++ with two candidates takes 3 unless both draws are 1 (0.01), since 3 leaves 1 and 1
// leaves 4.
TEST(PlusPlus, DrawsBySquaredDistanceAndTakesTheBetterCandidate) {
  const std::vector<float> values = {0, 1, 3};
  const KmeansRows rows({values.data(), 3, 1}, 1);
  std::map<std::pair<float, float>, int> counts;
  const int num_draws = 3000;
  for (int seed = 0; seed < num_draws; ++seed) {
    RandomStream stream(static_cast<uint64_t>(seed), "test");
    const auto start = draw_plus_plus(rows, {}, 2, stream);
    ++counts[{start[0], start[1]}];
  }
  // Standard deviations: sqrt(3000 / 3 * 2 / 3) = 26 and sqrt(10) = 3.2; five of each are allowed.
  for (const float first : {0.F, 1.F, 3.F}) {
    int count = 0;
    for (const auto& [pair, n] : counts) count += pair.first == first ? n : 0;
    EXPECT_NEAR(count, 1000, 130) << first;
  }
  EXPECT_NEAR((counts[{0.F, 1.F}]), 10, 16);
  EXPECT_GT((counts[{0.F, 3.F}]), 850);
}

TEST(PlusPlus, AWeightOfZeroIsNeverDrawn) {
  const Problem problem = draw_clouds(4, 300, 2, 1);
  const KmeansRows rows(problem.rows(), 1);
  std::vector<float> weights(300, 0.F);
  for (size_t i = 100; i < 110; ++i) weights[i] = 2;
  std::set<float> allowed;
  for (size_t i = 100; i < 110; ++i) allowed.insert(problem.values[2 * i]);
  for (uint64_t seed = 0; seed < 50; ++seed) {
    RandomStream stream(seed, "test");
    const auto start = draw_plus_plus(rows, weights, 5, stream);
    for (size_t k = 0; k < 5; ++k) EXPECT_EQ(allowed.count(start[2 * k]), 1U);
  }
}

TEST(PlusPlus, IsCloserToTheOptimumThanRandomRows) {
  const Problem problem = draw_clouds(5, 2000, 3, 30, 0.05);
  const auto potential = [&](const std::vector<float>& start) {
    return assign_rows(problem.rows(), {start.data(), 30, 3}).inertia;
  };
  double drawn = 0, random = 0;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    drawn += potential(draw_start(KmeansRows(problem.rows(), 1), with("kmeans++", 30, seed)));
    std::vector<float> rows;
    RandomStream stream(seed, "test");
    for (int k = 0; k < 30; ++k) {
      const auto row = static_cast<int64_t>(stream.below(2000));
      rows.insert(rows.end(), problem.rows().row(row), problem.rows().row(row) + 3);
    }
    random += potential(rows);
  }
  EXPECT_LT(2 * drawn, random);
}

TEST(Parallel, ManagesAsManyClustersAsDistinctRows) {
  std::vector<float> values;
  for (int i = 0; i < 200; ++i) values.push_back(static_cast<float>(i % 7));
  const auto start = draw_start(KmeansRows({values.data(), 200, 1}, 1), with("kmeans||", 7, 1));
  EXPECT_EQ(std::set<float>(start.begin(), start.end()).size(), 7U);
}

}  // namespace
}  // namespace affekt
