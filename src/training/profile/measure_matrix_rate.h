// Measures how fast this machine multiplies matrices.
#pragma once

#include <torch/torch.h>

#include "training/profile/matrix_rate.h"

namespace affekt {

/// Of a large square product with all of LibTorch's threads: the best of several, in about a quarter of a
/// second. Who else uses a GPU is not looked at.
MatrixRate measure_matrix_rate(torch::ScalarType dtype, const torch::Device& device);

}  // namespace affekt
