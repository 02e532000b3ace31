// The interface of every network in the model table.
#pragma once

#include <torch/torch.h>

#include "models/graph_sink.h"

namespace affekt {

/// What a network takes: raw pixels 0..255 in float32 or bfloat16.
struct InputShape {
  int64_t channels = 1, height = 48, width = 48;
};

/// A network takes raw inputs (pixels 0..255) and gives logits. Its normalisation constants are buffers of its
/// own, so that training, evaluation and the exported graph share one definition.
class Network : public torch::nn::Module {
 public:
  /// @param x  [N, C, H, W], pixels 0..255; its dtype (float32 or bfloat16) is the dtype of the trunk
  /// @return   float32 [N, K], logits
  virtual torch::Tensor forward(torch::Tensor x) = 0;

  /// Describes the inference graph from raw pixels to logits.
  virtual GraphValue describe_graph(GraphSink& sink, const GraphValue& pixels) const = 0;

  virtual InputShape input_shape() const = 0;
  virtual int64_t num_classes() const = 0;
};

}  // namespace affekt
