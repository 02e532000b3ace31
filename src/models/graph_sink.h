// What a network tells of its inference graph: one call an operator. Each block describes itself beside its
// forward pass, so that training and the exported file come from one place. export/ turns the calls into
// ONNX.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

namespace affekt {

/// In a shape: an axis whose size is known only when the model runs (the time axis of a waveform).
constexpr int64_t kFreeAxis = -1;

/// A tensor of the graph being described, by name.
struct GraphValue {
  std::string name;
};

/// Height and width of a stride, padding or kernel; one number stands for both.
struct Extent2d {
  Extent2d(int64_t both) : height(both), width(both) {}  // NOLINT: meant to be implicit
  Extent2d(int64_t h, int64_t w) : height(h), width(w) {}
  int64_t height, width;
};

class GraphSink {
 public:
  virtual ~GraphSink() = default;

  /// @param weight  [C_out, C_in / groups, kH, kW]; bias [C_out] or undefined
  virtual GraphValue convolution(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                 Extent2d stride, Extent2d padding, const std::string& layer) = 0;
  /// (x - mean) / sqrt(variance + epsilon) * weight + bias, per channel; all [C]
  virtual GraphValue batch_norm(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                const torch::Tensor& mean, const torch::Tensor& variance, double epsilon,
                                const std::string& layer) = 0;
  /// Each sample and channel to mean 0 and variance 1 over its two further axes (biased variance).
  /// x [N, C, H, W]
  virtual GraphValue instance_norm(const GraphValue& x, double epsilon, const std::string& layer) = 0;
  virtual GraphValue relu(const GraphValue& x) = 0;
  virtual GraphValue sigmoid(const GraphValue& x) = 0;
  virtual GraphValue logarithm(const GraphValue& x) = 0;  // natural
  virtual GraphValue square_root(const GraphValue& x) = 0;
  virtual GraphValue add(const GraphValue& a, const GraphValue& b) = 0;  // a, b of one shape, as the next two
  virtual GraphValue subtract(const GraphValue& a, const GraphValue& b) = 0;
  virtual GraphValue multiply(const GraphValue& a, const GraphValue& b) = 0;
  /// x [N, C, H, W], height and width known, times scale [N, C, 1, 1]
  virtual GraphValue scale_channels(const GraphValue& x, const GraphValue& scale) = 0;
  virtual GraphValue add_constant(const GraphValue& x, double constant, const std::string& layer) = 0;
  /// x [N, C, H, W], height and width known -> [N, C, size]: bilinear, pixels' centres at 0.5, 1.5 ...,
  /// beyond the outer ones the outer ones, no smoothing first (torch::upsample_bilinear2d, align_corners
  /// false)
  /// @param size  each at least 2
  virtual GraphValue resize_bilinear(const GraphValue& x, Extent2d size) = 0;
  virtual GraphValue max_pool(const GraphValue& x, int64_t kernel, int64_t stride, int64_t padding) = 0;
  /// [N, C, H, W] -> [N, C, 1, 1]
  virtual GraphValue spatial_mean(const GraphValue& x) = 0;
  /// [N, C, H, W] -> [N, C]
  virtual GraphValue global_average_pool(const GraphValue& x) = 0;
  /// @param shape  of the result without the batch axis; one entry may be kFreeAxis
  virtual GraphValue reshape(const GraphValue& x, const std::vector<int64_t>& shape) = 0;
  /// @param order  of all axes, the batch axis (0) first: {0, 2, 1, 3}
  virtual GraphValue transpose(const GraphValue& x, const std::vector<int64_t>& order) = 0;
  /// Along the channels (axis 1).
  virtual GraphValue concatenate(const std::vector<GraphValue>& parts) = 0;
  /// Over the last axis.
  virtual GraphValue softmax(const GraphValue& x) = 0;
  /// [N, A, B] times [N, B, C] -> [N, A, C]
  virtual GraphValue matrix_product(const GraphValue& a, const GraphValue& b) = 0;
  /// [N, ...] -> [N, D]
  virtual GraphValue flatten(const GraphValue& x) = 0;
  /// x [N, D_in] times weight [D_out, D_in] transposed, plus bias [D_out]
  virtual GraphValue linear(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                            const std::string& layer) = 0;
};

}  // namespace affekt
