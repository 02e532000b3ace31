// McNemar's exact test: do two classifiers get different samples right more often than chance would have it.
#pragma once

#include <cstdint>

namespace affekt {

/// Two-sided exact (binomial) p-value. Only the samples that one of the two gets right tell anything.
/// @param only_first, only_second  numbers of samples that only this classifier gets right, >= 0
/// @return  in [0, 1]; 1 when there is no such sample
/// Example: 1 and 9 give 2 * (1 + 10) / 1024 = 0.021.
double mcnemar_exact_p_value(int64_t only_first, int64_t only_second);

}  // namespace affekt
