#include "metrics/regression.h"

#include <gtest/gtest.h>

#include <cmath>

namespace affekt {
namespace {

TEST(RegressionScores, AreThoseOfTheHandCalculation) {
  // Truth 1 2 3, mean 2, variance 2/3. Predicted 2 2 5, mean 3, variance 2. Covariance (-1 * -1 + 0 + 1 * 2)
  // / 3.
  const RegressionScores scores = score_regression({1, 2, 3}, {2, 2, 5});
  EXPECT_DOUBLE_EQ(scores.mae, 1.0);                  // (1 + 0 + 2) / 3
  EXPECT_DOUBLE_EQ(scores.rmse, std::sqrt(5.0 / 3));  // (1 + 0 + 4) / 3
  EXPECT_DOUBLE_EQ(scores.ccc, 2 * 1.0 / (2.0 / 3 + 2 + 1));
}

TEST(RegressionScores, ConcordanceIsOneForEqualValuesAndMinusOneForTurnedOnes) {
  EXPECT_DOUBLE_EQ(score_regression({1, 5, 9}, {1, 5, 9}).ccc, 1.0);
  EXPECT_DOUBLE_EQ(score_regression({1, 5, 9}, {9, 5, 1}).ccc, -1.0);
}

TEST(RegressionScores, AConstantAnswerHasConcordanceZero) {
  EXPECT_EQ(score_regression({1, 2, 6}, {5.3F, 5.3F, 5.3F}).ccc, 0.0);
  EXPECT_EQ(score_regression({5.3F, 5.3F, 5.3F}, {1, 2, 6}).ccc, 0.0);
  EXPECT_EQ(score_regression({4.1F, 4.1F}, {5.3F, 5.3F}).ccc, 0.0);  // two constants that differ
}

TEST(RegressionScores, ConcordanceOfOneConstantWithItselfIsNotDefined) {
  EXPECT_TRUE(std::isnan(score_regression({5.3F, 5.3F, 5.3F}, {5.3F, 5.3F, 5.3F}).ccc));
  EXPECT_EQ(score_regression({5.3F}, {5.3F}).mae, 0.0);
}

TEST(RegressionScores, CountsAreAsGoodAsRepeatedRows) {
  const RegressionScores counted = score_regression({9, 1, 2, 3}, {1, 2, 2, 5}, {0, 2, 1, 3});
  const RegressionScores repeated = score_regression({1, 1, 2, 3, 3, 3}, {2, 2, 2, 5, 5, 5});
  EXPECT_NEAR(counted.mae, repeated.mae, 1e-12);
  EXPECT_NEAR(counted.rmse, repeated.rmse, 1e-12);
  EXPECT_NEAR(counted.ccc, repeated.ccc, 1e-12);
}

TEST(RegressionScores, ANaNIsNotPassedOver) {
  const RegressionScores scores = score_regression({1, 2}, {1, std::nanf("")});
  EXPECT_TRUE(std::isnan(scores.mae) && std::isnan(scores.rmse) && std::isnan(scores.ccc));
}

TEST(ThreeLevels, AreRoundedToWholePointsHalvesUpwards) {
  for (const float low : {1.0F, 4.0F, 4.49F}) EXPECT_EQ(three_level_of(low), 0) << low;
  for (const float middle : {4.5F, 5.0F, 6.0F, 6.49F}) EXPECT_EQ(three_level_of(middle), 1) << middle;
  for (const float high : {6.5F, 7.0F, 10.0F}) EXPECT_EQ(three_level_of(high), 2) << high;
}

TEST(ThreeLevels, AccuracyIsTheShareOnTheTrueLevel) {
  // Levels of the truth: 0 1 1 2; of the predictions: 0 1 2 0.
  EXPECT_DOUBLE_EQ(three_level_accuracy({4, 5, 6, 7}, {1, 6.4F, 6.5F, 4}), 0.5);
  EXPECT_DOUBLE_EQ(three_level_accuracy({4, 5, 6, 7}, {1, 6.4F, 6.5F, 4}, {3, 0, 1, 0}), 0.75);
  EXPECT_DOUBLE_EQ(three_level_accuracy({4, std::nanf("")}, {4, std::nanf("")}), 0.5);  // NaN is never right
}

}  // namespace
}  // namespace affekt
