// 3x3 convolutions with stride 1 and padding 1 in float32, by Winograd's F(2x2, 3x3) (Lavin and Gray, 2016):
// 2.25 times fewer multiplications than the direct form, which on AVX2 is all but at the processor's limit.
#pragma once

#include <cstdint>

#include "kernels/winograd_loops.h"

namespace affekt {

/// Whether this machine gains from them: AVX2 and FMA without AVX-512, with which the direct form is faster.
bool winograd_pays();
/// Whether it can run them.
bool winograd_runs();

/// All tensors are channels-last, channels multiples of 16; results have the same bits for any num_threads.
/// @param x       [N, H, W, C_in]
/// @param weight  [C_out, 3, 3, C_in]
/// @param y       [N, H, W, C_out]
void winograd_convolve(const float* x, const float* weight, const WinogradShape& shape, int num_threads,
                       float* y);

/// @param gradient_y  [N, H, W, C_out]  @param gradient_x  [N, H, W, C_in]
void winograd_gradient_x(const float* gradient_y, const float* weight, const WinogradShape& shape,
                         int num_threads, float* gradient_x);

/// @param gradient_weight  [C_out, 3, 3, C_in]
void winograd_gradient_weight(const float* x, const float* gradient_y, const WinogradShape& shape,
                              int num_threads, float* gradient_weight);

}  // namespace affekt
