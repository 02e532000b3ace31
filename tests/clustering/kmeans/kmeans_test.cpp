#include "clustering/kmeans/kmeans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "core/error.h"
#include "tests/clustering/kmeans/kmeans_problems.h"

namespace affekt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;
using testing_support::draw_clouds;
using testing_support::nearest_centroid;

KmeansOptions from_start(std::vector<float> start, int64_t num_clusters) {
  KmeansOptions options;
  options.num_clusters = num_clusters;
  options.initial_centroids = std::move(start);
  options.tolerance = 0;
  return options;
}

// Rows 0, 1, 2 and 10, 12 on a line, from centroids 0 and 2:
//   1: {0, 1} (1 is as far from 2 and goes to the first) and {2, 10, 12}; centroids 0.5 and 8
//   2: {0, 1, 2} and {10, 12}; centroids 1 and 11
//   3: nothing changes; inertia = (1 + 0 + 1) + (1 + 1) = 4
TEST(Kmeans, IteratesAsByHand) {
  const std::vector<float> values = {0, 1, 2, 10, 12};
  const auto result = fit_kmeans({values.data(), 5, 1}, from_start({0, 2}, 2));
  EXPECT_THAT(result.labels, ElementsAre(0, 0, 0, 1, 1));
  EXPECT_THAT(result.centroids, ElementsAre(1.F, 11.F));
  EXPECT_THAT(result.sizes, ElementsAre(3, 2));
  EXPECT_EQ(result.inertia, 4);
  EXPECT_EQ(result.iterations, 3);
  EXPECT_TRUE(result.converged);
}

TEST(Kmeans, OneIterationIsTheMeanOfTheFirstAssignment) {
  const std::vector<float> values = {0, 1, 2, 10, 12};
  auto options = from_start({0, 2}, 2);
  options.max_iterations = 1;
  const auto result = fit_kmeans({values.data(), 5, 1}, options);
  EXPECT_THAT(result.centroids, ElementsAre(0.5F, 8.F));
  EXPECT_THAT(result.labels, ElementsAre(0, 0, 0, 1, 1))
      << "labels are those of the centroids that are returned";
  EXPECT_THAT(result.sizes, ElementsAre(3, 2));
  EXPECT_EQ(result.inertia, 0.25 + 0.25 + 2.25 + 4 + 16);
  EXPECT_EQ(result.iterations, 1);
  EXPECT_FALSE(result.converged);
}

// The same rows. The first iteration moves the centroids by 0.5 and 6, 36.25 in squares; the variance of the
// rows about their mean 5 is (25 + 16 + 9 + 25 + 49) / 5 = 24.8.
TEST(Kmeans, ToleranceIsAShareOfTheMeanVariance) {
  const std::vector<float> values = {0, 1, 2, 10, 12};
  auto options = from_start({0, 2}, 2);
  options.tolerance = 36.26 / 24.8;
  const auto ended = fit_kmeans({values.data(), 5, 1}, options);
  EXPECT_EQ(ended.iterations, 1);
  EXPECT_TRUE(ended.converged);
  options.tolerance = 36.24 / 24.8;
  EXPECT_EQ(fit_kmeans({values.data(), 5, 1}, options).iterations, 2);
}

// Rows 0, 0, 1, 5 with centroids 0, 1 and 100: nobody is nearest to 100, and 5 is farthest from its centroid.
TEST(Kmeans, AnEmptyClusterGetsTheFarthestRow) {
  const std::vector<float> values = {0, 0, 1, 5};
  for (const char* algorithm : {"lloyd", "hamerly", "elkan"}) {
    auto options = from_start({0, 1, 100}, 3);
    options.algorithm = algorithm;
    const auto result = fit_kmeans({values.data(), 4, 1}, options);
    EXPECT_THAT(result.labels, ElementsAre(0, 0, 1, 2)) << algorithm;
    EXPECT_EQ(result.num_refilled, 1) << algorithm;
    EXPECT_EQ(result.inertia, 0) << algorithm;
  }
}

TEST(Kmeans, ManyEmptyClustersAreAllFilled) {
  const auto problem = draw_clouds(3, 400, 3, 20);
  std::vector<float> start(60, 1000.F);  // all in one place: all rows are nearest to the first
  const auto result = fit_kmeans(problem.rows(), from_start(start, 20));
  EXPECT_GE(result.num_refilled, 19);
  for (const int64_t size : result.sizes) EXPECT_GT(size, 0);
  EXPECT_TRUE(result.converged);
}

TEST(Kmeans, AsManyClustersAsRowsLeavesNoDistance) {
  const auto problem = draw_clouds(5, 37, 4, 37);
  KmeansOptions options;
  options.num_clusters = 37;
  options.num_starts = 1;
  const auto result = fit_kmeans(problem.rows(), options);
  EXPECT_EQ(result.inertia, 0);
  EXPECT_EQ(std::set<int32_t>(result.labels.begin(), result.labels.end()).size(), 37U);
}

TEST(Kmeans, OneClusterIsTheMean) {
  const std::vector<float> values = {1, 10, 2, 20, 6, 60};
  KmeansOptions options;
  options.num_clusters = 1;
  const auto result = fit_kmeans({values.data(), 3, 2}, options);
  EXPECT_THAT(result.centroids, ElementsAre(3.F, 30.F));
  EXPECT_EQ(result.inertia, (4 + 1 + 9) + (400 + 100 + 900));
  EXPECT_EQ(result.iterations, 2);
}

// At the end of Lloyd's iterations every row is nearest to its centroid and every centroid is its rows' mean.
TEST(Kmeans, AConvergedResultIsAFixedPoint) {
  const auto problem = draw_clouds(7, 2000, 5, 9);
  KmeansOptions options;
  options.num_clusters = 9;
  options.num_starts = 2;
  options.tolerance = 0;
  const auto result = fit_kmeans(problem.rows(), options);
  ASSERT_TRUE(result.converged);
  std::vector<double> sums(45);
  std::vector<int64_t> sizes(9);
  double inertia = 0;
  for (int64_t i = 0; i < 2000; ++i) {
    const auto label = result.labels[static_cast<size_t>(i)];
    EXPECT_EQ(label, nearest_centroid(problem.rows().row(i), result.centroids, 5)) << i;
    ++sizes[static_cast<size_t>(label)];
    for (int64_t j = 0; j < 5; ++j) {
      const auto at = static_cast<size_t>(label * 5 + j);
      const double value = problem.rows().row(i)[j];
      sums[at] += value;
      inertia += std::pow(value - static_cast<double>(result.centroids[at]), 2);
    }
  }
  EXPECT_EQ(sizes, result.sizes);
  for (size_t i = 0; i < 45; ++i)
    EXPECT_FLOAT_EQ(result.centroids[i], static_cast<float>(sums[i] / static_cast<double>(sizes[i / 5])));
  EXPECT_NEAR(result.inertia, inertia, 1e-9 * inertia);
}

TEST(Kmeans, MoreStartsAreNeverWorse) {
  const auto problem = draw_clouds(11, 600, 2, 15, 0.05);
  KmeansOptions options;
  options.num_clusters = 15;
  double last = std::numeric_limits<double>::infinity();
  std::set<double> different;
  for (const int64_t starts : {1, 2, 4, 8, 16}) {
    options.num_starts = starts;
    const auto result = fit_kmeans(problem.rows(), options);
    EXPECT_LE(result.inertia, last) << starts;
    EXPECT_LT(result.start_index, starts);
    last = result.inertia;
    different.insert(result.inertia);
  }
  EXPECT_GT(different.size(), 1U) << "the problem must have more than one local optimum";
}

TEST(Kmeans, AutoSaysWhichAlgorithmItTook) {
  const std::vector<float> rows = {0, 1, 10, 11};
  KmeansOptions options;
  options.num_clusters = 2;
  EXPECT_EQ(fit_kmeans({rows.data(), 4, 1}, options).algorithm, "lloyd");  // few clusters: bounds do not pay
  options.algorithm = "elkan";
  EXPECT_EQ(fit_kmeans({rows.data(), 4, 1}, options).algorithm, "elkan");
}

TEST(Kmeans, TheSeedAloneDecides) {
  const auto problem = draw_clouds(13, 600, 2, 15, 0.3);
  KmeansOptions options;
  options.num_clusters = 15;
  options.num_starts = 1;
  const auto first = fit_kmeans(problem.rows(), options);
  EXPECT_EQ(first.centroids, fit_kmeans(problem.rows(), options).centroids);
  options.seed = 2;
  EXPECT_NE(first.centroids, fit_kmeans(problem.rows(), options).centroids);
}

// A far mean, which loses every digit of a sum of squares in float32: (x - c)^2 must be taken of the
// difference.
TEST(Kmeans, AFarMeanCostsNoDigits) {
  std::vector<float> values;
  for (int i = 0; i < 1000; ++i) values.push_back(10000.F + static_cast<float>(i % 2) * 0.5F);
  const auto result = fit_kmeans({values.data(), 1000, 1}, from_start({10000.F, 10000.5F}, 2));
  EXPECT_THAT(result.sizes, ElementsAre(500, 500));
  EXPECT_EQ(result.inertia, 0);
}

TEST(Kmeans, AssignmentIsThatOfTheNearestCentroid) {
  const auto problem = draw_clouds(17, 333, 6, 21);
  const auto assignment = assign_rows(problem.rows(), {problem.start.data(), 21, 6}, 2);
  ASSERT_EQ(assignment.labels.size(), 333U);
  ASSERT_EQ(assignment.distances2.size(), 333U);
  for (int64_t i = 0; i < 333; ++i)
    EXPECT_EQ(assignment.labels[static_cast<size_t>(i)],
              nearest_centroid(problem.rows().row(i), problem.start, 6));
  EXPECT_NEAR(assignment.inertia,
              std::accumulate(assignment.distances2.begin(), assignment.distances2.end(), 0.0),
              1e-6 * assignment.inertia);
  for (size_t i = 0; i < 21; ++i) EXPECT_EQ(assignment.distances2[i], 0) << "a row that is a centroid";
}

// What is refused.

TEST(Kmeans, MoreClustersThanDistinctRowsAreRefused) {
  const std::vector<float> values = {1, 2, 1, 2, 3, 4, -0.F, 0, 0, -0.F};  // three distinct rows of five
  KmeansOptions options;
  options.num_clusters = 4;
  EXPECT_THAT(
      [&] {
        fit_kmeans({values.data(), 5, 2}, options);
      },
      ThrowsMessage<DataError>(HasSubstr("only 3 of the 5 rows differ")));
  options.num_clusters = 3;
  EXPECT_EQ(fit_kmeans({values.data(), 5, 2}, options).inertia, 0);
}

TEST(Kmeans, AValueThatIsNotFiniteIsRefusedByRowAndColumn) {
  auto problem = draw_clouds(19, 5000, 3, 2);
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    auto values = problem.values;
    values[4711 * 3 + 2] = bad;
    KmeansOptions options;
    options.num_clusters = 2;
    EXPECT_THAT(
        [&] {
          fit_kmeans({values.data(), 5000, 3}, options);
        },
        ThrowsMessage<DataError>(HasSubstr("row 4711, column 2")));
    EXPECT_THAT(
        [&] {
          assign_rows({values.data(), 5000, 3}, {problem.start.data(), 2, 3});
        },
        ThrowsMessage<DataError>(HasSubstr("row 4711, column 2")));
    EXPECT_THAT(
        [&] {
          fit_kmeans(problem.rows(), from_start({0, 0, 0, 1, bad, 1}, 2));
        },
        ThrowsMessage<DataError>(HasSubstr("initial centroids: row 1, column 1")));
  }
}

TEST(Kmeans, ValuesWhoseSquaresOverflowAreRefused) {
  const std::vector<float> values = {0, 1, 0, 2, 0, 3e19F};
  KmeansOptions options;
  options.num_clusters = 2;
  EXPECT_THAT(
      [&] {
        fit_kmeans({values.data(), 3, 2}, options);
      },
      ThrowsMessage<DataError>(HasSubstr("column 1")));
}

TEST(Kmeans, InitialCentroidsOfAnotherSizeAreRefused) {
  const std::vector<float> values = {0, 1, 2, 3};
  EXPECT_THAT(
      [&] {
        fit_kmeans({values.data(), 2, 2}, from_start({0, 1, 2}, 2));
      },
      ThrowsMessage<DataError>(HasSubstr("3 numbers: expected 2 clusters x 2 columns = 4")));
}

TEST(Kmeans, UnknownNamesAndSizesThatMakeNoSenseAreRefused) {
  const auto problem = draw_clouds(23, 50, 2, 3);
  const auto fault = [&](auto change) {
    KmeansOptions options;
    options.num_clusters = 3;
    change(options);
    fit_kmeans(problem.rows(), options);
  };
  EXPECT_THROW(fault([](KmeansOptions& o) { o.algorithm = "llyod"; }), ConfigError);
  EXPECT_THROW(fault([](KmeansOptions& o) { o.start = "random"; }), ConfigError);
  EXPECT_THROW(fault([](KmeansOptions& o) { o.num_clusters = 0; }), ConfigError);
  EXPECT_THROW(fault([](KmeansOptions& o) { o.num_starts = 0; }), ConfigError);
  EXPECT_THROW(fault([](KmeansOptions& o) { o.max_iterations = 0; }), ConfigError);
  EXPECT_THROW(fault([](KmeansOptions& o) { o.tolerance = -1; }), ConfigError);
  EXPECT_THROW(fit_kmeans({nullptr, 0, 2}, KmeansOptions{}), DataError);
}

}  // namespace
}  // namespace affekt
