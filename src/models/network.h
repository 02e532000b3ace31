// The interface of every network in the model table.
#pragma once

#include <torch/torch.h>

#include <string>

#include "models/graph_sink.h"

namespace affekt {

/// What one sample of a network's input is: a picture of fixed size, or a waveform of any length.
struct InputShape {
  int64_t channels = 1, height = 48, width = 48;  // pictures; 0 for waveforms
  int64_t sample_rate_hz = 0;                     // waveforms; 0 for pictures
  int64_t min_samples = 0;                        // waveforms: the shortest that gives an answer

  bool is_waveform() const { return sample_rate_hz > 0; }
};

constexpr InputShape picture_input(int64_t channels, int64_t height, int64_t width) {
  return {channels, height, width, 0, 0};
}
/// @param min_samples  each network finds its own; 0: not known yet
constexpr InputShape waveform_input(int64_t sample_rate_hz, int64_t min_samples = 0) {
  return {0, 0, 0, sample_rate_hz, min_samples};
}

/// "pictures of 1x48x48", "waveforms at 16000 Hz of at least 1632 samples".
std::string describe(const InputShape& shape);

/// A network takes raw inputs (pixels 0..255, or samples in -1..1) and gives logits. Its normalisation
/// constants and its front end are of its own, so that training, evaluation and the exported graph share one
/// definition.
class Network : public torch::nn::Module {
 public:
  /// @param inputs  float32 [N, C, H, W], 0..255; or float32 [N, T], samples in -1..1
  /// @return        float32 [N, K], logits
  virtual torch::Tensor forward(torch::Tensor inputs) = 0;

  /// Describes the inference graph from raw inputs to logits.
  virtual GraphValue describe_graph(GraphSink& sink, const GraphValue& inputs) const = 0;

  virtual InputShape input_shape() const = 0;
  virtual int64_t num_classes() const = 0;

  /// The dtype of the trunk's activations: float32 (default) or bfloat16. Parameters stay float32.
  void set_compute_dtype(torch::ScalarType dtype) { compute_dtype_ = dtype; }
  torch::ScalarType compute_dtype() const { return compute_dtype_; }

 private:
  torch::ScalarType compute_dtype_ = torch::kFloat32;
};

}  // namespace affekt
