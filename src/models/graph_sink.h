// What a network tells of its inference graph: one call an operator. Each block describes itself beside its
// forward pass, so that training and the exported file come from one place. export/ turns the calls into
// ONNX.
#pragma once

#include <torch/torch.h>

#include <string>

namespace affekt {

/// A tensor of the graph being described, by name.
struct GraphValue {
  std::string name;
};

class GraphSink {
 public:
  virtual ~GraphSink() = default;

  /// @param weight  [C_out, C_in / groups, kH, kW]; bias [C_out] or undefined
  virtual GraphValue convolution(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                 int64_t stride, int64_t padding, const std::string& layer) = 0;
  /// (x - mean) / sqrt(variance + epsilon) * weight + bias, per channel; all [C]
  virtual GraphValue batch_norm(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                const torch::Tensor& mean, const torch::Tensor& variance, double epsilon,
                                const std::string& layer) = 0;
  virtual GraphValue relu(const GraphValue& x) = 0;
  virtual GraphValue add(const GraphValue& a, const GraphValue& b) = 0;
  virtual GraphValue max_pool(const GraphValue& x, int64_t kernel, int64_t stride, int64_t padding) = 0;
  /// [N, C, H, W] -> [N, C]
  virtual GraphValue global_average_pool(const GraphValue& x) = 0;
  /// [N, ...] -> [N, D]
  virtual GraphValue flatten(const GraphValue& x) = 0;
  /// x [N, D_in] times weight [D_out, D_in] transposed, plus bias [D_out]
  virtual GraphValue linear(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                            const std::string& layer) = 0;
};

}  // namespace affekt
