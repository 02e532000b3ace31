// How alike two images are, pixel by pixel, whatever their brightness, contrast and a small shift.
#pragma once

#include <cstdint>

#include "store/prepared_file.h"

namespace affekt {

struct CorrelationOptions {
  bool mirrored = false;     // compare with the mirror image (left and right exchanged) of the second
  int64_t max_shift_px = 0;  // less than height and width
};

/// Pearson's correlation over the pixels where both overlap, in -1..1, the highest over all shifts of up to
/// max_shift_px along each axis: the same photograph is often cropped a few pixels beside its duplicate. 0
/// for blank images.
double correlate_pixels(const ImageSamples& samples, int64_t row_a, int64_t row_b,
                        const CorrelationOptions& options);

}  // namespace affekt
