#include "metrics/differences/mcnemar.h"

#include <gtest/gtest.h>

#include <cmath>

namespace affekt {
namespace {

TEST(McNemar, MatchesTheHandCalculation) {
  EXPECT_NEAR(mcnemar_exact_p_value(1, 9), 22.0 / 1024, 1e-14);  // 2 * (1 + 10) / 2^10
  EXPECT_NEAR(mcnemar_exact_p_value(0, 5), 2.0 / 32, 1e-14);
  EXPECT_NEAR(mcnemar_exact_p_value(2, 4), 2.0 * (1 + 6 + 15) / 64, 1e-14);
}

TEST(McNemar, DoesNotCareWhichOneIsFirst) {
  EXPECT_EQ(mcnemar_exact_p_value(12, 30), mcnemar_exact_p_value(30, 12));
}

TEST(McNemar, IsOneWithoutDisagreementOrWithAsMuchOnBothSides) {
  EXPECT_EQ(mcnemar_exact_p_value(0, 0), 1.0);
  EXPECT_EQ(mcnemar_exact_p_value(8, 8), 1.0);
}

TEST(McNemar, ApproachesTheNormalDistributionAndSurvivesLargeCounts) {
  // z = (|1000 - 1200| - 1) / sqrt(2200) with continuity correction; p = erfc(z / sqrt 2).
  const double z = 199 / std::sqrt(2200.0);
  const double approximation = std::erfc(z / std::sqrt(2.0));
  EXPECT_NEAR(mcnemar_exact_p_value(1000, 1200) / approximation, 1.0, 0.05);
}

}  // namespace
}  // namespace affekt
