#include "acoustics/functionals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affekt {
namespace {

using testing::ElementsAre;

TEST(Functionals, MeanAndDeviationAreThoseOfThePopulation) {
  EXPECT_DOUBLE_EQ(compute_mean({2, 4, 4, 4, 5, 5, 7, 9}), 5);
  EXPECT_DOUBLE_EQ(compute_deviation({2, 4, 4, 4, 5, 5, 7, 9}), 2);  // squares 9+1+1+1+0+0+4+16 = 32; 32/8
}

TEST(Functionals, SlopeIsPerUnitOfTimeAndGapsCount) {
  EXPECT_DOUBLE_EQ(compute_slope({1, 3, 9}, {0, 1, 4}), 2);
  EXPECT_DOUBLE_EQ(compute_slope({0, 1, 0}, {0, 1, 2}), 0);
  // Times -1, 0, 1 about their mean, values 0, 0, 3 about 1: (1 + 0 + 2) / 2.
  EXPECT_DOUBLE_EQ(compute_slope({0, 0, 3}, {5, 6, 7}), 1.5);
}

TEST(Functionals, PercentilesLieBetweenTheNearestRanks) {
  // numpy.percentile([15, 20, 35, 40, 50], 40) is 29: rank 1.6.
  EXPECT_NEAR(compute_percentile({40, 15, 50, 35, 20}, 0.4), 29, 1e-6);
  EXPECT_DOUBLE_EQ(compute_percentile({40, 15, 50, 35, 20}, 0), 15);
  EXPECT_DOUBLE_EQ(compute_percentile({40, 15, 50, 35, 20}, 0.5), 35);
  EXPECT_DOUBLE_EQ(compute_percentile({40, 15, 50, 35, 20}, 1), 50);
}

TEST(Functionals, OfNothingAndOfOneValueAreDefined) {
  EXPECT_EQ(compute_mean({}), 0);
  EXPECT_EQ(compute_deviation({}), 0);
  EXPECT_EQ(compute_percentile({}, 0.5), 0);
  EXPECT_EQ(compute_slope({}, {}), 0);
  EXPECT_EQ(compute_deviation({7}), 0);
  EXPECT_EQ(compute_percentile({7}, 0.9), 7);
  EXPECT_EQ(compute_slope({7}, {3}), 0);
}

TEST(FeatureRow, NamesWhatItHolds) {
  FeatureRow row;
  row.add("duration_s", 3.5);
  row.add_moments("level", {1, 3});
  row.add_percentiles("level", {1, 3}, {5, 50});
  EXPECT_THAT(row.names, ElementsAre("duration_s", "level.mean", "level.std", "level.p05", "level.p50"));
  EXPECT_THAT(row.values, ElementsAre(3.5F, 2.0F, 1.0F, testing::FloatEq(1.1F), 2.0F));
}

}  // namespace
}  // namespace affekt
