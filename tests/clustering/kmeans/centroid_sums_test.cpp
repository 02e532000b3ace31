#include "clustering/kmeans/centroid_sums.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/clustering/kmeans/kmeans_problems.h"

namespace affekt {
namespace {

using testing_support::draw_clouds;

void put(CentroidSums& sums, const KmeansRows& rows, int thread, int64_t row, int32_t from, int32_t to) {
  rows.loops().move_row(*sums.of_thread(thread), rows.view().row(row), rows.num_columns(), from, to);
  ++sums.of_thread(thread)->num_changed;
}

float centroid_of(const CentroidSums& sums, int64_t cluster) {
  float value = 0;
  sums.read_centroid(cluster, &value);
  return value;
}

TEST(CentroidSums, MovesRowsBetweenClusters) {
  const std::vector<float> values = {1, 2, 6};
  const KmeansRows rows({values.data(), 3, 1}, 1);
  CentroidSums sums(rows, 2, 2);
  put(sums, rows, 0, 0, -1, 0);
  put(sums, rows, 1, 1, -1, 0);
  put(sums, rows, 1, 2, -1, 1);
  EXPECT_EQ(sums.collect(), 3);
  EXPECT_EQ(centroid_of(sums, 0), 1.5F);
  EXPECT_EQ(centroid_of(sums, 1), 6.F);
  put(sums, rows, 0, 1, 0, 1);
  EXPECT_EQ(sums.collect(), 1);
  EXPECT_EQ(sums.collect(), 0);
  EXPECT_EQ(sums.sizes(), (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(centroid_of(sums, 0), 1.F);
  EXPECT_EQ(centroid_of(sums, 1), 4.F);
}

// 2^70 takes all the bits of one integer, so that 1 beside it is nothing; a cluster of ones has the mean 1
// all the same.
TEST(CentroidSums, SmallValuesSurviveBesideAHugeOne) {
  std::vector<float> values(1000, 1.F);
  values[500] = 0x1.0p60F;
  const KmeansRows rows({values.data(), 1000, 1}, 1);
  EXPECT_TRUE(rows.fixed_point().two_integers);
  CentroidSums sums(rows, 2, 1);
  for (int64_t i = 0; i < 1000; ++i) put(sums, rows, 0, i, -1, i == 500 ? 1 : 0);
  sums.collect();
  EXPECT_EQ(centroid_of(sums, 0), 1.F);
  EXPECT_EQ(centroid_of(sums, 1), 0x1.0p60F);
}

TEST(CentroidSums, StandardizedColumnsNeedOneInteger) {
  EXPECT_FALSE(KmeansRows(draw_clouds(1, 5000, 9, 8).rows(), 1).fixed_point().two_integers);
}

TEST(CentroidSums, AMeanIsThatOfDoublePrecision) {
  for (const float scale : {1e-30F, 1.F, 1e15F}) {
    auto problem = draw_clouds(2, 4096, 1, 5);
    double mean = 0;
    for (float& value : problem.values) mean += static_cast<double>(value = scale * (value + 3)) / 4096;
    const KmeansRows rows(problem.rows(), 1);
    CentroidSums sums(rows, 1, 1);
    for (int64_t i = 0; i < 4096; ++i) put(sums, rows, 0, i, -1, 0);
    sums.collect();
    EXPECT_FLOAT_EQ(centroid_of(sums, 0), static_cast<float>(mean)) << scale;
  }
}

// {0, 2, 4} has the variance 8/3 and {1e6, 1e6 + 3, 1e6 + 6} 6.
TEST(KmeansRows, MeanVarianceIsThatOfTheColumns) {
  const std::vector<float> values = {0, 1e6F, 2, 1e6F + 3, 4, 1e6F + 6};
  EXPECT_NEAR(KmeansRows({values.data(), 3, 2}, 1).mean_variance(), (8.0 / 3 + 6) / 2, 1e-9);
}

}  // namespace
}  // namespace affekt
