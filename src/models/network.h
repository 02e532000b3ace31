// The interface of every network: tensors by name in, tensors by name out.
#pragma once

#include <torch/torch.h>

#include <map>
#include <string>
#include <vector>

#include "core/tensor.h"
#include "models/graph_sink.h"

namespace affekt {

using TensorMap = std::map<std::string, torch::Tensor>;
using GraphValues = std::map<std::string, GraphValue>;

/// A part of a network that transfer learning freezes, releases and gives a learning rate as one.
struct LayerGroup {
  std::string name;                   // "layer1"
  std::vector<std::string> prefixes;  // how the names of its tensors begin: "body.layer1.", "context.layer1."
};

/// A network takes raw inputs (pixels 0..255, samples in -1..1): its normalisation constants and its front
/// end are of its own, so that training, evaluation and the exported graph share one definition.
class Network : public torch::nn::Module {
 public:
  /// Names, types, axes and the contract in words. Axes: N batch, T samples, L sequence length, or a size.
  virtual std::vector<TensorSpec> inputs() const = 0;
  virtual std::vector<TensorSpec> outputs() const = 0;

  /// @param inputs  a tensor for each of inputs() @return one for each of outputs()
  virtual TensorMap forward(const TensorMap& inputs) = 0;
  /// The same for a network of one input and one output.
  torch::Tensor forward(const torch::Tensor& input);

  /// Describes the inference graph. @param inputs  a value for each of inputs() @return one for each of
  /// outputs()
  virtual GraphValues describe_graph(GraphSink& sink, const GraphValues& inputs) const = 0;

  /// From the input to the output; the last one is the head. Every parameter and every running statistic is
  /// in exactly one of them; fixed constants, such as "normalize.mean", are in none. Empty: the network has
  /// no such parts.
  virtual std::vector<LayerGroup> layer_groups() const { return {}; }

  /// Whether forward() leaves the last feature maps behind, [N, C, h, w] by the name of the input that they
  /// are of: what Grad-CAM looks at. A network without such has none.
  void keep_feature_maps(bool keep) { keeps_feature_maps_ = keep, feature_maps_.clear(); }
  const TensorMap& feature_maps() const { return feature_maps_; }

  /// The dtype of the trunk's activations: float32 (default) or bfloat16. Parameters stay float32.
  void set_compute_dtype(torch::ScalarType dtype) { compute_dtype_ = dtype; }
  torch::ScalarType compute_dtype() const { return compute_dtype_; }

 protected:
  void note_feature_map(const std::string& input, const torch::Tensor& map) {
    if (keeps_feature_maps_) feature_maps_[input] = map;
  }

 private:
  bool keeps_feature_maps_ = false;
  TensorMap feature_maps_;
  torch::ScalarType compute_dtype_ = torch::kFloat32;
};

int64_t count_parameters(const Network& network);

}  // namespace affekt
