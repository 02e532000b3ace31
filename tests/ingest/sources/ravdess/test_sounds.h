// What the tests of sound share: sines and noise, and audio files of any kind written by libsndfile.
#pragma once

#include <sndfile.h>

#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/random_stream.h"
#include "tests/store/test_files.h"

namespace affekt {

constexpr double kTwoPi = 6.283185307179586;

struct SoundFormat {
  int rate = 16000;
  int channels = 1;
  int format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
};

/// @param samples  interleaved, -1..1
inline void write_sound(const std::filesystem::path& path, const std::vector<float>& samples,
                        const SoundFormat& format = {}) {
  std::filesystem::create_directories(path.parent_path());
  SF_INFO info{};
  info.samplerate = format.rate;
  info.channels = format.channels;
  info.format = format.format;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (file == nullptr) throw std::runtime_error("can't write " + path.string() + ": " + sf_strerror(nullptr));
  sf_command(file, SFC_SET_CLIPPING, nullptr, SF_TRUE);
  const auto frames = static_cast<sf_count_t>(samples.size()) / format.channels;
  const bool is_written = sf_writef_float(file, samples.data(), frames) == frames;
  if (sf_close(file) != 0 || !is_written) throw std::runtime_error("can't write " + path.string());
}

inline std::vector<float> make_sine(double hz, double seconds, int rate = 16000, double amplitude = 0.5) {
  std::vector<float> samples(static_cast<size_t>(std::lround(seconds * rate)));
  for (size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(amplitude * std::sin(kTwoPi * hz * static_cast<double>(i) / rate));
  }
  return samples;
}

/// A tone that wavers with noise in it: no two seeds are alike, and a copy is recognised.
inline std::vector<float> make_babble(uint64_t seed, double seconds = 1.0, int rate = 16000) {
  RandomStream stream(seed, "test_babble");
  std::vector<float> samples(static_cast<size_t>(std::lround(seconds * rate)));
  const double hz = stream.uniform(100, 300), beat_hz = stream.uniform(2, 5), start = stream.uniform();
  double phase = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    const double time = static_cast<double>(i) / rate;
    phase += kTwoPi * hz * (1 + 0.2 * std::sin(kTwoPi * (beat_hz * time + start))) / rate;
    const double loudness = 0.25 + 0.2 * std::sin(kTwoPi * (1.3 * beat_hz * time + 2 * start));
    samples[i] =
        static_cast<float>(loudness * (std::sin(phase) + 0.5 * std::sin(3 * phase)) + 0.01 * stream.normal());
  }
  return samples;
}

}  // namespace affekt
