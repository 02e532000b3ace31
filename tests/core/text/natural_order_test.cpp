#include "core/text/natural_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace affekt {
namespace {

using ::testing::ElementsAre;

TEST(NaturalOrder, NumbersInNamesCountAsNumbers) {
  const std::set<std::string, NaturalOrder> names = {"hit_rate_at_20", "hit_rate_at_5", "hit_rate_at_1",
                                                     "hit_rate_at_10", "mrr_at_20",     "accuracy"};
  EXPECT_THAT(names, ElementsAre("accuracy", "hit_rate_at_1", "hit_rate_at_5", "hit_rate_at_10",
                                 "hit_rate_at_20", "mrr_at_20"));
}

TEST(NaturalOrder, NoTwoNamesAreEqual) {
  const std::set<std::string, NaturalOrder> names = {
      "a1", "a01", "a", "a1b", "", "1", "a99999999999999999999999"};
  EXPECT_THAT(names, ElementsAre("", "1", "a", "a01", "a1", "a1b", "a99999999999999999999999"));
}

}  // namespace
}  // namespace affekt
