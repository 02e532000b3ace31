// One recording -> the waveform that the prepared file keeps: without silence at both ends, 16 bit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "config/experiment_config.h"

namespace affekt {

constexpr int64_t kWaveRateHz = 16000;

/// Which samples stay: [begin, end).
struct SampleRange {
  int64_t begin = 0, end = 0;
};

/// Frames of 20 ms (the last may be shorter) whose RMS lies `trim_db` or more below the loudest frame's are
/// silence. What stays goes from the first to the last frame that isn't, with one frame of margin at both
/// ends. trim_db 0: everything stays. So does everything of a recording without any sound.
/// Example: 16 kHz, frames 0 to 9, the loud ones are 3 to 6: samples [2 * 320, 8 * 320) stay.
SampleRange find_sound(const std::vector<float>& samples, int64_t sample_rate_hz, double trim_db);

/// A recording as it is stored, or why it can't be used.
struct Recording {
  std::vector<int16_t> wave;  // [T] at kWaveRateHz
  int64_t num_clipped = 0;    // samples beyond full scale (peaks of the resampling), cut to it
  std::string fault;          // empty: all is well

  // What was lost, for describe_losses.
  double kept_share = 1;       // of its length, after trimming
  double clipped_share = 0;    // of its samples: cut at full scale, in the file or by affekt
  double peak = 0;             // 0..1
  double high_band_share = 1;  // of its power, see find_high_band_share
  int64_t source_rate_hz = kWaveRateHz;
  bool has_silent_channel = false;
};

/// Faults: all that read_audio_file refuses; no sound at all (all samples equal in 16 bit); shorter than
/// min_seconds after trimming; a peak of more than twice full scale (then the samples aren't in -1..1).
/// Thread-safe.
Recording read_recording(const std::filesystem::path& path, const AudioConfig& audio);

}  // namespace affekt
