#include "data/speech_augmentation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace affekt {
namespace {

constexpr double kTau = 6.283185307179586;

SpeechAugmentConfig no_speech_augmentation() {
  SpeechAugmentConfig config;
  config.random_position = false;
  config.gain_db = config.noise_probability = config.speed = 0;
  return config;
}

std::vector<int16_t> ramp(int64_t length) {
  std::vector<int16_t> samples(static_cast<size_t>(length));
  for (size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<int16_t>(10 * i);
  return samples;
}

std::vector<float> augment_speech(const std::vector<int16_t>& recording, const SpeechAugmentConfig& config,
                                  int64_t num_out, uint64_t seed = 1) {
  RandomStream stream(seed, "augment");
  std::vector<float> out(static_cast<size_t>(num_out), -9.f);
  augment_waveform({recording.data(), static_cast<int64_t>(recording.size())}, config, stream, num_out,
                   out.data());
  return out;
}

double rms(const std::vector<float>& samples) {
  double sum = 0;
  for (const float value : samples) sum += static_cast<double>(value) * value;
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

TEST(SpeechAugmentation, WithEverythingOffTheRecordingBeginsAtItsStartUnchanged) {
  const auto recording = ramp(100);
  const auto out = augment_speech(recording, no_speech_augmentation(), 60);
  for (size_t i = 0; i < out.size(); ++i) EXPECT_FLOAT_EQ(out[i], recording[i] / 32768.f) << i;
}

TEST(SpeechAugmentation, AShortRecordingIsRepeated) {
  const auto recording = ramp(10);
  const auto out = augment_speech(recording, no_speech_augmentation(), 35);
  for (size_t i = 0; i < out.size(); ++i) EXPECT_FLOAT_EQ(out[i], recording[i % 10] / 32768.f) << i;
}

TEST(SpeechAugmentation, ALongRecordingIsCutInsideAndNeverWrapsAround) {
  auto config = no_speech_augmentation();
  config.random_position = true;
  config.speed = 0.1;
  const auto recording = ramp(3000);
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const auto out = augment_speech(recording, config, 2000, seed);
    for (size_t i = 1; i < out.size(); ++i)  // on the ramp a step is 10 * speed
      ASSERT_NEAR((out[i] - out[i - 1]) * 32768.0, 10.0, 1.01) << "seed " << seed << " at " << i;
  }
}

TEST(SpeechAugmentation, SpeedScalesTheFrequencyOfASine) {
  std::vector<int16_t> recording(32000);
  for (size_t i = 0; i < recording.size(); ++i)
    recording[i] = static_cast<int16_t>(20000 * std::sin(kTau * 200 * static_cast<double>(i) / 16000));
  auto config = no_speech_augmentation();
  config.speed = 0.1;
  bool slower = false, faster = false;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const auto out = augment_speech(recording, config, 16000, seed);
    int crossings = 0;
    for (size_t i = 1; i < out.size(); ++i) crossings += (out[i - 1] < 0) != (out[i] < 0) ? 1 : 0;
    const double hz = crossings / 2.0;
    EXPECT_GE(hz, 178);
    EXPECT_LE(hz, 222);
    slower = slower || hz < 195;
    faster = faster || hz > 205;
  }
  EXPECT_TRUE(slower && faster);
}

TEST(SpeechAugmentation, NoiseLiesAsFarBelowTheSpeechAsDrawn) {
  std::vector<int16_t> recording(16000);
  for (size_t i = 0; i < recording.size(); ++i) recording[i] = i % 2 ? 8000 : -8000;
  auto config = no_speech_augmentation();
  const auto plain = augment_speech(recording, config, 16000);
  config.noise_probability = 1;
  config.noise_snr_min_db = config.noise_snr_max_db = 20;
  auto noise = augment_speech(recording, config, 16000);
  for (size_t i = 0; i < noise.size(); ++i) noise[i] -= plain[i];
  EXPECT_NEAR(20 * std::log10(rms(plain) / rms(noise)), 20.0, 0.3);
}

TEST(SpeechAugmentation, GainStaysInItsRange) {
  const std::vector<int16_t> recording(100, 1000);
  auto config = no_speech_augmentation();
  config.gain_db = 6;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const double db = 20 * std::log10(augment_speech(recording, config, 100, seed)[0] / (1000 / 32768.0));
    EXPECT_LE(std::abs(db), 6.001);
  }
}

TEST(SpeechAugmentation, TheStreamDecidesEverything) {
  const auto recording = ramp(500);
  SpeechAugmentConfig config;
  EXPECT_EQ(augment_speech(recording, config, 300, 4), augment_speech(recording, config, 300, 4));
  EXPECT_NE(augment_speech(recording, config, 300, 4), augment_speech(recording, config, 300, 5));
}

}  // namespace
}  // namespace affekt
