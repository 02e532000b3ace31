// Networks that give one logit a class for an image or a waveform: all of the model table.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "models/network.h"

namespace affekt {

/// What one sample of a classifier's input is: an image of fixed size, or a waveform of any length.
struct InputShape {
  int64_t channels = 1, height = 48, width = 48;  // images; 0 for waveforms
  int64_t sample_rate_hz = 0;                     // waveforms; 0 for images
  int64_t min_samples = 0;                        // waveforms: the shortest that gives an answer

  bool is_waveform() const { return sample_rate_hz > 0; }
};

constexpr InputShape image_input(int64_t channels, int64_t height, int64_t width) {
  return {channels, height, width, 0, 0};
}
/// @param min_samples  each network finds its own; 0: not known yet
constexpr InputShape waveform_input(int64_t sample_rate_hz, int64_t min_samples = 0) {
  return {0, 0, 0, sample_rate_hz, min_samples};
}

/// "images of 1x48x48", "waveforms at 16000 Hz of at least 1632 samples".
std::string describe(const InputShape& shape);

/// "pixels", float32 [N, C, H, W], 0..255; or "samples", float32 [N, T], -1..1.
TensorSpec describe_tensor(const InputShape& shape);

/// [channels, height, width] of images, {"sample_rate_hz"} of waveforms.
nlohmann::json to_json(const InputShape& shape);
InputShape input_shape_from_json(const nlohmann::json& json);

/// One input, as describe_tensor says, and one output: "logits", float32 [N, K].
class Classifier : public Network {
 public:
  virtual InputShape input_shape() const = 0;
  virtual int64_t num_classes() const = 0;
  /// The fewest values of a channel that a batch normalisation sees of one sample; 0: the network has none.
  /// @param num_samples  of a waveform; unused for images
  virtual int64_t count_norm_values(int64_t /*num_samples*/) const { return 0; }

  std::vector<TensorSpec> inputs() const final { return {describe_tensor(input_shape())}; }
  std::vector<TensorSpec> outputs() const final;
  TensorMap forward(const TensorMap& inputs) final;
  using Network::forward;
  GraphValues describe_graph(GraphSink& sink, const GraphValues& inputs) const final;

 protected:
  /// @param inputs  as describe_tensor says @return float32 [N, K]
  virtual torch::Tensor compute_logits(const torch::Tensor& inputs) = 0;
  virtual GraphValue describe_logits(GraphSink& sink, const GraphValue& inputs) const = 0;
};

}  // namespace affekt
