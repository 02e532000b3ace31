// How much more of each class one classifier finds than another on the same samples.
#pragma once

#include <cstdint>
#include <vector>

#include "metrics/bootstrap.h"

namespace affekt {

/// Recall of the second minus that of the first, [K]; NaN for a class without samples, and in resamples that
/// lack it. @param labels  [N], 0..num_classes-1, N > 0  @param first_right, second_right  [N], not 0: right
ScoresWithIntervals compare_recalls(const std::vector<int32_t>& labels,
                                    const std::vector<uint8_t>& first_right,
                                    const std::vector<uint8_t>& second_right, int num_classes,
                                    const BootstrapOptions& options);

}  // namespace affekt
