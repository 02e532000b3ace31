#include "data/speech_augmentation.h"

#include <algorithm>
#include <cmath>

#include "store/sixteen_bit.h"

namespace affekt {
namespace {

double from_db(double db) {
  return std::pow(10.0, db / 20.0);
}

/// Catmull-Rom through four neighbours; the recording goes on from its start behind its end.
void play(const WaveformView& recording, double start, double speed, int64_t num_out, float* out) {
  const auto at = [&](int64_t i) { return from_16_bit(recording.samples[i % recording.length]); };
  for (int64_t i = 0; i < num_out; ++i) {
    const double position = start + speed * static_cast<double>(i);
    const auto whole = static_cast<int64_t>(position);
    const auto t = static_cast<float>(position - static_cast<double>(whole));
    const float a = at(whole + recording.length - 1), b = at(whole), c = at(whole + 1), d = at(whole + 2);
    out[i] = b + 0.5f * t * (c - a + t * (2.f * a - 5.f * b + 4.f * c - d + t * (3.f * (b - c) + d - a)));
  }
}

void add_noise(double snr_db, RandomStream& stream, int64_t num_out, float* out) {
  double power = 0;
  for (int64_t i = 0; i < num_out; ++i) power += static_cast<double>(out[i]) * out[i];
  const double deviation = std::sqrt(power / static_cast<double>(num_out)) / from_db(snr_db);
  for (int64_t i = 0; i < num_out; ++i) out[i] += static_cast<float>(deviation * stream.normal());
}

}  // namespace

void augment_waveform(const WaveformView& recording, const SpeechAugmentConfig& config, RandomStream& stream,
                      int64_t num_out, float* out) {
  const double speed = 1.0 + stream.uniform(-config.speed, config.speed);
  const double where = stream.uniform();
  const double gain = from_db(stream.uniform(-config.gain_db, config.gain_db));
  const bool noisy = stream.bernoulli(config.noise_probability);
  const double snr_db = stream.uniform(config.noise_snr_min_db, config.noise_snr_max_db);

  // A recording that is long enough is never wrapped around; a short one may begin anywhere.
  const double spare = static_cast<double>(recording.length) - speed * static_cast<double>(num_out);
  const double range = spare >= 0 ? spare : static_cast<double>(recording.length);
  play(recording, config.random_position ? where * range : 0.0, speed, num_out, out);
  for (int64_t i = 0; i < num_out; ++i) out[i] *= static_cast<float>(gain);
  if (noisy) add_noise(snr_db, stream, num_out, out);
}

}  // namespace affekt
