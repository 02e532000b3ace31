#include "acoustics/mfcc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/acoustics/test_waves.h"

namespace affekt {
namespace {

using testing::ElementsAre;
using testing::FloatNear;

/// Two filters whose corners are round numbers: HTK's mel is proportional to log2(1 + f/700), so that equal
/// steps from 0 to 4900 Hz lie at 0, 700, 2100, 4900 Hz.
MfccOptions two_filters() {
  MfccOptions options;
  options.num_mels = 2;
  options.num_coefficients = 2;
  options.min_hz = 0;
  options.max_hz = 4900;
  return options;
}

/// One frame, bins every 350 Hz up to 5250 Hz, power in one of them.
Spectrogram one_line(int64_t bin, float power) {
  Spectrogram s;
  s.num_frames = 1;
  s.num_bins = 16;
  s.bin_hz = 350;
  s.power.assign(16, 0.0F);
  s.power[static_cast<size_t>(bin)] = power;
  return s;
}

Spectrogram spectrogram_of(const std::vector<float>& wave) {
  const auto num_samples = static_cast<int64_t>(wave.size());
  return compute_spectrogram(wave, 16000, make_frame_grid(num_samples, 16000, 25, 10));
}

TEST(Mfcc, OfALineBetweenTwoFiltersIsAsCalculatedByHand) {
  // 1400 Hz: weight (2100 - 1400) / 1400 = 1/2 in the first, (1400 - 700) / 1400 = 1/2 in the second:
  // both ln 4. Coefficient 0: (ln 4 + ln 4) / sqrt 2. Coefficient 1: ln 4 (cos 45 + cos 135) = 0.
  EXPECT_THAT(compute_mfcc(one_line(4, 8), two_filters()).values,
              ElementsAre(FloatNear(1.960516F, 1e-5F), FloatNear(0, 1e-5F)));
}

TEST(Mfcc, OfALineInOneFilterAloneIsAsCalculatedByHand) {
  // 350 Hz: weight 1/2 in the first: ln(2 / 2) = 0; nothing in the second: ln 1e-10 = -23.02585.
  // Coefficient 0: -23.02585 / sqrt 2. Coefficient 1: -23.02585 cos(135 degrees).
  EXPECT_THAT(compute_mfcc(one_line(1, 2), two_filters()).values,
              ElementsAre(FloatNear(-16.281736F, 1e-4F), FloatNear(16.281736F, 1e-4F)));
  // 3500 Hz: weight (4900 - 3500) / 2800 = 1/2 in the second.
  EXPECT_THAT(compute_mfcc(one_line(10, 2), two_filters()).values,
              ElementsAre(FloatNear(-16.281736F, 1e-4F), FloatNear(-16.281736F, 1e-4F)));
}

TEST(Mfcc, BeyondTheLastFilterNothingCounts) {
  EXPECT_EQ(compute_mfcc(one_line(15, 1000), two_filters()).values,
            compute_mfcc(one_line(15, 0), two_filters()).values);
}

TEST(Mfcc, AGainOnlyMovesCoefficientZero) {
  std::vector<float> wave = test::make_noise(0.05, 0.3);
  const FrameVectors plain = compute_mfcc(spectrogram_of(wave));
  for (float& value : wave) value *= 3;
  const FrameVectors louder = compute_mfcc(spectrogram_of(wave));
  ASSERT_EQ(plain.size, 13);
  ASSERT_EQ(plain.num_frames, 28);
  // All 26 bands gain ln 9: 26 ln 9 / sqrt 26.
  const double gained = std::sqrt(26.0) * std::log(9.0);
  for (int64_t i = 0; i < plain.num_frames; ++i) {
    for (int64_t k = 0; k < 13; ++k)
      ASSERT_NEAR(louder.at(i, k) - plain.at(i, k), k == 0 ? gained : 0.0, 1e-3) << i << ", " << k;
  }
}

TEST(Mfcc, TellLowSoundsFromHighOnesByCoefficientOne) {
  const FrameVectors low = compute_mfcc(spectrogram_of(test::make_sine(300, 0.3, 0.1)));
  const FrameVectors high = compute_mfcc(spectrogram_of(test::make_sine(5000, 0.3, 0.1)));
  EXPECT_GT(low.at(0, 1), 10);  // the first cosine is positive for the lower half of the bands
  EXPECT_LT(high.at(0, 1), -10);
}

TEST(Mfcc, OfSilenceAreTheFloor) {
  const FrameVectors mfcc = compute_mfcc(spectrogram_of(std::vector<float>(4000, 0.0F)));
  EXPECT_NEAR(mfcc.at(0, 0), std::sqrt(26.0) * std::log(1e-10), 1e-3);
  for (int64_t k = 1; k < 13; ++k) EXPECT_NEAR(mfcc.at(0, k), 0, 1e-4);
}

TEST(Deltas, OfARampAreItsSlope) {
  // Frames 0, 1, ..., 6 of (3 i, -i, 5). Inside: (1 * 2 + 2 * 4) / 10 = 1 of i. At the first frame, repeated
  // before the beginning: (1 * 1 + 2 * 2) / 10 = 0.5; at the second: (1 * 2 + 2 * 3) / 10 = 0.8.
  FrameVectors ramp;
  ramp.num_frames = 7;
  ramp.size = 3;
  for (int i = 0; i < 7; ++i) {
    for (const float value : {3.0F * i, -1.0F * i, 5.0F}) ramp.values.push_back(value);
  }
  const FrameVectors deltas = compute_deltas(ramp);
  const double expected[] = {0.5, 0.8, 1, 1, 1, 0.8, 0.5};
  for (int64_t i = 0; i < 7; ++i) {
    EXPECT_NEAR(deltas.at(i, 0), 3 * expected[i], 1e-6) << i;
    EXPECT_NEAR(deltas.at(i, 1), -expected[i], 1e-6) << i;
    EXPECT_EQ(deltas.at(i, 2), 0) << i;
  }
}

}  // namespace
}  // namespace affekt
