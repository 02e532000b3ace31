#include "config/find_rules.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace affekt {
namespace {

TEST(FindRules, GivesWhatTheKeyDeclares) {
  const FieldRules bins = find_rules("evaluate.calibration_bins");
  EXPECT_TRUE(bins.allows(2) && bins.allows(100));
  EXPECT_FALSE(bins.allows(1) || bins.allows(101));
  EXPECT_EQ(find_rules("train.seed").minimum, 0);
  EXPECT_FALSE(find_rules("data.split.plan").choices.empty());
  EXPECT_TRUE(find_rules("name").is_required);
}

TEST(FindRules, AKeyThatThereIsNotIsABug) {
  EXPECT_THROW(find_rules("evaluate.bins"), std::logic_error);
  EXPECT_THROW(find_rules("calibration_bins"), std::logic_error);
}

}  // namespace
}  // namespace affekt
