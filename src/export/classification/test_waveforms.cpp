#include "export/classification/test_samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/random_stream.h"
#include "store/sixteen_bit.h"

namespace affekt {
namespace {

constexpr double kPi = 3.14159265358979323846;

struct WaveShape {
  int64_t sample_rate_hz, num_samples;
  double seconds(int64_t t) const { return static_cast<double>(t) / static_cast<double>(sample_rate_hz); }
};

/// In the noise of a good microphone: without it, bands far from the tone hold little but float32's rounding,
/// of which the logarithm would make a difference between engines that no recording shows.
std::vector<double> make_tone(const WaveShape& shape, RandomStream stream) {
  std::vector<double> wave;
  for (int64_t t = 0; t < shape.num_samples; ++t) {
    wave.push_back(0.5 * std::sin(2 * kPi * 440 * shape.seconds(t)) + 0.001 * stream.normal());
  }
  return wave;
}

/// 100 Hz to 4 kHz, in noise.
std::vector<double> make_chirp(const WaveShape& shape, RandomStream stream) {
  std::vector<double> wave;
  double phase = 0;
  for (int64_t t = 0; t < shape.num_samples; ++t) {
    const double done = static_cast<double>(t) / static_cast<double>(shape.num_samples);
    phase += 2 * kPi * (100 + 3900 * done) / static_cast<double>(shape.sample_rate_hz);
    wave.push_back(0.3 * std::sin(phase) + 0.02 * stream.normal());
  }
  return wave;
}

/// Rings at `hz` after each impulse, `bandwidth_hz` wide.
std::vector<double> resonate(const std::vector<double>& in, double hz, double bandwidth_hz, double rate_hz) {
  const double radius = std::exp(-kPi * bandwidth_hz / rate_hz);
  const double a1 = 2 * radius * std::cos(2 * kPi * hz / rate_hz), a2 = -radius * radius;
  std::vector<double> out(in.size());
  for (size_t t = 0; t < in.size(); ++t) {
    out[t] = in[t] + (t > 0 ? a1 * out[t - 1] : 0) + (t > 1 ? a2 * out[t - 2] : 0);
  }
  return out;
}

/// Pulses at 110 Hz rising to 220, formants at 700 and 1200 Hz, louder and softer four times a second.
std::vector<double> make_voice(const WaveShape& shape) {
  const auto rate = static_cast<double>(shape.sample_rate_hz);
  std::vector<double> pulses(static_cast<size_t>(shape.num_samples));
  double phase = 0;
  for (int64_t t = 0; t < shape.num_samples; ++t) {
    const double done = static_cast<double>(t) / static_cast<double>(shape.num_samples);
    phase += 110 * (1 + done) / rate;
    if (phase < 1) continue;
    phase -= 1;
    pulses[static_cast<size_t>(t)] = 0.6 + 0.4 * std::sin(2 * kPi * 4 * shape.seconds(t));
  }
  auto wave = resonate(resonate(pulses, 700, 110, rate), 1200, 120, rate);
  const double peak = find_peak(wave);
  for (double& value : wave) value *= 0.7 / peak;
  return wave;
}

void append(const std::vector<double>& wave, const std::string& source_id, WaveformSamples& samples) {
  for (double value : wave) samples.waves.push_back(to_16_bit(value));
  samples.offsets.push_back(static_cast<int64_t>(samples.waves.size()));
  samples.source_ids.push_back(source_id);
  ++samples.num_samples;
}

}  // namespace

WaveformSamples make_test_waveforms(const InputShape& shape, int set) {
  AFFEKT_CHECK(shape.is_waveform(), "the model takes images");
  const int64_t second = std::max(shape.sample_rate_hz, shape.min_samples);
  const WaveShape wave_shape = {shape.sample_rate_hz, set == 0 ? second : second * 3 / 2 + 321};
  const std::pair<const char*, std::vector<double>> waves[] = {
      {"silence", std::vector<double>(static_cast<size_t>(wave_shape.num_samples))},
      {"tone", make_tone(wave_shape, RandomStream(0, "test_vectors/tone", static_cast<uint64_t>(set)))},
      {"chirp", make_chirp(wave_shape, RandomStream(0, "test_vectors", static_cast<uint64_t>(set)))},
      {"voice", make_voice(wave_shape)},
  };
  WaveformSamples samples;
  samples.sample_rate_hz = shape.sample_rate_hz;
  for (const auto& [name, wave] : waves) {
    append(wave, fmt::format("test_data_set_{} {}", set, name), samples);
  }
  return samples;
}

}  // namespace affekt
