// A network's scores as shares of opinion: the softmax over the catalogue.
#pragma once

#include <cstdint>

namespace affekt {

/// exp(-80) is the least part beside the largest one's 1: a probability is never 0, for that is no opinion.
constexpr float kLeastLogShare = -80.0F;

/// @param scores  [count], finite  @param probabilities  [count], overwritten; may be `scores`
void compute_softmax(const float* scores, int64_t count, float* probabilities);

}  // namespace affekt
