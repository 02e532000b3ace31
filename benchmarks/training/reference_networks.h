// The networks that the training benchmark compares, each in two forms: of affekt's blocks and of plain
// LibTorch.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

#include "config/experiment_config.h"

namespace affekt {

/// A network under measurement: takes float32 [N, 1, 48, 48], gives float32 logits [N, 7]. It casts by
/// itself.
class BenchmarkNetwork : public torch::nn::Module {
 public:
  virtual torch::Tensor forward(const torch::Tensor& pixels) = 0;
};

enum class Precision { kFloat32, kBfloat16 };

/// 3x3 convolutions 1-32, 32-64, pool, 64-128, pool, 128-256, pool with batch-norm and ReLU, then 9216-256-7.
std::shared_ptr<BenchmarkNetwork> make_vgg_of_blocks(Precision precision);
/// The same of torch::nn modules; bfloat16 by autocast, as people run it.
std::shared_ptr<BenchmarkNetwork> make_vgg_of_libtorch(Precision precision, bool channels_last);

/// `small_cnn` of the model table, and the same layers of torch::nn modules.
std::shared_ptr<BenchmarkNetwork> make_small_cnn_of_blocks(const ModelConfig& model, Precision precision);
std::shared_ptr<BenchmarkNetwork> make_small_cnn_of_libtorch(const ModelConfig& model, Precision precision,
                                                             bool channels_last);

}  // namespace affekt
