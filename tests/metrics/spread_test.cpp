#include "metrics/spread.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace affekt {
namespace {

TEST(Spread, MatchesTheHandCalculation) {
  // Mean 5; squares of the distances 9 + 1 + 1 + 9 = 20; 20 / 3 = 6.667.
  const Spread spread = measure_spread({2, 4, 6, 8});
  EXPECT_DOUBLE_EQ(spread.mean, 5);
  EXPECT_DOUBLE_EQ(spread.deviation, std::sqrt(20.0 / 3));
  EXPECT_EQ(spread.min, 2);
  EXPECT_EQ(spread.max, 8);
}

TEST(Spread, OneValueHasNoDeviation) {
  const Spread spread = measure_spread({0.5});
  EXPECT_EQ(spread.mean, 0.5);
  EXPECT_EQ(spread.min, 0.5);
  EXPECT_EQ(spread.max, 0.5);
  EXPECT_TRUE(std::isnan(spread.deviation));
}

TEST(Spread, NoValueIsABugOfTheCaller) {
  EXPECT_THROW(measure_spread({}), std::logic_error);
}

}  // namespace
}  // namespace affekt
