// Samples of sound as the prepared file keeps them, 16 bit, and as the models take them, -1..1.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace affekt {

constexpr int kFullScale = 32768;  // the 16-bit value that stands for 1
constexpr double kMaxPeak = 2;     // beyond it samples aren't in -1..1: resampling overshoots by much less

/// In -1..1, exactly. The same division in every place, or training and deployment would differ.
inline float from_16_bit(int16_t value) {
  return static_cast<float>(value) / kFullScale;
}

/// The end of a message about a recording whose peak is beyond kMaxPeak.
inline std::string describe_excessive_peak(double peak) {
  char text[160];
  std::snprintf(text, sizeof text,
                "samples in -1..1 expected (peaks of up to %g are taken and cut), a peak of %.4g got",
                kMaxPeak, peak);
  return text;
}

/// Rounded to the nearest, halves away from 0; what lies beyond full scale is cut to it. Not for NaN.
inline int16_t to_16_bit(double sample) {
  return static_cast<int16_t>(
      std::clamp(std::round(sample * kFullScale), -1.0 * kFullScale, kFullScale - 1.0));
}

/// Largest magnitude among samples[begin, end); 0 if there are none. @tparam T  float or double
template <class T>
T find_peak(const std::vector<T>& samples, size_t begin, size_t end) {
  T peak = 0;
  for (size_t i = begin; i < end; ++i) peak = std::max(peak, std::abs(samples[i]));
  return peak;
}

template <class T>
T find_peak(const std::vector<T>& samples) {
  return find_peak(samples, 0, samples.size());
}

}  // namespace affekt
