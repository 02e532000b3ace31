#include "ingest/audit/pixel_correlation.h"

#include <algorithm>
#include <cmath>

namespace affekt {
namespace {

struct Shift {
  int64_t y = 0, x = 0;
};

/// Pearson's correlation of a with b, b moved by `shift` and mirrored if asked for, where the two overlap.
double correlate_at(const ImageSamples& samples, int64_t row_a, int64_t row_b, bool mirrored, Shift shift) {
  const int64_t height = samples.height, width = samples.width;
  const int64_t x_begin = std::max<int64_t>(0, shift.x), x_end = std::min(width, width + shift.x);
  int64_t sum_a = 0, sum_b = 0, sum_aa = 0, sum_bb = 0, sum_ab = 0, count = 0;
  for (int64_t c = 0; c < samples.channels; ++c) {
    for (int64_t y = std::max<int64_t>(0, shift.y); y < std::min(height, height + shift.y); ++y) {
      const uint8_t* a = samples.pixels.data() + ((row_a * samples.channels + c) * height + y) * width;
      const uint8_t* b =
          samples.pixels.data() + ((row_b * samples.channels + c) * height + y - shift.y) * width;
      int32_t line_a = 0, line_b = 0, line_aa = 0, line_bb = 0,
              line_ab = 0;  // exact up to 33,000 pixels a line
      for (int64_t x = x_begin; x < x_end; ++x) {
        const int32_t va = a[x], vb = b[mirrored ? width - 1 - (x - shift.x) : x - shift.x];
        line_a += va;
        line_b += vb;
        line_aa += va * va;
        line_bb += vb * vb;
        line_ab += va * vb;
      }
      sum_a += line_a;
      sum_b += line_b;
      sum_aa += line_aa;
      sum_bb += line_bb;
      sum_ab += line_ab;
      count += x_end - x_begin;
    }
  }
  const auto n = static_cast<double>(count);
  const auto product = [n](int64_t xy, int64_t x, int64_t y) {
    return static_cast<double>(xy) - static_cast<double>(x) * static_cast<double>(y) / n;
  };
  const double scale = product(sum_aa, sum_a, sum_a) * product(sum_bb, sum_b, sum_b);
  return scale > 0 ? product(sum_ab, sum_a, sum_b) / std::sqrt(scale) : 0;
}

}  // namespace

double correlate_pixels(const ImageSamples& samples, int64_t row_a, int64_t row_b,
                        const CorrelationOptions& options) {
  double best = -1;
  for (int64_t y = -options.max_shift_px; y <= options.max_shift_px; ++y) {
    for (int64_t x = -options.max_shift_px; x <= options.max_shift_px; ++x) {
      best = std::max(best, correlate_at(samples, row_a, row_b, options.mirrored, {y, x}));
    }
  }
  return best;
}

}  // namespace affekt
