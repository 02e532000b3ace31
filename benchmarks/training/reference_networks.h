// The networks that the training benchmark compares, each in two forms: of affekt's blocks and of plain
// LibTorch.
#pragma once

#include <torch/torch.h>

#include <memory>

#include "models/model_table.h"

namespace affekt {

/// A network under measurement: takes float32 pixels [N, C, H, W], gives float32 logits [N, 7]. It casts by
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

/// `small_cnn` or `resnet18` of the model table.
std::shared_ptr<BenchmarkNetwork> make_table_network(const NetworkOptions& options, Precision precision);
/// The same layers of torch::nn modules; bfloat16 by autocast.
std::shared_ptr<BenchmarkNetwork> make_plain_network(const NetworkOptions& options, Precision precision,
                                                     bool channels_last);

}  // namespace affekt
