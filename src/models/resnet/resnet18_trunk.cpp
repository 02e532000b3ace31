#include "models/resnet/resnet18_trunk.h"

#include <fmt/format.h>

#include <numeric>

#include "core/error.h"

namespace affekt {
namespace {

constexpr int64_t kStageChannels[] = {64, 128, 256, 512};
constexpr int64_t kBlocksPerStage = 2;

/// Of ImageNet, RGB, pixels 0..255 (torchvision's 0.485 ... 0.225 times 255).
const std::vector<double> kImageNetMean = {123.675, 116.28, 103.53}, kImageNetStd = {58.395, 57.12, 57.375};

std::vector<double> for_channels(const std::vector<double>& rgb, int64_t channels) {
  if (channels == 3) return rgb;
  AFFEKT_CHECK(channels == 1, "a ResNet-18 of grey or RGB images");
  return {std::accumulate(rgb.begin(), rgb.end(), 0.0) / 3};
}

constexpr int64_t kSmallestInput = 16;  // smaller ones would be one pixel from layer3 on

std::string layer_name(size_t stage) {
  return "layer" + std::to_string(stage + 1);
}

}  // namespace

ResNet18Trunk::ResNet18Trunk(torch::nn::Module& owner, int64_t channels, const ResNetConfig& config)
    : is_small_(config.stem == "small"),
      input_px_(config.input_px),
      num_stages_(config.last_layer == "layer3" ? 3 : std::size(kStageChannels)) {
  if (input_px_ != 0 && input_px_ < kSmallestInput)
    throw ConfigError(
        fmt::format("model.resnet.input_px: expected 0 (not resized) or at least {} pixels, got {}",
                    kSmallestInput, input_px_));
  normalize_ = owner.register_module(
      "normalize", std::make_shared<PixelNormalization>(for_channels(kImageNetMean, channels),
                                                        for_channels(kImageNetStd, channels)));
  conv1_ = owner.register_module("conv1", is_small_ ? std::make_shared<Convolution>(channels, 64, 3)
                                                    : std::make_shared<Convolution>(channels, 64, 7, 2));
  bn1_ = owner.register_module("bn1", std::make_shared<BatchNorm>(64, BatchNorm::Options{}));
  for (size_t stage = 0; stage < num_stages_; ++stage) {
    const auto layer = owner.register_module(layer_name(stage), std::make_shared<torch::nn::Module>());
    for (int64_t b = 0; b < kBlocksPerStage; ++b) {
      const int64_t after = kStageChannels[stage], stride = stage > 0 && b == 0 ? 2 : 1;
      const auto block = layer->register_module(std::to_string(b),
                                                std::make_shared<BasicBlock>(num_features_, after, stride));
      blocks_.push_back({layer_name(stage) + "." + std::to_string(b), block});
      num_features_ = after;
    }
  }
}

torch::Tensor ResNet18Trunk::forward(const torch::Tensor& pixels, torch::ScalarType dtype) {
  auto x = pixels;
  if (input_px_ > 0) x = torch::upsample_bilinear2d(x, {input_px_, input_px_}, /*align_corners=*/false);
  x = bn1_->forward(conv1_->forward(normalize_->forward(x).to(dtype)));  // [N, 64, H/2, W/2]
  if (!is_small_) x = torch::max_pool2d(x, 3, 2, 1);                     // [N, 64, H/4, W/4]
  for (auto& entry : blocks_) x = entry.block->forward(x);
  return x;
}

GraphValue ResNet18Trunk::describe_graph(GraphSink& sink, const GraphValue& pixels,
                                         const std::string& owner) const {
  auto x = input_px_ > 0 ? sink.resize_bilinear(pixels, input_px_) : pixels;
  x = normalize_->describe_graph(sink, x, owner + "normalize");
  x = bn1_->describe_graph(sink, conv1_->describe_graph(sink, x, owner + "conv1"), nullptr, owner + "bn1");
  if (!is_small_) x = sink.max_pool(x, 3, 2, 1);
  for (const auto& entry : blocks_) x = entry.block->describe_graph(sink, x, owner + entry.name);
  return x;
}

int64_t ResNet18Trunk::count_norm_values(int64_t height, int64_t width) const {
  if (input_px_ > 0) height = width = input_px_;
  for (size_t halving = 0; halving < num_stages_ + (is_small_ ? 0 : 2) - 1; ++halving) {
    height = (height + 1) / 2;
    width = (width + 1) / 2;
  }
  return height * width;
}

std::vector<LayerGroup> ResNet18Trunk::layer_groups(const std::vector<std::string>& owners) const {
  std::vector<LayerGroup> groups = {{"conv1", {}}};
  for (const std::string& owner : owners)
    for (const char* name : {"conv1.", "bn1."}) groups[0].prefixes.push_back(owner + name);
  for (size_t stage = 0; stage < num_stages_; ++stage) {
    LayerGroup group{layer_name(stage), {}};
    for (const std::string& owner : owners) group.prefixes.push_back(owner + group.name + ".");
    groups.push_back(group);
  }
  return groups;
}

}  // namespace affekt
