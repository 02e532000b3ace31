// What can be read off the waveform itself: level, zero crossings, and the peaks of the level (syllables).
#pragma once

#include <cstdint>
#include <vector>

#include "acoustics/framing.h"

namespace affekt {

constexpr float kMinLevelDb = -100;  // digital silence

struct LevelContours {
  std::vector<float> level_db;         // [F], RMS; a square wave of full scale has 0 dB, a sine -3 dB
  std::vector<float> crossings_per_s;  // [F], changes of sign; a sine has twice its frequency
};

/// @param wave  [T], samples in [-1, 1]; 0 counts as positive
LevelContours compute_level_contours(const std::vector<float>& wave, double sample_rate_hz,
                                     const FrameGrid& grid);

/// Peaks of the level, about one for each syllable: after a moving mean over five frames, a maximum of at
/// least `min_db` to which the level has risen by `min_rise_db` and from which it falls by as much, or to the
/// end.
int64_t count_level_peaks(const std::vector<float>& level_db, float min_db, float min_rise_db = 2);

}  // namespace affekt
