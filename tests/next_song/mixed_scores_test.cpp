#include "next_song/mixed_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affekt {
namespace {

using testing::ElementsAre;
using testing::FloatEq;

TEST(MixedScores, AddSharesThatSumToOneWhateverTheScale) {
  std::vector<float> mixed = {300, 100, 0, 0};
  mix_scores(0.25, {0, 1, 3, -5}, mixed);  // shares 3/4, 1/4 and 1/4, 3/4; a score below 0 is no opinion
  EXPECT_THAT(mixed, ElementsAre(FloatEq(0.1875F), FloatEq(0.25F), FloatEq(0.5625F), FloatEq(0)));
}

TEST(MixedScores, AMethodWithoutAnyOpinionLeavesTheChoiceToTheOther) {
  std::vector<float> first = {0, 0}, second = {2, 6};
  mix_scores(0.5, {1, 3}, first);
  EXPECT_THAT(first, ElementsAre(FloatEq(0.125F), FloatEq(0.375F)));
  mix_scores(0.5, {0, -1}, second);
  EXPECT_THAT(second, ElementsAre(FloatEq(0.125F), FloatEq(0.375F)));
}

}  // namespace
}  // namespace affekt
