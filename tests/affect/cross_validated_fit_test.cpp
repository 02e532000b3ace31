#include "affect/cross_validated_fit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random_stream.h"

namespace affekt {
namespace {

TEST(CrossValidatedFit, R2ByHand) {
  // Targets 1, 2, 6: mean 3, total 4 + 1 + 9 = 14. Errors 1, 0, -2: residual 5. 1 - 5 / 14.
  const std::vector<float> targets = {1, 2, 6}, predictions = {0, 2, 8};
  EXPECT_DOUBLE_EQ(compute_r2(targets, predictions, 1, 0, {0, 1, 2}), 1 - 5.0 / 14);
  EXPECT_TRUE(std::isnan(compute_r2(targets, predictions, 1, 0, {1, 1})));  // no variance
}

AffectSamples two_columns() {
  AffectSamples samples;
  samples.num_songs = 4;
  samples.targets = {0, 10, 1, 20, 2, 30, 3, 40};
  samples.artists = {0, 1, 2, 3};
  return samples;
}

TEST(CrossValidatedFit, ScoresBothColumnsOverAllSongsAndByFold) {
  const auto samples = two_columns();
  const std::vector<float> predictions = {0, 10, 1, 20, 2, 30, 4, 40};
  const auto fit = score_cross_validation(samples, predictions, {0, 0, 1, 1}, {});
  // Valence: total 1.5^2 + 0.5^2 + 0.5^2 + 1.5^2 = 5, residual 1. Fold 1 alone: total 0.5, residual 1.
  EXPECT_DOUBLE_EQ(fit.r2[0], 0.8);
  EXPECT_DOUBLE_EQ(fit.r2[1], 1);
  EXPECT_DOUBLE_EQ(fit.mae[0], 0.25);
  EXPECT_DOUBLE_EQ(fit.r2_by_fold_min[0], -1);
  EXPECT_DOUBLE_EQ(fit.r2_by_fold_max[0], 1);
  EXPECT_DOUBLE_EQ(fit.r2_low[1], 1);
  EXPECT_DOUBLE_EQ(fit.r2_high[1], 1);
}

TEST(CrossValidatedFit, TheGainOfTheSecondIsPaired) {
  const auto samples = two_columns();
  // Valence: R2 1 - 4 / 5 against 1 - 1 / 5; arousal: 1 against 1. Mean gain 0.3.
  const std::vector<float> first = {0, 10, 1, 20, 2, 30, 5, 40}, second = {0, 10, 1, 20, 2, 30, 4, 40};
  const R2Gain gain = score_r2_gain(samples, first, second, {});
  EXPECT_NEAR(gain.value, 0.3, 1e-12);
  EXPECT_EQ(gain.interval.low, 0);  // a resample without the fourth song knows no difference
  EXPECT_GT(gain.interval.high, 0.3);
  const R2Gain none = score_r2_gain(samples, first, first, {});
  EXPECT_EQ(none.value, 0);
  EXPECT_EQ(none.interval.low, 0);
  EXPECT_EQ(none.interval.high, 0);
  EXPECT_EQ(score_r2_gain(samples, second, first, {}).value, -gain.value);
}

TEST(CrossValidatedFit, ASingleArtistLeavesNoDoubtAndManyDo) {
  RandomStream stream(5, "test");
  AffectSamples samples;
  samples.num_songs = 60;
  std::vector<float> predictions;
  std::vector<int32_t> folds;
  for (int64_t i = 0; i < samples.num_songs; ++i) {
    samples.artists.push_back(0);
    folds.push_back(static_cast<int32_t>(i % 2));
    for (int column = 0; column < 2; ++column) {
      samples.targets.push_back(static_cast<float>(stream.normal()));
      predictions.push_back(samples.targets.back() + 0.5f * static_cast<float>(stream.normal()));
    }
  }
  // All songs of one artist are drawn together, so every resample is the same.
  const auto one = score_cross_validation(samples, predictions, folds, {});
  EXPECT_EQ(one.r2_low[0], one.r2_high[0]);
  for (int64_t i = 0; i < samples.num_songs; ++i) samples.artists[static_cast<size_t>(i)] = i;
  const auto many = score_cross_validation(samples, predictions, folds, {});
  EXPECT_LT(many.r2_low[0], many.r2[0] - 0.02);
  EXPECT_GT(many.r2_high[0], many.r2[0] + 0.02);
  EXPECT_EQ(many.r2, one.r2);
}

}  // namespace
}  // namespace affekt
