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

  /// The dtype of the trunk's activations: float32 (default) or bfloat16. Parameters stay float32.
  void set_compute_dtype(torch::ScalarType dtype) { compute_dtype_ = dtype; }
  torch::ScalarType compute_dtype() const { return compute_dtype_; }

 private:
  torch::ScalarType compute_dtype_ = torch::kFloat32;
};

int64_t count_parameters(const Network& network);

}  // namespace affekt
