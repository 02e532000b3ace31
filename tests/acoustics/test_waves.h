// Waveforms whose pitch, level and spectrum are known beforehand.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/random_stream.h"
#include "store/prepared_file.h"

namespace affekt::test {

constexpr double kTwoPi = 6.283185307179586;

inline std::vector<float> make_sine(double hz, double amplitude, double seconds, double rate_hz = 16000) {
  std::vector<float> wave(static_cast<size_t>(std::llround(seconds * rate_hz)));
  for (size_t i = 0; i < wave.size(); ++i)
    wave[i] = static_cast<float>(amplitude * std::sin(0.3 + kTwoPi * hz * static_cast<double>(i) / rate_hz));
  return wave;
}

/// Harmonics first..last of hz, all as strong: with first = 1 and all below Nyquist a band-limited pulse
/// train.
inline std::vector<float> make_harmonics(double hz, int first, int last, double seconds,
                                         double rate_hz = 16000) {
  std::vector<float> wave(static_cast<size_t>(std::llround(seconds * rate_hz)), 0.0F);
  for (int k = first; k <= last; ++k) {
    for (size_t i = 0; i < wave.size(); ++i) {
      const double phase = kTwoPi * k * hz * static_cast<double>(i) / rate_hz;
      wave[i] += static_cast<float>(0.5 / (last - first + 1) * std::cos(phase));
    }
  }
  return wave;
}

/// White and normal.
inline std::vector<float> make_noise(double deviation, double seconds, uint64_t seed = 1,
                                     double rate_hz = 16000) {
  RandomStream stream(seed, "test_noise");
  std::vector<float> wave(static_cast<size_t>(std::llround(seconds * rate_hz)));
  for (float& value : wave) value = static_cast<float>(deviation * stream.normal());
  return wave;
}

inline double cents_between(double hz, double other_hz) {
  return 1200 * std::log2(hz / other_hz);
}

/// One recording each, rounded to 16 bits; all of class 0.
inline WaveformSamples make_recordings(const std::vector<std::vector<float>>& waves,
                                       int64_t rate_hz = 16000) {
  WaveformSamples samples;
  samples.sample_rate_hz = rate_hz;
  for (const std::vector<float>& wave : waves) {
    for (const float value : wave) {
      const long rounded = std::lround(value * 32768);
      samples.waves.push_back(static_cast<int16_t>(std::clamp(rounded, -32768L, 32767L)));
    }
    samples.offsets.push_back(static_cast<int64_t>(samples.waves.size()));
    samples.labels.push_back(0);
    samples.groups.push_back("Actor_01");
    ++samples.num_samples;
  }
  return samples;
}

}  // namespace affekt::test
