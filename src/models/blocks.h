// The blocks that networks are built of. Each has its forward pass and the description of its inference graph
// side by side; convolution and linear weights are float32 masters, cast to the dtype of what flows through.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "models/graph_sink.h"
#include "models/operators/batch_norm_relu_op.h"

namespace affekt {

/// 2-D convolution without bias (a batch-norm follows). He-normal weights (fan out).
class Convolution : public torch::nn::Module {
 public:
  Convolution(int64_t in_channels, int64_t out_channels, int64_t kernel, int64_t stride = 1);
  /// [N, C_in, H, W] -> [N, C_out, H/stride, W/stride]
  torch::Tensor forward(const torch::Tensor& x);
  GraphValue describe_graph(GraphSink& sink, const GraphValue& x, const std::string& layer) const;

 private:
  torch::Tensor weight_;
  int64_t stride_, padding_;
};

/// Batch normalisation with residual, ReLU and pooling fused behind it.
class BatchNorm : public torch::nn::Module {
 public:
  struct Options {
    bool relu = true;
    bool pool = false;  // 2x2 max-pooling behind the ReLU
  };
  BatchNorm(int64_t channels, Options options);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& residual = {});
  GraphValue describe_graph(GraphSink& sink, const GraphValue& x, const GraphValue* residual,
                            const std::string& layer) const;
  /// The next forward pass first makes the mean and variance of its x the running ones, and changes weight
  /// and bias so that with running statistics the same goes out as before.
  void absorb_statistics_once() { absorbs_next_ = true; }

 private:
  void absorb_statistics(const torch::Tensor& x);

  Options options_;
  BatchNormTensors tensors_;
  bool absorbs_next_ = false;
};

/// 3x3 convolution, batch-norm, ReLU, optionally 2x2 max-pooling.
class ConvNormRelu : public torch::nn::Module {
 public:
  ConvNormRelu(int64_t in_channels, int64_t out_channels, bool pool);
  torch::Tensor forward(const torch::Tensor& x);
  GraphValue describe_graph(GraphSink& sink, const GraphValue& x, const std::string& layer) const;

 private:
  std::shared_ptr<Convolution> conv_;
  std::shared_ptr<BatchNorm> bn_;
};

/// relu(x + bn(conv(relu(bn(conv(x)))))), 3x3 each (He et al., 2016), optionally 2x2 max-pooling behind.
class ResidualBlock : public torch::nn::Module {
 public:
  ResidualBlock(int64_t channels, bool pool);
  torch::Tensor forward(const torch::Tensor& x);
  GraphValue describe_graph(GraphSink& sink, const GraphValue& x, const std::string& layer) const;

 private:
  std::shared_ptr<Convolution> conv1_, conv2_;
  std::shared_ptr<BatchNorm> bn1_, bn2_;
};

/// relu(shortcut(x) + bn2(conv2(relu(bn1(conv1(x)))))): the basic block of ResNet-18 and -34 (He et al.,
/// 2016), with torchvision's tensor names. The shortcut is x itself, or downsample.1(downsample.0(x)), a 1x1
/// convolution and a batch-norm, where stride or channels change.
class BasicBlock : public torch::nn::Module {
 public:
  BasicBlock(int64_t in_channels, int64_t out_channels, int64_t stride);
  /// [N, C_in, H, W] -> [N, C_out, ceil(H/stride), ceil(W/stride)]
  torch::Tensor forward(const torch::Tensor& x);
  GraphValue describe_graph(GraphSink& sink, const GraphValue& x, const std::string& layer) const;

 private:
  std::shared_ptr<Convolution> conv1_, conv2_, shortcut_conv_;
  std::shared_ptr<BatchNorm> bn1_, bn2_, shortcut_bn_;
};

/// Maps raw pixels to zero mean and unit variance with fixed constants: (x - mean) / std, per channel.
class PixelNormalization : public torch::nn::Module {
 public:
  PixelNormalization(int64_t channels, double mean, double std);
  /// @param mean, std  a value a channel
  PixelNormalization(const std::vector<double>& mean, const std::vector<double>& std);
  /// float32 [N, C, H, W], 0..255 -> float32
  torch::Tensor forward(const torch::Tensor& x);
  GraphValue describe_graph(GraphSink& sink, const GraphValue& x, const std::string& layer) const;

 private:
  torch::Tensor mean_, std_;
};

/// Dropout, linear layer.
class LinearHead : public torch::nn::Module {
 public:
  LinearHead(int64_t num_features, int64_t num_classes, double dropout);
  /// float32 [N, D] -> float32 [N, K]
  torch::Tensor forward(torch::Tensor features);
  GraphValue describe_graph(GraphSink& sink, const GraphValue& features, const std::string& layer) const;

 private:
  torch::Tensor weight_, bias_;
  double dropout_;
};

/// Global average pooling, dropout, linear layer; in float32 whatever the trunk's dtype.
class ClassifierHead : public LinearHead {
 public:
  using LinearHead::LinearHead;
  /// [N, C, H, W] -> float32 [N, K]
  torch::Tensor forward(const torch::Tensor& x);
  GraphValue describe_graph(GraphSink& sink, const GraphValue& x, const std::string& layer) const;
};

}  // namespace affekt
