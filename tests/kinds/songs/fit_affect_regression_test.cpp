#include "kinds/songs/fit_affect_regression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

AffectRegressionOptions quick() {
  AffectRegressionOptions options;
  options.num_resamples = 100;
  options.epochs = 15;
  options.hidden_units = 8;
  return options;
}

/// 300 songs of 60 artists. Valence is a line through three inputs with as much noise as signal; arousal is
/// noise.
AffectSamples linear_samples() {
  RandomStream stream(1, "test_regression");
  AffectSamples samples;
  samples.num_songs = 300;
  samples.num_inputs = 3;
  samples.target = "deezer";
  for (int64_t i = 0; i < samples.num_songs; ++i) {
    double sum = 0;
    for (int j = 0; j < 3; ++j) {
      samples.points.push_back(static_cast<float>(stream.normal()));
      sum += static_cast<double>(samples.points.back());
    }
    samples.targets.push_back(static_cast<float>(sum + std::sqrt(3.0) * stream.normal()));
    samples.targets.push_back(static_cast<float>(stream.normal()));
    samples.artists.push_back(i / 5);
  }
  return samples;
}

TEST(FitAffectRegression, RidgeExplainsWhatIsLinear) {
  const auto regression = fit_affect_regression(linear_samples(), quick());
  EXPECT_EQ(regression.target, "deezer");
  EXPECT_EQ(regression.num_songs, 300);
  // Half of valence's variance is signal; 3 weights from 240 songs cost about 3 / 240 of the rest.
  EXPECT_NEAR(regression.ridge_fit.r2[0], 0.5, 0.1);
  EXPECT_LT(regression.ridge_fit.r2_low[0], regression.ridge_fit.r2[0]);
  EXPECT_GT(regression.ridge_fit.r2_high[0], regression.ridge_fit.r2[0]);
  EXPECT_GT(regression.ridge_fit.r2_low[0], 0.3);
  EXPECT_LT(regression.ridge_fit.r2[1], 0.03);  // noise is not explained
  for (size_t j = 0; j < 3; ++j) EXPECT_NEAR(regression.ridge.weight[j], 1, 0.35) << j;
}

TEST(FitAffectRegression, TheMeanExplainsNothing) {
  const auto regression = fit_affect_regression(linear_samples(), quick());
  for (size_t column = 0; column < 2; ++column) {
    EXPECT_LE(regression.mean_fit.r2[column], 0);
    EXPECT_GT(regression.mean_fit.r2[column], -0.05);
  }
}

TEST(FitAffectRegression, TheNetworkIsExportedOnlyWhereItIsBetterForSure) {
  // Of a straight line and noise the network learns no more than the ridge; of |x| it learns all.
  const auto linear = fit_affect_regression(linear_samples(), quick());
  EXPECT_EQ(linear.exported, "ridge");
  EXPECT_LT(linear.network_gain_low, 0);
  auto samples = linear_samples();
  for (size_t i = 0; i < 300; ++i) {
    samples.targets[2 * i] = std::abs(samples.points[3 * i]);
    samples.targets[2 * i + 1] = std::abs(samples.points[3 * i + 1]);
  }
  auto options = quick();
  options.epochs = 40;
  const auto regression = fit_affect_regression(samples, options);
  EXPECT_EQ(regression.exported, "network");
  EXPECT_GT(regression.network_gain_low, 0);
  EXPECT_LT(regression.network_gain_low, regression.network_gain);
  EXPECT_GT(regression.network_fit.r2[0], regression.ridge_fit.r2[0] + 0.3);
}

TEST(FitAffectRegression, WhatOnlyTheArtistTellsIsNotExplained) {
  // Every artist has points and a valence of his own, unrelated to each other: known artists could be told by
  // their points, new ones can't.
  RandomStream stream(2, "test_artists");
  auto samples = linear_samples();
  for (size_t i = 0; i < 300; i += 5) {
    const auto valence = static_cast<float>(stream.normal());
    for (size_t song = i; song < i + 5; ++song) {
      samples.targets[2 * song] = samples.targets[2 * song + 1] = valence;
      for (size_t j = 0; j < 3; ++j) samples.points[3 * song + j] = samples.points[3 * i + j];
    }
  }
  auto options = quick();
  options.epochs = 60;
  const auto grouped = fit_affect_regression(samples, options);
  EXPECT_LT(grouped.network_fit.r2[0], 0.1);
  for (size_t i = 0; i < 300; ++i) samples.artists[i] = static_cast<int64_t>(i);  // as if all were different
  EXPECT_GT(fit_affect_regression(samples, options).network_fit.r2[0], grouped.network_fit.r2[0] + 0.1);
}

TEST(FitAffectRegression, ASeedGivesTheSameBytesOnAnyNumberOfThreads) {
  auto options = quick();
  options.epochs = 3;
  options.num_threads = 1;
  const auto one = to_json(fit_affect_regression(linear_samples(), options)).dump();
  options.num_threads = 2;
  EXPECT_EQ(one, to_json(fit_affect_regression(linear_samples(), options)).dump());
  options.seed = 2;
  EXPECT_NE(one, to_json(fit_affect_regression(linear_samples(), options)).dump());
}

std::string message_of(const AffectSamples& samples) {
  try {
    fit_affect_regression(samples, quick());
  } catch (const DataError& error) {
    try {  // the same is known before anything is fitted
      check_affect_regression(samples, quick());
    } catch (const DataError& before) {
      EXPECT_STREQ(before.what(), error.what());
      return error.what();
    }
    return "refused too late";
  }
  EXPECT_NO_THROW(check_affect_regression(samples, quick()));
  return "accepted";
}

TEST(FitAffectRegression, TooLittleToLearnFromIsRefused) {
  auto samples = linear_samples();
  samples.num_songs = 19;
  samples.points.resize(3 * 19);
  samples.targets.resize(2 * 19);
  samples.artists.resize(19);
  EXPECT_THAT(message_of(samples), testing::HasSubstr("only 19 songs"));
  samples = linear_samples();
  for (size_t i = 0; i < 300; ++i) samples.targets[2 * i + 1] = 4;
  EXPECT_THAT(message_of(samples), testing::HasSubstr("arousal"));
  samples = linear_samples();
  for (auto& artist : samples.artists) artist %= 4;
  EXPECT_THAT(message_of(samples), testing::HasSubstr("4 artists"));
}

}  // namespace
}  // namespace affekt
