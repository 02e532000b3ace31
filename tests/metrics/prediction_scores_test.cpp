#include "metrics/prediction_scores.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random_stream.h"
#include "metrics/calibration.h"
#include "metrics/classification.h"

namespace affekt {
namespace {

struct Predictions {
  std::vector<float> probabilities;
  std::vector<int32_t> labels;
};

/// A classifier that is right with about `accuracy`, with random confidence.
Predictions make_predictions(int num_samples, int num_classes, double accuracy, uint64_t seed) {
  Predictions made;
  RandomStream label_stream(1, "label"), stream(seed, "probability");
  for (int i = 0; i < num_samples; ++i) {
    const auto label = static_cast<int32_t>(label_stream.below(static_cast<uint64_t>(num_classes)));
    const auto wrong = static_cast<int32_t>((label + 1) % num_classes);
    const int32_t top = stream.bernoulli(accuracy) ? label : wrong;
    const double confidence = stream.uniform(0.6, 1.0);
    for (int k = 0; k < num_classes; ++k) {
      made.probabilities.push_back(
          static_cast<float>(k == top ? confidence : (1 - confidence) / (num_classes - 1)));
    }
    made.labels.push_back(label);
  }
  return made;
}

BootstrapOptions with_resamples(int64_t num_resamples) {
  BootstrapOptions options;
  options.num_resamples = num_resamples;
  return options;
}

TEST(PredictionScores, AgreeWithTheMetricsComputedOneByOne) {
  const auto p = make_predictions(400, 7, 0.65, 5);
  const auto scores = score_predictions({p.probabilities, p.labels, 7, 15}, with_resamples(0));
  const auto classes = score_classification(p.labels, argmax_rows(p.probabilities, 7), 7);
  const auto calibration = measure_calibration(p.probabilities, p.labels, 7, 15);
  EXPECT_DOUBLE_EQ(scores.values[0], classes.accuracy);
  EXPECT_DOUBLE_EQ(scores.values[1], classes.macro_f1);
  EXPECT_DOUBLE_EQ(scores.values[2], classes.uar);
  EXPECT_NEAR(scores.values[3], compute_log_loss(p.probabilities, p.labels, 7), 1e-12);
  EXPECT_NEAR(scores.values[4], calibration.brier, 1e-12);
  EXPECT_NEAR(scores.values[5], calibration.ece, 1e-12);
  EXPECT_TRUE(std::isnan(scores.ci[0].low));  // none asked for
}

TEST(PredictionScores, IntervalsOfTheMeansHoldTheValueAndAreTheSameForEveryThreadCount) {
  const auto p = make_predictions(300, 4, 0.7, 5);
  auto options = with_resamples(500);
  const auto one = score_predictions({p.probabilities, p.labels, 4, 15}, options);
  options.num_threads = 4;
  const auto four = score_predictions({p.probabilities, p.labels, 4, 15}, options);
  for (size_t i = 0; i < kNumPredictionScores; ++i) {
    EXPECT_EQ(one.ci[i].low, four.ci[i].low);
    EXPECT_EQ(one.ci[i].high, four.ci[i].high);
    EXPECT_LT(one.ci[i].low, one.ci[i].high);
  }
  for (size_t i = 0; i < 5; ++i) {  // not the ECE: resampling adds to it, see the report's wording
    EXPECT_LT(one.ci[i].low, one.values[i]);
    EXPECT_GT(one.ci[i].high, one.values[i]);
  }
}

TEST(PredictionScores, OneSampleHasScoresAndAPointInterval) {
  const std::vector<float> p = {0.75F, 0.25F};
  const auto scores = score_predictions({p, {0}, 2, 15}, with_resamples(20));
  EXPECT_EQ(scores.values[0], 1.0);
  EXPECT_EQ(scores.ci[0].low, 1.0);
  EXPECT_DOUBLE_EQ(scores.values[5], 0.25);
}

TEST(ComparePredictions, EqualPredictionsDifferByExactlyNothing) {
  const auto p = make_predictions(100, 3, 0.5, 5);
  const ScoredPredictions scored{p.probabilities, p.labels, 3, 15};
  const auto difference = compare_predictions(scored, scored, with_resamples(100));
  for (size_t i = 0; i < kNumPredictionScores; ++i) {
    EXPECT_EQ(difference.values[i], 0.0);
    EXPECT_EQ(difference.ci[i].low, 0.0);
    EXPECT_EQ(difference.ci[i].high, 0.0);
  }
}

TEST(ComparePredictions, DifferenceIsSecondMinusFirstAndItsIntervalThatOfTheDisagreements) {
  // 1000 samples of 2 classes; the second is right on all, the first wrong on the last 40. The difference is
  // the share of those 40: its standard error is sqrt(0.04 * 0.96 / 1000) = 0.0062.
  std::vector<float> first, second;
  std::vector<int32_t> labels;
  for (int i = 0; i < 1000; ++i) {
    const bool zero = i % 2 == 0, first_is_right = i < 960;
    labels.push_back(zero ? 0 : 1);
    second.insert(second.end(), {zero ? 1.0F : 0.0F, zero ? 0.0F : 1.0F});
    const bool says_zero = zero == first_is_right;
    first.insert(first.end(), {says_zero ? 1.0F : 0.0F, says_zero ? 0.0F : 1.0F});
  }
  const auto difference =
      compare_predictions({first, labels, 2, 15}, {second, labels, 2, 15}, with_resamples(2000));
  EXPECT_NEAR(difference.values[0], 0.04, 1e-12);
  EXPECT_NEAR(difference.ci[0].low, 0.04 - 1.96 * 0.0062, 0.0025);
  EXPECT_NEAR(difference.ci[0].high, 0.04 + 1.96 * 0.0062, 0.0025);
}

}  // namespace
}  // namespace affekt
