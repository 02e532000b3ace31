// How far a few numbers, such as the scores of the folds or of the speakers, lie apart.
#pragma once

#include <vector>

namespace affekt {

struct Spread {
  double mean = 0, min = 0, max = 0;
  double deviation = 0;  // of a sample: divided by n - 1; NaN for a single value
};

/// @param values  at least one, finite
Spread measure_spread(const std::vector<double>& values);

}  // namespace affekt
