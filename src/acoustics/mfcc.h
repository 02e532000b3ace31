// Mel-frequency cepstral coefficients of a spectrogram, and how fast they change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "acoustics/spectrogram.h"

namespace affekt {

struct MfccOptions {
  int num_mels = 26;
  int num_coefficients = 13;  // 0 .. 12; coefficient 0 is the level
  double min_hz = 20, max_hz = 8000;
};

/// A few numbers for each frame.
struct FrameVectors {
  int64_t num_frames = 0, size = 0;
  std::vector<float> values;  // [F, size]

  float at(int64_t frame, int64_t i) const { return values[static_cast<size_t>(frame * size + i)]; }
};

/// Triangular filters on HTK's mel scale, natural logarithm of their power (at least 1e-10), orthonormal
/// DCT-II; neither pre-emphasis nor liftering. A gain thus only moves coefficient 0, while nothing lies below
/// the floor. @return [F, num_coefficients]
FrameVectors compute_mfcc(const Spectrogram& spectrogram, const MfccOptions& options = {});

/// Least squares slope over five frames (HTK's regression with two on each side), per frame; the first and
/// last frame are repeated beyond the ends. @return [F, size]
FrameVectors compute_deltas(const FrameVectors& vectors);

}  // namespace affekt
