#include "metrics/classification.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace affekt {
namespace {

// Confusion by hand:      predicted 0 1 2
//                  true 0           2 1 0
//                       1           0 1 1
//                       2           0 0 1
const std::vector<int32_t> kLabels = {0, 0, 0, 1, 1, 2};
const std::vector<int32_t> kPredictions = {0, 0, 1, 1, 2, 2};

TEST(Classification, MatchesTheHandCalculation) {
  const auto scores = score_classification(kLabels, kPredictions, 3);
  EXPECT_EQ(scores.num_samples, 6);
  EXPECT_DOUBLE_EQ(scores.accuracy, 4.0 / 6);
  EXPECT_EQ(scores.confusion, (std::vector<std::vector<int64_t>>{{2, 1, 0}, {0, 1, 1}, {0, 0, 1}}));
  EXPECT_DOUBLE_EQ(scores.per_class[0].precision, 1.0);
  EXPECT_DOUBLE_EQ(scores.per_class[0].recall, 2.0 / 3);
  EXPECT_DOUBLE_EQ(scores.per_class[0].f1, 0.8);
  EXPECT_DOUBLE_EQ(scores.per_class[1].f1, 0.5);
  EXPECT_DOUBLE_EQ(scores.per_class[2].precision, 0.5);
  EXPECT_DOUBLE_EQ(scores.per_class[2].recall, 1.0);
  EXPECT_DOUBLE_EQ(scores.per_class[2].f1, 2.0 / 3);
  EXPECT_EQ(scores.per_class[0].support, 3);
  EXPECT_EQ(scores.per_class[2].num_predicted, 2);
  EXPECT_DOUBLE_EQ(scores.macro_f1, (0.8 + 0.5 + 2.0 / 3) / 3);
  EXPECT_DOUBLE_EQ(scores.uar, (2.0 / 3 + 0.5 + 1.0) / 3);
}

TEST(Classification, ConfusionScoresAgreeWithTheFullOnes) {
  const int64_t counts[] = {2, 1, 0, 0, 1, 1, 0, 0, 1};
  const auto quick = score_confusion(counts, 3);
  const auto full = score_classification(kLabels, kPredictions, 3);
  EXPECT_DOUBLE_EQ(quick.accuracy, full.accuracy);
  EXPECT_DOUBLE_EQ(quick.macro_f1, full.macro_f1);
  EXPECT_DOUBLE_EQ(quick.uar, full.uar);
}

TEST(Classification, AClassThatIsNeverPredictedHasPrecisionZeroAndCountsInMacroF1) {
  const auto scores = score_classification({0, 1}, {0, 0}, 2);
  EXPECT_EQ(scores.per_class[1].precision, 0.0);
  EXPECT_EQ(scores.per_class[1].f1, 0.0);
  EXPECT_DOUBLE_EQ(scores.macro_f1, (2.0 / 3 + 0.0) / 2);  // P 1/2, R 1 for class 0
  EXPECT_DOUBLE_EQ(scores.uar, 0.5);
}

TEST(Classification, AClassThatOccursNowhereIsLeftOutOfTheMeans) {
  const auto scores = score_classification({0, 1}, {0, 1}, 5);
  EXPECT_EQ(scores.macro_f1, 1.0);
  EXPECT_EQ(scores.uar, 1.0);
  EXPECT_EQ(scores.per_class[4].support, 0);
}

TEST(Classification, AClassThatIsOnlyPredictedLowersMacroF1ButNotUar) {
  const auto scores = score_classification({0, 0}, {0, 1}, 2);
  EXPECT_DOUBLE_EQ(scores.macro_f1, (2.0 / 3) / 2);  // class 0: P 1, R 1/2; class 1: 0
  EXPECT_DOUBLE_EQ(scores.uar, 0.5);                 // class 1 has no sample to recall
}

TEST(Classification, OneSampleIsEnough) {
  EXPECT_EQ(score_classification({0}, {0}, 1).accuracy, 1.0);
  EXPECT_EQ(score_classification({1}, {0}, 2).macro_f1, 0.0);
}

TEST(Classification, RefusesNoSamplesAndClassesOutsideTheRange) {
  EXPECT_THROW(score_classification({}, {}, 2), std::logic_error);
  EXPECT_THROW(score_classification({2}, {0}, 2), std::logic_error);
  EXPECT_THROW(score_classification({0}, {-1}, 2), std::logic_error);
  EXPECT_THROW(score_classification({0, 1}, {0}, 2), std::logic_error);
}

TEST(LogLoss, IsTheMeanNegativeLogOfTheTrueClass) {
  EXPECT_NEAR(compute_log_loss({0.5F, 0.5F, 0.25F, 0.75F}, {0, 1}, 2),
              (std::log(2.0) + std::log(4.0 / 3)) / 2, 1e-12);
}

TEST(LogLoss, StaysFiniteWhenTheTrueClassHasProbabilityZero) {
  EXPECT_NEAR(compute_log_loss({1.0F, 0.0F}, {1}, 2), -std::log(1e-15), 1e-9);
}

TEST(ArgmaxRows, TakesTheFirstOfEqualValues) {
  EXPECT_EQ(argmax_rows({0.2F, 0.4F, 0.4F, 0.9F, 0.1F, 0.0F, -3.0F, -2.0F, -1.0F}, 3),
            (std::vector<int32_t>{1, 0, 2}));
  EXPECT_TRUE(argmax_rows({}, 3).empty());
}

}  // namespace
}  // namespace affekt
