// The ensemble of two methods: their scores mixed with one weight.
#pragma once

#include <vector>

namespace affekt {

/// mixed = weight * first / sum(first) + (1 - weight) * second / sum(second): each method's scores become
/// shares that sum to 1, so that neither wins by its scale. Scores of 0 or below, which are no opinion, count
/// as 0; a method without any opinion adds nothing.
/// @param weight  of the first, 0..1
/// @param second  [V]
/// @param first   [V], overwritten with the mixture
void mix_scores(double weight, const std::vector<float>& second, std::vector<float>& first);

}  // namespace affekt
