// Batch normalisation + residual + ReLU + 2x2 max-pooling as one differentiable operator.
#pragma once

#include <torch/torch.h>

namespace affekt {

struct BatchNormReluOptions {
  bool training = true;  // batch statistics, and the running ones are updated; false: running statistics
  bool relu = true;
  bool pool = false;      // 2x2 max-pooling, stride 2
  double momentum = 0.1;  // running = (1 - momentum) * running + momentum * batch
  double epsilon = 1e-5;
};

/// The tensors of one batch-norm layer, all float32 [C].
struct BatchNormTensors {
  torch::Tensor weight, bias, running_mean, running_var;
};

/// On the CPU one fused kernel (kernels/batch_norm_relu.h), elsewhere and for other dtypes LibTorch's
/// operators.
/// @param x         [N, C, H, W], float32 or bfloat16; N * H * W > 1 in training
/// @param residual  like x, added before the ReLU; or undefined
/// @return          like x, or [N, C, H/2, W/2] when pooling
torch::Tensor batch_norm_relu(const torch::Tensor& x, const BatchNormTensors& norm,
                              const torch::Tensor& residual, const BatchNormReluOptions& options);

/// The same of LibTorch's own operators: what the fused kernel is tested and measured against.
torch::Tensor batch_norm_relu_unfused(const torch::Tensor& x, const BatchNormTensors& norm,
                                      const torch::Tensor& residual, const BatchNormReluOptions& options);

}  // namespace affekt
