#include "metrics/calibration.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

TEST(Calibration, MatchesTheHandCalculation) {
  // Confidences 0.75 (right), 0.625 (wrong), 1.0 (right), in 2 bins (0, 0.5] and (0.5, 1]:
  // all in the second one: mean confidence 2.375 / 3, accuracy 2 / 3, ECE their distance.
  const std::vector<float> p = {0.75F, 0.25F, 0.375F, 0.625F, 1.0F, 0.0F};
  const auto two = measure_calibration(p, {0, 0, 0}, 2, 2);
  EXPECT_EQ(two.bins[0].count, 0);
  EXPECT_EQ(two.bins[1].count, 3);
  EXPECT_DOUBLE_EQ(two.bins[1].confidence, 2.375 / 3);
  EXPECT_DOUBLE_EQ(two.bins[1].accuracy, 2.0 / 3);
  EXPECT_NEAR(two.ece, 2.375 / 3 - 2.0 / 3, 1e-15);
  // 4 bins: (0.5, 0.75] holds 0.75 and 0.625: |1.375 - 1| / 3; (0.75, 1] holds 1.0: no gap.
  const auto four = measure_calibration(p, {0, 0, 0}, 2, 4);
  EXPECT_EQ(four.bins[2].count, 2);
  EXPECT_EQ(four.bins[3].count, 1);
  EXPECT_NEAR(four.ece, 0.375 / 3, 1e-15);
  // Brier: 2 * 0.0625 + 2 * 0.390625 + 0, over 3.
  EXPECT_DOUBLE_EQ(four.brier, (0.125 + 0.78125) / 3);
}

TEST(Calibration, BinsAreOpenBelowAndClosedAbove) {
  EXPECT_EQ(reliability_bin_index(0.0, 4), 0);
  EXPECT_EQ(reliability_bin_index(0.25, 4), 0);
  EXPECT_EQ(reliability_bin_index(0.2500001, 4), 1);
  EXPECT_EQ(reliability_bin_index(1.0, 4), 3);
  EXPECT_EQ(reliability_bin_index(1.0000001, 4), 3);  // a softmax may round up
}

TEST(Calibration, BinsCoverZeroToOneAndHoldEverySample) {
  std::vector<float> p;
  std::vector<int32_t> labels;
  for (int i = 0; i <= 100; ++i) {
    p.insert(p.end(), {static_cast<float>(i) / 100, 1.0F - static_cast<float>(i) / 100});
    labels.push_back(i % 2);
  }
  const auto calibration = measure_calibration(p, labels, 2, 15);
  int64_t count = 0;
  for (size_t i = 0; i < calibration.bins.size(); ++i) {
    const auto& bin = calibration.bins[i];
    count += bin.count;
    if (i > 0) {
      EXPECT_EQ(bin.low, calibration.bins[i - 1].high);
    }
    if (bin.count > 0) {
      EXPECT_GT(bin.confidence, bin.low - 1e-6);
      EXPECT_LE(bin.confidence, bin.high + 1e-6);
    }
  }
  EXPECT_EQ(count, 101);
  EXPECT_EQ(calibration.bins.front().low, 0.0);
  EXPECT_EQ(calibration.bins.back().high, 1.0);
}

TEST(Calibration, SureAndRightIsZeroAndSureAndWrongIsTheWorst) {
  const auto right = measure_calibration({1, 0, 0, 1}, {0, 1}, 2, 15);
  EXPECT_EQ(right.ece, 0.0);
  EXPECT_EQ(right.brier, 0.0);
  const auto wrong = measure_calibration({1, 0, 0, 1}, {1, 0}, 2, 15);
  EXPECT_EQ(wrong.ece, 1.0);
  EXPECT_EQ(wrong.brier, 2.0);
}

}  // namespace
}  // namespace affekt
