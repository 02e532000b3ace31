#include "metrics/differences/holm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace affekt {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

TEST(Holm, GivesWhatRGives) {
  // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"): 4 * 0.005, 3 * 0.01, 2 * 0.03, and 0.04 not below 0.06.
  EXPECT_THAT(adjust_by_holm({0.01, 0.04, 0.03, 0.005}),
              ElementsAre(DoubleNear(0.03, 1e-12), DoubleNear(0.06, 1e-12), DoubleNear(0.06, 1e-12),
                          DoubleNear(0.02, 1e-12)));
  EXPECT_THAT(adjust_by_holm({0.6, 0.5}), ElementsAre(1.0, 1.0));
  EXPECT_THAT(adjust_by_holm({0.04}), ElementsAre(0.04));
  EXPECT_TRUE(adjust_by_holm({}).empty());
}

TEST(Holm, ATestThatCouldNotBeMadeCountsForNone) {
  const std::vector<double> adjusted = adjust_by_holm({0.02, NAN, 0.03});
  EXPECT_DOUBLE_EQ(adjusted[0], 0.04);
  EXPECT_TRUE(std::isnan(adjusted[1]));
  EXPECT_DOUBLE_EQ(adjusted[2], 0.04);
}

}  // namespace
}  // namespace affekt
