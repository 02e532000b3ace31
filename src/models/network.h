// The interface of every network in the model table.
#pragma once

#include <torch/torch.h>

#include "models/graph_sink.h"

namespace affekt {

struct InputShape {
  int64_t channels = 1, height = 48, width = 48;
};

/// A network takes raw inputs (pixels 0..255) and gives logits. Its normalisation constants are buffers of
/// its own, so that training, evaluation and the exported graph share one definition.
class Network : public torch::nn::Module {
 public:
  /// @param pixels  float32 [N, C, H, W], 0..255
  /// @return        float32 [N, K], logits
  virtual torch::Tensor forward(torch::Tensor pixels) = 0;

  /// Describes the inference graph from raw pixels to logits.
  virtual GraphValue describe_graph(GraphSink& sink, const GraphValue& pixels) const = 0;

  virtual InputShape input_shape() const = 0;
  virtual int64_t num_classes() const = 0;

  /// The dtype of the trunk's activations: float32 (default) or bfloat16. Parameters stay float32.
  void set_compute_dtype(torch::ScalarType dtype) { compute_dtype_ = dtype; }
  torch::ScalarType compute_dtype() const { return compute_dtype_; }

 private:
  torch::ScalarType compute_dtype_ = torch::kFloat32;
};

}  // namespace affekt
