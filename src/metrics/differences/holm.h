// Holm's correction (1979) of the p-values of several tests: the chance that any true hypothesis is refused
// stays below the level.
#pragma once

#include <vector>

namespace affekt {

/// @param p_values  in 0..1; NaN, of a test that could not be made, stays NaN and counts for no test
/// @return          the adjusted ones in the same order: real at the level 0.05 are those of 0.05 or below
/// Example: 0.01 0.04 0.03 0.005 give 0.03 0.06 0.06 0.02 (R's p.adjust).
std::vector<double> adjust_by_holm(const std::vector<double>& p_values);

}  // namespace affekt
