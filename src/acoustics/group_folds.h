// Folds for tuning, by group: whoever is held out was not heard in fitting.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

/// The rows that each fold holds out, ascending: every row in exactly one fold, all rows of a group in the
/// same. The groups are dealt out evenly in an order drawn from the seed; the order of the rows does not
/// matter.
/// @param groups  [N]
/// @return        min(max_folds, number of groups) folds, none empty
std::vector<std::vector<int64_t>> make_group_folds(const std::vector<std::string>& groups, int64_t max_folds,
                                                   uint64_t seed);

}  // namespace affekt
