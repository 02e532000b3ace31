// How fast this machine multiplies matrices: the rate that a training can at best come near.
#pragma once

#include <torch/torch.h>

namespace affekt {

/// Floating-point operations a second (a multiplication and an addition are two) of a large square product
/// with all of LibTorch's threads: the best of several, in about a quarter of a second.
double measure_matrix_rate(torch::ScalarType dtype, const torch::Device& device);

}  // namespace affekt
