// The fundamental frequency along a waveform, by YIN.
#pragma once

#include <cstddef>
#include <vector>

#include "acoustics/framing.h"

namespace affekt {

struct PitchOptions {
  double min_hz = 60;          // no longer period is looked for: below speech
  double max_hz = 600;         // no shorter one: excited voices of women reach it
  double window_ms = 25;       // over which two copies of the wave are compared; at least one period
  double smooth_ms = 0.5;      // moving mean before: sharp pulses between two samples still line up
  double pick_below = 0.15;    // the first dip of the normalised difference below this is the period
  double voiced_below = 0.25;  // a frame whose best dip stays above this has no pitch
  double min_voiced_ms = 30;   // a shorter voiced run is a chance hit and counts as unvoiced
  double min_level_db = -80;   // full scale is 0 dB; quieter frames are unvoiced
};

struct PitchTrack {
  std::vector<float> f0_hz;         // [F], 0: unvoiced
  std::vector<float> aperiodicity;  // [F], YIN's d' at the lag taken: 0 perfectly periodic, about 1 noise

  bool voiced(size_t frame) const { return f0_hz[frame] > 0; }
};

/// YIN (de Cheveigne and Kawahara, 2002), steps 1 to 5: difference function, cumulative mean normalisation,
/// absolute threshold, parabolic interpolation. Step 6, the search for a better
/// estimate nearby, is left out.
///
/// Frame i looks at window + longest lag samples (41.7 ms by default) around the centre of grid frame i; at
/// the ends of the wave it is moved inwards. What is shorter than that is filled up with zeros.
/// @param wave  [T], samples in [-1, 1]
PitchTrack track_pitch(const std::vector<float>& wave, double sample_rate_hz, const FrameGrid& grid,
                       const PitchOptions& options = {});

}  // namespace affekt
