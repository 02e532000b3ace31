#include "models/blocks.h"

#include <cmath>

#include "models/operators/convolution_op.h"

namespace affekt {

Convolution::Convolution(int64_t in_channels, int64_t out_channels, int64_t kernel, int64_t stride)
    : stride_(stride), padding_(kernel / 2) {
  const double deviation = std::sqrt(2.0 / static_cast<double>(out_channels * kernel * kernel));
  weight_ = register_parameter("weight", torch::randn({out_channels, in_channels, kernel, kernel})
                                             .mul_(deviation)
                                             .contiguous(at::MemoryFormat::ChannelsLast));
}

torch::Tensor Convolution::forward(const torch::Tensor& x) {
  return convolve(x, weight_, stride_, padding_);
}

GraphValue Convolution::describe_graph(GraphSink& sink, const GraphValue& x, const std::string& layer) const {
  return sink.convolution(x, weight_, {}, stride_, padding_, layer);
}

BatchNorm::BatchNorm(int64_t channels, Options options) : options_(options) {
  tensors_.weight = register_parameter("weight", torch::ones({channels}));
  tensors_.bias = register_parameter("bias", torch::zeros({channels}));
  tensors_.running_mean = register_buffer("running_mean", torch::zeros({channels}));
  tensors_.running_var = register_buffer("running_var", torch::ones({channels}));
}

torch::Tensor BatchNorm::forward(const torch::Tensor& x, const torch::Tensor& residual) {
  if (absorbs_next_) absorb_statistics(x);
  BatchNormReluOptions options;
  options.training = is_training();
  options.relu = options_.relu;
  options.pool = options_.pool;
  return batch_norm_relu(x, tensors_, residual, options);
}

void BatchNorm::absorb_statistics(const torch::Tensor& x) {
  absorbs_next_ = false;
  const torch::NoGradGuard no_grad;
  const double epsilon = BatchNormReluOptions{}.epsilon;
  const auto rows = x.to(torch::kFloat32).transpose(0, 1).flatten(1);  // [C, N * H * W]
  const auto mean = rows.mean(1), var = rows.var(1, /*unbiased=*/false);
  const auto slope = tensors_.weight / (tensors_.running_var + epsilon).sqrt();
  tensors_.bias += slope * (mean - tensors_.running_mean);
  tensors_.weight.copy_(slope * (var + epsilon).sqrt());
  tensors_.running_mean.copy_(mean);
  tensors_.running_var.copy_(var);
}

GraphValue BatchNorm::describe_graph(GraphSink& sink, const GraphValue& x, const GraphValue* residual,
                                     const std::string& layer) const {
  auto y = sink.batch_norm(x, tensors_.weight, tensors_.bias, tensors_.running_mean, tensors_.running_var,
                           BatchNormReluOptions{}.epsilon, layer);
  if (residual) y = sink.add(y, *residual);
  if (options_.relu) y = sink.relu(y);
  if (options_.pool) y = sink.max_pool(y, 2, 2, 0);
  return y;
}

ConvNormRelu::ConvNormRelu(int64_t in_channels, int64_t out_channels, bool pool) {
  conv_ = register_module("conv", std::make_shared<Convolution>(in_channels, out_channels, 3));
  bn_ = register_module("bn", std::make_shared<BatchNorm>(out_channels, BatchNorm::Options{true, pool}));
}

torch::Tensor ConvNormRelu::forward(const torch::Tensor& x) {
  return bn_->forward(conv_->forward(x));
}

GraphValue ConvNormRelu::describe_graph(GraphSink& sink, const GraphValue& x,
                                        const std::string& layer) const {
  return bn_->describe_graph(sink, conv_->describe_graph(sink, x, layer + ".conv"), nullptr, layer + ".bn");
}

ResidualBlock::ResidualBlock(int64_t channels, bool pool) {
  conv1_ = register_module("conv1", std::make_shared<Convolution>(channels, channels, 3));
  bn1_ = register_module("bn1", std::make_shared<BatchNorm>(channels, BatchNorm::Options{true, false}));
  conv2_ = register_module("conv2", std::make_shared<Convolution>(channels, channels, 3));
  bn2_ = register_module("bn2", std::make_shared<BatchNorm>(channels, BatchNorm::Options{true, pool}));
}

torch::Tensor ResidualBlock::forward(const torch::Tensor& x) {
  const auto hidden = bn1_->forward(conv1_->forward(x));
  return bn2_->forward(conv2_->forward(hidden), x);
}

GraphValue ResidualBlock::describe_graph(GraphSink& sink, const GraphValue& x,
                                         const std::string& layer) const {
  auto y =
      bn1_->describe_graph(sink, conv1_->describe_graph(sink, x, layer + ".conv1"), nullptr, layer + ".bn1");
  return bn2_->describe_graph(sink, conv2_->describe_graph(sink, y, layer + ".conv2"), &x, layer + ".bn2");
}

BasicBlock::BasicBlock(int64_t in_channels, int64_t out_channels, int64_t stride) {
  const BatchNorm::Options relu{true, false}, plain{false, false};
  conv1_ = register_module("conv1", std::make_shared<Convolution>(in_channels, out_channels, 3, stride));
  bn1_ = register_module("bn1", std::make_shared<BatchNorm>(out_channels, relu));
  conv2_ = register_module("conv2", std::make_shared<Convolution>(out_channels, out_channels, 3));
  bn2_ = register_module("bn2", std::make_shared<BatchNorm>(out_channels, relu));
  if (stride == 1 && in_channels == out_channels) return;
  shortcut_conv_ = std::make_shared<Convolution>(in_channels, out_channels, 1, stride);
  shortcut_bn_ = std::make_shared<BatchNorm>(out_channels, plain);
  const auto shortcut = register_module("downsample", std::make_shared<torch::nn::Module>());
  shortcut->register_module("0", shortcut_conv_);
  shortcut->register_module("1", shortcut_bn_);
}

torch::Tensor BasicBlock::forward(const torch::Tensor& x) {
  const auto shortcut = shortcut_conv_ ? shortcut_bn_->forward(shortcut_conv_->forward(x)) : x;
  return bn2_->forward(conv2_->forward(bn1_->forward(conv1_->forward(x))), shortcut);
}

GraphValue BasicBlock::describe_graph(GraphSink& sink, const GraphValue& x, const std::string& layer) const {
  auto shortcut = x;
  if (shortcut_conv_)
    shortcut =
        shortcut_bn_->describe_graph(sink, shortcut_conv_->describe_graph(sink, x, layer + ".downsample.0"),
                                     nullptr, layer + ".downsample.1");
  auto y =
      bn1_->describe_graph(sink, conv1_->describe_graph(sink, x, layer + ".conv1"), nullptr, layer + ".bn1");
  y = conv2_->describe_graph(sink, y, layer + ".conv2");
  return bn2_->describe_graph(sink, y, &shortcut, layer + ".bn2");
}

PixelNormalization::PixelNormalization(int64_t channels, double mean, double std)
    : PixelNormalization(std::vector<double>(static_cast<size_t>(channels), mean),
                         std::vector<double>(static_cast<size_t>(channels), std)) {}

PixelNormalization::PixelNormalization(const std::vector<double>& mean, const std::vector<double>& std) {
  mean_ = register_buffer("mean", torch::tensor(mean, torch::kFloat32));
  std_ = register_buffer("std", torch::tensor(std, torch::kFloat32));
}

torch::Tensor PixelNormalization::forward(const torch::Tensor& x) {
  return (x - mean_.view({1, -1, 1, 1})) / std_.view({1, -1, 1, 1});
}

GraphValue PixelNormalization::describe_graph(GraphSink& sink, const GraphValue& x,
                                              const std::string& layer) const {
  // As a batch normalisation with weight 1 and epsilon 0: exact, and right in OpenCV's dnn, which is silently
  // wrong on Sub and Div by [1, C, 1, 1].
  return sink.batch_norm(x, torch::ones_like(mean_), torch::zeros_like(mean_), mean_, std_ * std_, 0.0,
                         layer);
}

LinearHead::LinearHead(int64_t num_features, int64_t num_classes, double dropout) : dropout_(dropout) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(num_features));
  weight_ = register_parameter("weight", torch::empty({num_classes, num_features}).uniform_(-bound, bound));
  bias_ = register_parameter("bias", torch::zeros({num_classes}));
}

torch::Tensor LinearHead::forward(torch::Tensor features) {
  if (dropout_ > 0) features = torch::dropout(features, dropout_, is_training());
  return torch::linear(features, weight_, bias_);
}

GraphValue LinearHead::describe_graph(GraphSink& sink, const GraphValue& features,
                                      const std::string& layer) const {
  return sink.linear(features, weight_, bias_, layer);
}

torch::Tensor ClassifierHead::forward(const torch::Tensor& x) {
  return LinearHead::forward(x.to(torch::kFloat32).mean({2, 3}));  // [N, C] -> [N, K]
}

GraphValue ClassifierHead::describe_graph(GraphSink& sink, const GraphValue& x,
                                          const std::string& layer) const {
  return LinearHead::describe_graph(sink, sink.global_average_pool(x), layer);
}

}  // namespace affekt
