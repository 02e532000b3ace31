#include "ingest/audit/wave_similarity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/ingest/sources/ravdess/test_sounds.h"

namespace affekt {
namespace {

std::vector<int16_t> to_wave(const std::vector<float>& samples, double gain = 1) {
  std::vector<int16_t> wave;
  for (const float sample : samples) wave.push_back(static_cast<int16_t>(std::lround(gain * sample * 32767)));
  return wave;
}

WaveMatch match(const std::vector<int16_t>& a, const std::vector<int16_t>& b, int64_t max_lag) {
  return correlate_waves(a.data(), static_cast<int64_t>(a.size()), b.data(), static_cast<int64_t>(b.size()),
                         max_lag);
}

std::vector<float> envelope(const std::vector<int16_t>& wave) {
  return compute_envelope(wave.data(), static_cast<int64_t>(wave.size()), 16000);
}

TEST(CorrelateWaves, IsTheNormalisedCrossCorrelation) {
  // a = 1 2 3, b = 0 1 2: at lag 1, sum a[t] b[t + 1] = 1*1 + 2*2 = 5; energies 14 and 5.
  const WaveMatch found = match({1, 2, 3}, {0, 1, 2}, 1);
  // At lag 0: 0 + 2 + 6 = 8; at lag -1: a[1] b[0] + a[2] b[1] = 0 + 3 = 3. The largest is at lag 0.
  EXPECT_EQ(found.lag, 0);
  EXPECT_NEAR(found.correlation, 8 / std::sqrt(70.0), 1e-6);
}

TEST(CorrelateWaves, FindsTheLagInBothDirections) {
  const std::vector<int16_t> wave = to_wave(make_babble(1));
  for (const int64_t lag : {1, 37, 800}) {
    std::vector<int16_t> later(static_cast<size_t>(lag), 0);
    later.insert(later.end(), wave.begin(), wave.end());
    EXPECT_EQ(match(wave, later, 900).lag, lag);
    EXPECT_EQ(match(later, wave, 900).lag, -lag);
    EXPECT_NEAR(match(wave, later, 900).correlation, 1, 1e-5);
  }
}

TEST(CorrelateWaves, IgnoresGainAndTellsTurnedPolarity) {
  const std::vector<int16_t> wave = to_wave(make_babble(1));
  EXPECT_GT(match(wave, to_wave(make_babble(1), 0.1), 100).correlation, 0.9999);
  EXPECT_LT(match(wave, to_wave(make_babble(1), -0.5), 0).correlation, -0.9999);
}

TEST(CorrelateWaves, IsSmallForOthers) {
  const std::vector<int16_t> wave = to_wave(make_babble(1));
  for (uint64_t seed = 2; seed < 12; ++seed) {
    EXPECT_LT(std::fabs(match(wave, to_wave(make_babble(seed)), 960).correlation), 0.5) << seed;
  }
  EXPECT_EQ(match(wave, std::vector<int16_t>(100), 10).correlation, 0);  // silence
}

TEST(Envelope, IsTheRmsOfWindows) {
  // 960 samples: windows of 320 at 0, 160, 320, 480 and 640.
  std::vector<int16_t> wave(960, 100);
  for (size_t i = 480; i < 960; ++i) wave[i] = -300;
  const std::vector<float> rms = envelope(wave);
  ASSERT_EQ(rms.size(), 5u);
  EXPECT_FLOAT_EQ(rms[0], 100);
  EXPECT_FLOAT_EQ(rms[1], 100);
  EXPECT_FLOAT_EQ(rms[2], static_cast<float>(std::sqrt((1e4 + 9e4) / 2)));
  EXPECT_FLOAT_EQ(rms[3], 300);
  EXPECT_EQ(envelope({5, 5}).size(), 1u);
}

TEST(CorrelateEnvelopes, ShiftsAndIgnoresGain) {
  const std::vector<int16_t> wave = to_wave(make_babble(1));
  const std::vector<int16_t> cut(wave.begin() + 480, wave.end());  // 3 frames later
  const std::vector<float> a = envelope(wave), b = envelope(cut);
  EXPECT_NEAR(correlate_envelopes(a, b, 3), 1, 1e-6);
  EXPECT_LT(correlate_envelopes(a, b, 1), 0.999);
  EXPECT_NEAR(correlate_envelopes(b, a, 3), 1, 1e-6);
  std::vector<float> softer = a;
  for (float& value : softer) value *= 0.25F;
  EXPECT_NEAR(correlate_envelopes(a, softer, 0), 1, 1e-6);
  EXPECT_EQ(correlate_envelopes(a, std::vector<float>(a.size(), 7), 3), 0);
  EXPECT_EQ(correlate_envelopes({1, 2, 3}, {1, 2, 3}, 0), 0);  // too short to tell
}

}  // namespace
}  // namespace affekt
