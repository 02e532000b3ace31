// Batch normalisation, residual addition, ReLU and 2x2 max-pooling in one pass over channels-last memory.
//
// A plain library runs these as four operators that each read and write the whole activation; on a CPU they
// are bound by memory and cost as much as the convolutions. Plain C++ that the compiler vectorises, built
// three times (AVX-512, AVX2, baseline) and chosen when the program runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

enum class ElementType { kFloat32, kBfloat16 };

/// An activation in memory: rows of `channels` values, [N, H, W, C].
struct ActivationShape {
  int64_t num_images = 0, height = 0, width = 0, channels = 0;
  int64_t num_rows() const { return num_images * height * width; }
};

/// y = pool(relu(x * scale + shift + residual)); the parts that are off are left out.
struct NormReluOptions {
  ElementType type = ElementType::kFloat32;
  bool relu = true;
  bool pool = false;    // 2x2 max-pooling, stride 2, floor: an odd last row or column is left out
  int num_threads = 1;  // the result has the same bits for any number
};

/// Per channel mean and biased variance of x over all rows. @param mean, variance  [C]
void compute_channel_statistics(const void* x, const ActivationShape& shape, const NormReluOptions& options,
                                double* mean, double* variance);

/// @param x, residual  [N, H, W, C]; residual may be null
/// @param scale, shift [C]
/// @param y            [N, H, W, C], or [N, H/2, W/2, C] when pooling
void normalize_relu(const void* x, const void* residual, const float* scale, const float* shift,
                    const ActivationShape& shape, const NormReluOptions& options, void* y);

struct ChannelGradients {
  std::vector<double> sum_gradient;           // [C], sum of dz
  std::vector<double> sum_gradient_centered;  // [C], sum of dz * (x - mean)
};

/// What the backward pass reads. dz is the gradient before ReLU and pooling are undone: it flows to the
/// largest of each 2x2 window (the first of equal ones) where y > 0.
struct NormReluBackwardInput {
  const void* x = nullptr;
  const void* residual = nullptr;    // as in the forward pass
  const void* y = nullptr;           // forward output; read only without pooling
  const void* gradient_y = nullptr;  // as y
  const float* scale = nullptr;      // [C]
  const float* shift = nullptr;      // [C]
};

ChannelGradients reduce_channel_gradients(const NormReluBackwardInput& input, const float* mean,
                                          const ActivationShape& shape, const NormReluOptions& options);

/// gradient_x = dz * a + x * b + c per channel; gradient_residual = dz (may be null).
void propagate_gradients(const NormReluBackwardInput& input, const float* a, const float* b, const float* c,
                         const ActivationShape& shape, const NormReluOptions& options, void* gradient_x,
                         void* gradient_residual);

/// "avx512", "avx2" or "baseline": what this machine runs.
std::string kernel_instruction_set();

}  // namespace affekt
