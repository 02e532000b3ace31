// Squeeze and excitation: every channel scaled by how much the whole feature map calls for it.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>

#include "models/blocks.h"
#include "models/graph_sink.h"

namespace affekt {

/// x * sigmoid(W2 relu(W1 mean(x) + b1) + b2), the mean over height and width (Hu et al., 2018; here behind a
/// whole stage). A reduction of 8, at least 4 hidden units. W2 begins at 0 and b2 at 2, so that training
/// begins near the network without gates.
class ChannelGate : public torch::nn::Module {
 public:
  explicit ChannelGate(int64_t channels);
  /// [N, C, H, W] -> [N, C, H, W], of the dtype of x
  torch::Tensor forward(const torch::Tensor& x);
  GraphValue describe_graph(GraphSink& sink, const GraphValue& x, const std::string& layer) const;

 private:
  int64_t channels_;
  torch::Tensor squeeze_weight_, squeeze_bias_, excite_weight_, excite_bias_;
};

}  // namespace affekt
