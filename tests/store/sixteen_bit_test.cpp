#include "store/sixteen_bit.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

TEST(SixteenBit, EveryValueComesBack) {
  for (int value = -32768; value <= 32767; ++value) {
    const auto sample = static_cast<int16_t>(value);
    ASSERT_EQ(to_16_bit(from_16_bit(sample)), sample);
    ASSERT_EQ(double{from_16_bit(sample)} * 32768, value);  // exact: a division by a power of two
  }
}

TEST(SixteenBit, RoundsToTheNearestAndHalvesAwayFromZero) {
  EXPECT_EQ(to_16_bit(10.4 / 32768), 10);
  EXPECT_EQ(to_16_bit(10.5 / 32768), 11);
  EXPECT_EQ(to_16_bit(-10.5 / 32768), -11);
  EXPECT_EQ(to_16_bit(-0.4 / 32768), 0);
}

TEST(SixteenBit, WhatLiesBeyondFullScaleIsCutToIt) {
  EXPECT_EQ(to_16_bit(1.0), 32767);  // 32768 has no place in 16 bits
  EXPECT_EQ(to_16_bit(-1.0), -32768);
  EXPECT_EQ(to_16_bit(1e30), 32767);
  EXPECT_EQ(to_16_bit(-1e30), -32768);
}

TEST(SixteenBit, ThePeakIsTheLargestMagnitudeOfThePart) {
  const std::vector<float> samples = {0.1F, -0.9F, 0.5F};
  EXPECT_EQ(find_peak(samples), 0.9F);
  EXPECT_EQ(find_peak(samples, 2, 3), 0.5F);
  EXPECT_EQ(find_peak(samples, 1, 1), 0.0F);
}

}  // namespace
}  // namespace affekt
