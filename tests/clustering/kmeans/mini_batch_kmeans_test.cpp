#include "clustering/kmeans/mini_batch_kmeans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "tests/clustering/kmeans/kmeans_problems.h"

namespace affekt {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;
using testing_support::draw_clouds;
using testing_support::Problem;

/// Rows in memory; remembers how many were asked for at once.
class MemoryRows : public RowSource {
 public:
  explicit MemoryRows(const Problem& problem) : rows_(problem.rows()) {}
  int64_t num_rows() const override { return rows_.num_rows; }
  int64_t num_columns() const override { return rows_.num_columns; }
  void read(int64_t first, int64_t count, float* rows) override {
    ASSERT_GE(first, 0);
    ASSERT_LE(first + count, rows_.num_rows);
    most_rows_ = std::max(most_rows_, count);
    std::copy_n(rows_.row(first), count * rows_.num_columns, rows);
  }
  int64_t most_rows() const { return most_rows_; }

 private:
  MatrixView rows_;
  int64_t most_rows_ = 0;
};

MiniBatchOptions small_batches(int64_t num_clusters) {
  MiniBatchOptions options;
  options.num_clusters = num_clusters;
  options.batch_rows = 512;
  return options;
}

double full_inertia(const Problem& problem, int64_t num_clusters) {
  KmeansOptions options;
  options.num_clusters = num_clusters;
  return fit_kmeans(problem.rows(), options).inertia;
}

TEST(MiniBatchKmeans, IsNearlyAsGoodAsLloyd) {
  const Problem problem = draw_clouds(1, 40000, 5, 12, 0.2);
  MemoryRows rows(problem);
  const auto result = fit_mini_batch_kmeans(rows, small_batches(12));
  EXPECT_LE(result.inertia, 1.02 * full_inertia(problem, 12));
  EXPECT_TRUE(result.converged);
  EXPECT_LE(rows.most_rows(), 512) << "no more than a batch is read at once";
}

// A file in the order of its clusters is the worst case: neighbours in the file are alike.
TEST(MiniBatchKmeans, ASortedFileIsNoTrap) {
  Problem problem = draw_clouds(2, 40000, 1, 8, 0.05);
  std::sort(problem.values.begin(), problem.values.end());
  MemoryRows rows(problem);
  auto options = small_batches(8);
  options.batch_rows = 2048;
  EXPECT_LE(fit_mini_batch_kmeans(rows, options).inertia, 1.02 * full_inertia(problem, 8));
}

TEST(MiniBatchKmeans, SizesAndInertiaAreOfAllRows) {
  const Problem problem = draw_clouds(3, 7001, 4, 6);
  MemoryRows rows(problem);
  const auto result = fit_mini_batch_kmeans(rows, small_batches(6));
  const auto assignment = assign_rows(problem.rows(), {result.centroids.data(), 6, 4});
  std::vector<int64_t> sizes(6);
  for (const int32_t label : assignment.labels) ++sizes[static_cast<size_t>(label)];
  EXPECT_EQ(result.sizes, sizes);
  EXPECT_EQ(std::accumulate(sizes.begin(), sizes.end(), int64_t{0}), 7001);
  EXPECT_NEAR(result.inertia, assignment.inertia, 1e-9 * assignment.inertia);
}

TEST(MiniBatchKmeans, IsTheSameForAnyNumberOfThreadsAndAnotherForAnotherSeed) {
  const Problem problem = draw_clouds(4, 9000, 3, 7);
  MemoryRows rows(problem);
  auto options = small_batches(7);
  options.num_threads = 1;
  const auto expected = fit_mini_batch_kmeans(rows, options);
  for (const int threads : {2, 3}) {
    options.num_threads = threads;
    const auto result = fit_mini_batch_kmeans(rows, options);
    EXPECT_EQ(result.centroids, expected.centroids) << threads;
    EXPECT_EQ(result.inertia, expected.inertia) << threads;
    EXPECT_EQ(result.batches, expected.batches) << threads;
  }
  options.seed = 2;
  EXPECT_NE(fit_mini_batch_kmeans(rows, options).centroids, expected.centroids);
}

TEST(MiniBatchKmeans, AFileSmallerThanABatchWorks) {
  const Problem problem = draw_clouds(5, 100, 2, 3);
  MemoryRows rows(problem);
  const auto result = fit_mini_batch_kmeans(rows, small_batches(3));
  EXPECT_LE(result.inertia, 1.1 * full_inertia(problem, 3));
}

TEST(MiniBatchKmeans, WithoutConvergenceItEndsAfterItsPasses) {
  const Problem problem = draw_clouds(6, 8192, 2, 3);
  MemoryRows rows(problem);
  auto options = small_batches(3);
  options.max_passes = 1;
  const auto result = fit_mini_batch_kmeans(rows, options);
  EXPECT_EQ(result.batches, 8192 / 512);
  EXPECT_FALSE(result.converged);
}

TEST(MiniBatchKmeans, ASampleWithTooFewDistinctRowsIsRefusedWithoutAnyFit) {
  Problem problem;
  problem.num_columns = 2;
  problem.values.assign(20000 * 2, 1.0F);
  for (size_t i = 0; i < 4; ++i) problem.values[i * 10000] = static_cast<float>(i) + 2;  // rows 0, 5000, ...
  MemoryRows source(problem);
  MiniBatchOptions options = small_batches(4);
  options.batch_rows = 16;  // the sample has 1032 rows
  EXPECT_THAT([&] { check_mini_batch_kmeans(source, options); },
              ThrowsMessage<DataError>(HasSubstr("begins with a sample of 1032 of the 20000 rows")));
  EXPECT_THROW(fit_mini_batch_kmeans(source, options), DataError);
  options.batch_rows = 16384;  // all rows
  EXPECT_NO_THROW(check_mini_batch_kmeans(source, options));
}

TEST(MiniBatchKmeans, FaultsAreRefused) {
  Problem problem = draw_clouds(7, 5000, 2, 3);
  MemoryRows rows(problem);
  EXPECT_THROW(fit_mini_batch_kmeans(rows, small_batches(0)), ConfigError);
  EXPECT_THROW(fit_mini_batch_kmeans(rows, small_batches(6000)), DataError);
  problem.values[4321 * 2 + 1] = std::numeric_limits<float>::quiet_NaN();
  MemoryRows bad(problem);
  EXPECT_THAT([&] { fit_mini_batch_kmeans(bad, small_batches(3)); },
              ThrowsMessage<DataError>(HasSubstr("row 4321, column 1")));
}

}  // namespace
}  // namespace affekt
