#include "acoustics/spectral_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "acoustics/functionals.h"
#include "tests/acoustics/test_waves.h"

namespace affekt {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::FloatEq;
using testing::FloatNear;

Spectrogram make_spectrogram(double bin_hz, const std::vector<std::vector<float>>& frames) {
  Spectrogram result;
  result.num_frames = static_cast<int64_t>(frames.size());
  result.num_bins = static_cast<int64_t>(frames[0].size());
  result.bin_hz = bin_hz;
  for (const auto& frame : frames) result.power.insert(result.power.end(), frame.begin(), frame.end());
  return result;
}

Spectrogram features_spectrogram_of(const std::vector<float>& wave, double rate_hz = 16000) {
  const auto num_samples = static_cast<int64_t>(wave.size());
  return compute_spectrogram(wave, rate_hz, make_frame_grid(num_samples, rate_hz, 25, 10));
}

TEST(Spectrogram, OfASinePeaksAtItsFrequencyWithTheWindowsGain) {
  // A sine A at a bin's middle: |X| = A/2 sum w = A N / 4, sum w^2 = 3 N / 8; so A^2 N / 6 = 0.09 * 400 / 6.
  const Spectrogram s = features_spectrogram_of(test::make_sine(32 * 31.25, 0.3, 0.1));
  EXPECT_EQ(s.num_bins, 257);
  EXPECT_DOUBLE_EQ(s.bin_hz, 31.25);
  for (int64_t i = 0; i < s.num_frames; ++i) {
    const float* power = s.frame(i);
    EXPECT_EQ(std::max_element(power, power + s.num_bins) - power, 32);
    EXPECT_NEAR(power[32], 6.0, 0.01);
  }
}

TEST(Spectrogram, OfWhiteNoiseHasItsVarianceInEveryBin) {
  const Spectrogram s = features_spectrogram_of(test::make_noise(0.1, 20));
  for (const int64_t bin : {0, 1, 50, 255, 256}) {
    double mean = 0;
    for (int64_t i = 0; i < s.num_frames; ++i) mean += s.frame(i)[bin] / static_cast<double>(s.num_frames);
    EXPECT_NEAR(mean, 0.01, 0.0015) << bin;
  }
  EXPECT_NEAR(compute_mean(s.power), 0.01, 0.0001);
}

TEST(Spectrogram, LeavesOutWhatLiesAboveEightKilohertz) {
  const Spectrogram s = features_spectrogram_of(test::make_sine(1000, 0.3, 0.1, 48000), 48000);
  EXPECT_EQ(s.bin_hz, 48000.0 / 2048);  // 1200 samples a frame
  EXPECT_EQ(s.num_bins, 1 + 341);       // 8000 / 23.4375 = 341.3
}

TEST(Spectrogram, FillsAWaveShorterThanAFrameWithSilence) {
  const Spectrogram s = features_spectrogram_of({0.5F});
  EXPECT_EQ(s.num_frames, 1);
  EXPECT_THAT(s.power, Each(0.0F));  // the Hann window begins with 0
}

TEST(Centroid, IsTheMeanFrequencyWeightedByPower) {
  const SpectralContours c = compute_spectral_contours(
      make_spectrogram(100, {{0, 0, 5, 0, 0}, {1, 0, 0, 0, 3}, {1, 1, 1, 1, 1}, {0, 0, 0, 0, 0}}));
  EXPECT_THAT(c.centroid_hz, ElementsAre(200, 300, 200, 0));  // (0 * 1 + 400 * 3) / 4 = 300
}

TEST(Rolloff, IsWhereEightyFivePercentOfThePowerIsReached) {
  // 101 equal bins: 0.85 * 101 = 85.85 is reached with the 86th, which is bin 85.
  EXPECT_THAT(compute_spectral_contours(make_spectrogram(10, {std::vector<float>(101, 2.0F)})).rolloff_hz,
              ElementsAre(850));
  EXPECT_THAT(compute_spectral_contours(make_spectrogram(10, {{0, 7, 0}, {1, 0, 9}, {9, 1, 0}})).rolloff_hz,
              ElementsAre(10, 20, 0));
}

TEST(Flux, IsTheDistanceOfUnitSpectraWhateverTheLevel) {
  // Magnitudes (1, 0), the same at 16 times the power, (1, 1)/sqrt 2, (0, 1).
  const SpectralContours c =
      compute_spectral_contours(make_spectrogram(10, {{1, 0}, {16, 0}, {3, 3}, {0, 5}, {0, 0}, {1, 0}}));
  const float eighth = static_cast<float>(std::sqrt(2 - std::sqrt(2.0)));  // 45 degrees apart
  EXPECT_THAT(c.flux, ElementsAre(0, 0, FloatEq(eighth), FloatEq(eighth), 0, 0));
  EXPECT_THAT(compute_spectral_contours(make_spectrogram(10, {{1, 0}, {0, 4}})).flux,
              ElementsAre(0, FloatEq(static_cast<float>(std::sqrt(2.0)))));
}

TEST(Flatness, IsZeroForAFlatSpectrumAndLowForASingleLine) {
  // Powers 1 and 100: geometric mean 10, arithmetic 50.5. One line among ten: -120 * 9/10 dB - 10
  // log10(1/10).
  const SpectralContours c =
      compute_spectral_contours(make_spectrogram(10, {std::vector<float>(10, 3.0F),
                                                      {1, 100, 1, 100, 1, 100, 1, 100, 1, 100},
                                                      {1, 0, 0, 0, 0, 0, 0, 0, 0, 0}}));
  EXPECT_THAT(c.flatness_db,
              ElementsAre(FloatNear(0, 1e-4), FloatNear(-7.0329F, 1e-3), FloatNear(-98, 1e-3)));
}

TEST(Flatness, OfWhiteNoiseIsThatOfAnExponentialDistribution) {
  // The periodogram's bins are exponential: E[ln p] = ln E[p] - 0.5772 (Euler), 10 / ln 10 dB each.
  const SpectralContours c = compute_spectral_contours(features_spectrogram_of(test::make_noise(0.1, 5)));
  EXPECT_NEAR(compute_mean(c.flatness_db), -0.57722 * 10 / std::log(10.0), 0.1);
  EXPECT_NEAR(compute_mean(c.centroid_hz), 4000, 60);
  EXPECT_NEAR(compute_mean(c.rolloff_hz), 0.85 * 8000, 60);
  EXPECT_NEAR(compute_mean(c.slope_db_per_khz), 0, 0.1);
  // 30 bins from 50 Hz, 128 from 1 kHz on; the logarithm of so few bins' sum is a little low.
  EXPECT_NEAR(compute_mean(c.balance_db), 10 * std::log10(30.0 / 128), 0.25);
}

TEST(Slope, IsThatOfALineInDecibels) {
  std::vector<float> power;
  for (int bin = 0; bin <= 160; ++bin) {
    const double khz = bin * 0.05;
    // Outside 50 Hz to 5 kHz nothing counts.
    power.push_back(khz >= 0.05 && khz < 5 ? static_cast<float>(std::pow(10, (-20 - 6 * khz) / 10)) : 9.0F);
  }
  EXPECT_THAT(compute_spectral_contours(make_spectrogram(50, {power})).slope_db_per_khz,
              ElementsAre(FloatNear(-6, 1e-4)));
}

TEST(Balance, IsLowOverHighPowerInDecibels) {
  // Bins at 0, 500, 1000 ... 5500 Hz: low 500; high 1000 to 4500 (eight of them).
  std::vector<float> power = {99, 40, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 99, 99};
  EXPECT_THAT(compute_spectral_contours(make_spectrogram(500, {power})).balance_db,
              ElementsAre(FloatNear(10, 1e-4)));
}

TEST(SpectralContours, OfASineLieAtItsFrequency) {
  const SpectralContours c =
      compute_spectral_contours(features_spectrogram_of(test::make_sine(2000, 0.3, 0.5)));
  EXPECT_THAT(c.centroid_hz, Each(FloatNear(2000, 5)));
  EXPECT_THAT(c.rolloff_hz, Each(FloatNear(2000, 63)));  // the window's main lobe: two bins to each side
  EXPECT_THAT(c.flux, Each(FloatNear(0, 0.02)));         // 20 periods in a hop
  EXPECT_LT(*std::max_element(c.flatness_db.begin(), c.flatness_db.end()), -30);
}

TEST(SpectralContours, OfSilenceAreZero) {
  const SpectralContours c =
      compute_spectral_contours(features_spectrogram_of(std::vector<float>(4000, 0.0F)));
  for (const auto* contour :
       {&c.centroid_hz, &c.rolloff_hz, &c.flux, &c.flatness_db, &c.slope_db_per_khz, &c.balance_db}) {
    EXPECT_THAT(*contour, testing::AllOf(testing::SizeIs(23), Each(0.0F)));
  }
}

}  // namespace
}  // namespace affekt
