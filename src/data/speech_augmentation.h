// Random changes of one training waveform: where it begins, how fast it is played, its level, added noise.
#pragma once

#include <cstdint>

#include "config/experiment_config.h"
#include "core/random_stream.h"

namespace affekt {

/// A recording in memory.
struct WaveformView {
  const int16_t* samples = nullptr;  // full scale is kFullScale
  int64_t length = 0;                // > 0
};

/// Cuts `num_out` samples out of the recording, played at a drawn speed (so tempo and pitch change together;
/// cubic interpolation). A recording that is too short is repeated from its start on, however often it takes;
/// the cut then begins anywhere in it. Then a drawn gain, and with some probability white noise at a drawn
/// distance below the speech.
/// @param out  float32 [num_out]; speech in -1..1 unless the gain lifts it above
void augment_waveform(const WaveformView& recording, const SpeechAugmentConfig& config, RandomStream& stream,
                      int64_t num_out, float* out);

}  // namespace affekt
