#include "metrics/differences/recall_difference.h"

#include <gtest/gtest.h>

#include <cmath>

namespace affekt {
namespace {

TEST(RecallDifference, IsTheShareOfEachClassThatTheSecondFindsMore) {
  // Class 0: the second finds 2 of 4 more. Class 1: each finds what the other does not. Class 2: no sample.
  const std::vector<int32_t> labels = {0, 0, 0, 0, 1, 1};
  const std::vector<uint8_t> first = {1, 0, 0, 0, 1, 0}, second = {1, 1, 1, 0, 0, 1};
  BootstrapOptions options;
  options.num_resamples = 500;
  const ScoresWithIntervals difference = compare_recalls(labels, first, second, 3, options);
  EXPECT_DOUBLE_EQ(difference.values[0], 0.5);
  EXPECT_DOUBLE_EQ(difference.values[1], 0);
  EXPECT_TRUE(std::isnan(difference.values[2]));
  EXPECT_TRUE(std::isnan(difference.ci[2].low));
  EXPECT_LE(difference.ci[0].low, 0.5);
  EXPECT_LT(difference.ci[1].low, 0);
  EXPECT_GT(difference.ci[1].high, 0);
  EXPECT_GT(difference.ci[1].p_value, 0.3);
}

}  // namespace
}  // namespace affekt
