#include "ingest/sources/ravdess/recording.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/error.h"
#include "ingest/sources/ravdess/audio_file.h"
#include "ingest/sources/ravdess/recording_losses.h"
#include "store/sixteen_bit.h"

namespace affekt {
namespace {

constexpr double kTrimFrameSeconds = 0.020;

double mean_square(const std::vector<float>& samples, int64_t begin, int64_t end) {
  double sum = 0;
  for (int64_t i = begin; i < end; ++i) {
    sum += double{samples[static_cast<size_t>(i)]} * samples[static_cast<size_t>(i)];
  }
  return sum / static_cast<double>(end - begin);
}

/// One step is what a converter's positive full scale lacks against the negative one: that is rounding.
bool is_clipped(float sample) {
  const double steps = double{sample} * kFullScale;
  return steps >= kFullScale + 0.5 || steps <= -kFullScale - 1.5;
}

Recording to_recording(const std::vector<float>& samples, const SampleRange& range) {
  Recording recording;
  recording.wave.reserve(static_cast<size_t>(range.end - range.begin));
  for (int64_t i = range.begin; i < range.end; ++i) {
    const float sample = samples[static_cast<size_t>(i)];
    recording.num_clipped += is_clipped(sample);
    recording.wave.push_back(to_16_bit(sample));
  }
  return recording;
}

Recording make_fault(std::string reason) {
  Recording recording;
  recording.fault = std::move(reason);
  return recording;
}

}  // namespace

SampleRange find_sound(const std::vector<float>& samples, int64_t sample_rate_hz, double trim_db) {
  const auto length = static_cast<int64_t>(samples.size());
  if (trim_db <= 0 || length == 0) return {0, length};
  const int64_t frame = std::llround(kTrimFrameSeconds * static_cast<double>(sample_rate_hz));
  const int64_t num_frames = (length + frame - 1) / frame;
  std::vector<double> powers;
  double largest = 0;
  for (int64_t i = 0; i < num_frames; ++i) {
    powers.push_back(mean_square(samples, i * frame, std::min(length, (i + 1) * frame)));
    largest = std::max(largest, powers.back());
  }
  const double threshold = largest * std::pow(10.0, -trim_db / 10);
  const auto is_sound = [threshold](double power) { return power > threshold; };
  const auto first = std::find_if(powers.begin(), powers.end(), is_sound);
  if (first == powers.end()) return {0, length};
  const auto behind_last = std::find_if(powers.rbegin(), powers.rend(), is_sound).base();
  return {std::max<int64_t>(0, (first - powers.begin() - 1) * frame),
          std::min(length, (behind_last - powers.begin() + 1) * frame)};
}

Recording read_recording(const std::filesystem::path& path, const AudioConfig& audio) {
  AudioFile file;
  try {
    file = read_audio_file(path, kWaveRateHz);
  } catch (const DataError& error) {
    const std::string message = error.what(), prefix = path.string() + ": ";
    return make_fault(message.rfind(prefix, 0) == 0 ? message.substr(prefix.size()) : message);
  }
  const float peak = find_peak(file.samples);
  if (peak > kMaxPeak) {
    return make_fault(describe_excessive_peak(peak));
  }
  const SampleRange range = find_sound(file.samples, kWaveRateHz, audio.trim_db);
  Recording recording = to_recording(file.samples, range);
  const auto [lowest, highest] = std::minmax_element(recording.wave.begin(), recording.wave.end());
  if (*lowest == *highest) {
    return make_fault(*lowest == 0 ? "no sound: all samples are zero" : "no sound: all samples are equal");
  }
  const double seconds = static_cast<double>(recording.wave.size()) / static_cast<double>(kWaveRateHz);
  if (seconds < audio.min_seconds) {
    return make_fault(fmt::format("too short: at least {} s expected after trimming silence, {:.3f} s got",
                                  audio.min_seconds, seconds));
  }
  const auto length = static_cast<double>(recording.wave.size());
  recording.kept_share = length / static_cast<double>(file.samples.size());
  recording.clipped_share = std::max(file.clipped_share, static_cast<double>(recording.num_clipped) / length);
  recording.peak = std::min(1.0F, peak);
  recording.high_band_share = find_high_band_share(recording.wave);
  recording.source_rate_hz = file.source_rate_hz;
  recording.has_silent_channel = file.has_silent_channel;
  return recording;
}

}  // namespace affekt
