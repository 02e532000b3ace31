// Short-time power spectra of a waveform.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "acoustics/framing.h"

namespace affekt {

struct Spectrogram {
  int64_t num_frames = 0, num_bins = 0;
  double bin_hz = 0;         // bin b lies at b * bin_hz
  std::vector<float> power;  // [F, B]

  const float* frame(int64_t i) const { return power.data() + i * num_bins; }
};

/// |DFT|^2 under a Hann window, over the window's energy: white noise of variance v has mean v in every bin
/// The DFT has the next power of two of samples.
/// @param wave    [T], samples in [-1, 1]
/// @param max_hz  bins above are left out
Spectrogram compute_spectrogram(const std::vector<float>& wave, double sample_rate_hz, const FrameGrid& grid,
                                double max_hz = 8000);

}  // namespace affekt
