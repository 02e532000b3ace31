#include "acoustics/pitch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/acoustics/test_waves.h"

namespace affekt {
namespace {

using test::cents_between;
using test::make_harmonics;
using test::make_noise;
using test::make_sine;
using testing::Each;
using testing::Gt;

PitchTrack track(const std::vector<float>& wave, double rate_hz = 16000, const PitchOptions& options = {}) {
  const auto num_samples = static_cast<int64_t>(wave.size());
  return track_pitch(wave, rate_hz, make_frame_grid(num_samples, rate_hz, 25, 10), options);
}

void expect_pitch(const PitchTrack& pitch, double hz, double tolerance_cents) {
  ASSERT_FALSE(pitch.f0_hz.empty());
  for (size_t i = 0; i < pitch.f0_hz.size(); ++i) {
    ASSERT_TRUE(pitch.voiced(i)) << hz << " Hz, frame " << i;
    ASSERT_NEAR(cents_between(pitch.f0_hz[i], hz), 0, tolerance_cents) << hz << " Hz, frame " << i;
    ASSERT_LT(pitch.aperiodicity[i], 0.05) << hz << " Hz, frame " << i;
  }
}

TEST(FrameGrid, HasTheFramesThatFitAndAtLeastOne) {
  const FrameGrid grid = make_frame_grid(16000, 16000, 25, 10);
  EXPECT_EQ(grid.length, 400);
  EXPECT_EQ(grid.hop, 160);
  EXPECT_EQ(grid.num_frames, 98);  // 1 + 15600 / 160 = 1 + 97.5
  EXPECT_EQ(make_frame_grid(560, 16000, 25, 10).num_frames, 2);
  EXPECT_EQ(make_frame_grid(559, 16000, 25, 10).num_frames, 1);
  EXPECT_EQ(make_frame_grid(0, 16000, 25, 10).num_frames, 1);
}

TEST(Pitch, OfASineIsItsFrequency) {
  for (const double hz : {62.0, 77.7, 100.0, 155.56, 220.0, 333.3, 440.0, 490.0})
    expect_pitch(track(make_sine(hz, 0.3, 0.3)), hz, 2);
}

TEST(Pitch, OfAPulseTrainIsItsRateThoughNoPeriodIsAWholeNumberOfSamples) {
  for (const double hz : {81.3, 123.4, 247.9, 391.0}) {
    const int last = static_cast<int>(7900 / hz);
    expect_pitch(track(make_harmonics(hz, 1, last, 0.3)), hz, 6);
  }
}

TEST(Pitch, IsHeardWithoutTheFundamental) {
  expect_pitch(track(make_harmonics(150, 3, 6, 0.3)), 150, 3);
}

TEST(Pitch, DoesNotDependOnTheSampleRate) {
  expect_pitch(track(make_sine(180, 0.3, 0.3, 8000), 8000), 180, 4);
  expect_pitch(track(make_sine(180, 0.3, 0.3, 44100), 44100), 180, 2);
  expect_pitch(track(make_sine(180, 0.3, 0.3, 48000), 48000), 180, 2);
}

TEST(Pitch, DoesNotDependOnLevelOrOffset) {
  expect_pitch(track(make_sine(180, 0.003, 0.3)), 180, 2);
  std::vector<float> shifted = make_sine(180, 0.3, 0.3);
  for (float& value : shifted) value += 0.4F;
  expect_pitch(track(shifted), 180, 2);
}

TEST(Pitch, SurvivesNoiseTwentyDecibelsBelow) {
  std::vector<float> wave = make_harmonics(140, 1, 20, 0.5);
  const std::vector<float> noise = make_noise(1, 0.5);
  double power = 0;
  for (const float value : wave) power += value * value / static_cast<double>(wave.size());
  for (size_t i = 0; i < wave.size(); ++i) wave[i] += static_cast<float>(0.1 * std::sqrt(power)) * noise[i];
  const PitchTrack pitch = track(wave);
  for (const float f0 : pitch.f0_hz) EXPECT_NEAR(cents_between(f0, 140), 0, 20);
}

TEST(Pitch, FollowsAGlideAtTheMiddleOfEachFrame) {
  // 100 Hz + 100 Hz/s t: the phase is 2 pi (100 t + 50 t^2).
  std::vector<float> wave(16000);
  for (size_t i = 0; i < wave.size(); ++i) {
    const double t = static_cast<double>(i) / 16000;
    wave[i] = static_cast<float>(0.3 * std::sin(test::kTwoPi * (100 * t + 50 * t * t)));
  }
  const PitchTrack pitch = track(wave);
  ASSERT_EQ(pitch.f0_hz.size(), 98U);
  for (size_t i = 3; i < 95; ++i) {  // at the ends the window is moved inwards
    const double middle_s = static_cast<double>(i) * 0.010 + 0.0125;
    EXPECT_NEAR(cents_between(pitch.f0_hz[i], 100 + 100 * middle_s), 0, 15) << i;
  }
}

TEST(Pitch, IsNotFoundInNoise) {
  for (const uint64_t seed : {1, 2, 3}) {
    const PitchTrack pitch = track(make_noise(0.1, 1, seed));
    EXPECT_THAT(pitch.f0_hz, Each(0.0F));
    EXPECT_THAT(pitch.aperiodicity, Each(Gt(0.25F)));
  }
}

TEST(Pitch, IsNotFoundInSilence) {
  const PitchTrack pitch = track(std::vector<float>(8000, 0.0F));
  EXPECT_THAT(pitch.f0_hz, Each(0.0F));
  EXPECT_THAT(pitch.aperiodicity, Each(1.0F));
}

TEST(Pitch, BelowItsRangeIsNotFound) {
  EXPECT_THAT(track(make_sine(40, 0.3, 0.3)).f0_hz, Each(0.0F));  // 60 Hz is the lowest
  PitchOptions lower;
  lower.min_hz = 35;
  expect_pitch(track(make_sine(40, 0.3, 0.3), 16000, lower), 40, 2);
}

TEST(Pitch, OfARunShorterThanAskedForIsDropped) {
  const std::vector<float> tone = make_sine(200, 0.3, 0.08);  // 1 + (1280 - 400) / 160 = 6 frames, 60 ms
  EXPECT_THAT(track(tone).f0_hz, testing::AllOf(testing::SizeIs(6), Each(Gt(0.0F))));
  PitchOptions longer;
  longer.min_voiced_ms = 60;
  EXPECT_THAT(track(tone, 16000, longer).f0_hz, Each(Gt(0.0F)));
  longer.min_voiced_ms = 61;
  EXPECT_THAT(track(tone, 16000, longer).f0_hz, Each(0.0F));
}

TEST(Pitch, BelowTheLowestLevelIsDropped) {
  // A sine of amplitude a has 20 log10(a) - 3.01 dB.
  PitchOptions options;
  options.min_level_db = -40;
  EXPECT_THAT(track(make_sine(200, std::pow(10, -36.0 / 20), 0.3), 16000, options).f0_hz, Each(Gt(0.0F)));
  EXPECT_THAT(track(make_sine(200, std::pow(10, -38.0 / 20), 0.3), 16000, options).f0_hz, Each(0.0F));
}

}  // namespace
}  // namespace affekt
