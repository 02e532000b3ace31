// The shape of each frame's spectrum in a few numbers: centroid, roll-off, flux, flatness, slope, balance.
#pragma once

#include <vector>

#include "acoustics/spectrogram.h"

namespace affekt {

/// Each [F]. In a frame without any sound all are 0.
struct SpectralContours {
  std::vector<float> centroid_hz;  // mean frequency, weighted by power
  std::vector<float> rolloff_hz;   // 85 % of the power lies at or below
  std::vector<float> flux;         // distance to the frame before, 0..sqrt(2): see below
  std::vector<float> flatness_db;  // geometric over arithmetic mean of power: 0 noise-like, below 0 tonal
  std::vector<float> slope_db_per_khz;  // least squares line through the power in dB, 50 Hz to 5 kHz
  std::vector<float> balance_db;        // power of 50 Hz to 1 kHz over that of 1 to 5 kHz (alpha ratio)
};

/// Flux: Euclidean distance of the magnitude spectra of neighbouring frames, each scaled to length 1, so that
/// loudness alone has none; the first frame has 0. Power below 1e-12 (-120 dB) counts as 1e-12 in decibels.
SpectralContours compute_spectral_contours(const Spectrogram& spectrogram);

}  // namespace affekt
