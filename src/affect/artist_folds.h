// Folds of a cross-validation over songs that keep every artist's songs together.
#pragma once

#include <cstdint>
#include <vector>

namespace affekt {

/// Deals out whole artists, those with many songs first, each to the fold with the fewest songs so far;
/// equally large artists come in an order drawn from the seed. The folds are as even as the largest artist
/// allows.
/// @param artists  [n], equal numbers: one artist
/// @return         [n], fold of each song, 0..num_folds-1; no fold is empty
/// @throws DataError: fewer artists than folds
std::vector<int32_t> assign_folds(const std::vector<int64_t>& artists, int64_t num_folds, uint64_t seed);

}  // namespace affekt
