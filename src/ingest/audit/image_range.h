// Images that show hardly anything, and sets whose values don't fill their range: said when preparing.
#pragma once

#include "store/samples.h"

namespace affekt {

struct ImageRange {
  int darkest = 255, lightest = 0;            // of all pixels of the set
  int64_t black = 0, white = 0, between = 0;  // images with fewer than 16 grey levels between their extremes
};

ImageRange measure_range(const ImageSamples& samples);

/// Warns of a set that is dark or light as a whole, and says how many images show hardly anything: as a
/// warning from one in a hundred on.
void report_range(const ImageRange& range, int64_t num_samples);

}  // namespace affekt
