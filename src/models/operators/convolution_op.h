// Convolution by whichever kernel is the fastest on this machine, as one differentiable operator.
#pragma once

#include <torch/torch.h>

namespace affekt {

/// What Winograd's form is recorded under (at::RecordFunction), with the images and the weight.
constexpr char kWinogradWorkName[] = "affekt::winograd_convolution";

/// On CPUs with AVX2, 3x3 convolutions of float32 with stride 1 and padding 1 run by
/// kernels/winograd_conv.h; all others are LibTorch's.
/// @param x       [N, C_in, H, W], float32 or bfloat16
/// @param weight  [C_out, C_in, kH, kW], float32
/// @return        [N, C_out, H', W'], like x
torch::Tensor convolve(const torch::Tensor& x, const torch::Tensor& weight, int64_t stride, int64_t padding);

/// The same by Winograd's form, wherever it can run.
/// @param x  float32 on the CPU; weight [C_out, C_in, 3, 3]; both numbers of channels multiples of 16
torch::Tensor convolve_by_winograd(const torch::Tensor& x, const torch::Tensor& weight);

}  // namespace affekt
