// ResNet-18 (He et al., 2016) up to its last feature maps, with torchvision's tensor names.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "models/blocks.h"
#include "models/network.h"

namespace affekt {

/// Resizing if asked for, normalisation by ImageNet's mean and deviation, conv1, bn1, pooling, layer1 to
/// layer4, or to layer3 (config.last_layer). A grey image is normalised by the mean of the three channels'
/// constants.
class ResNet18Trunk {
 public:
  /// Registers its parts in `owner`: "conv1", "bn1", "layer1" ... and "normalize".
  /// @param channels  1 (grey) or 3 (RGB)
  /// @throws ConfigError if config.input_px is neither 0 nor at least 16
  ResNet18Trunk(torch::nn::Module& owner, int64_t channels, const ResNetConfig& config);

  /// float32 [N, C, H, W], 0..255 -> [N, D, ceil(H/32), ceil(W/32)], of stem small [N, D, ceil(H/8),
  /// ceil(W/8)]; up to layer3 they are twice as large. H and W are those behind the resizing.
  /// @param dtype  of the activations
  torch::Tensor forward(const torch::Tensor& pixels, torch::ScalarType dtype);
  /// @param owner  the name of the module that owns it with a dot behind, or ""
  GraphValue describe_graph(GraphSink& sink, const GraphValue& pixels, const std::string& owner) const;

  int64_t num_features() const { return num_features_; }  // D: 512, up to layer3 256
  /// Values of a channel that the last batch normalisations see of one image: the fewest of all.
  int64_t count_norm_values(int64_t height, int64_t width) const;

  /// "conv1" (with bn1), "layer1" ... the last. @param owners  as in describe_graph, of all trunks of a
  /// network
  std::vector<LayerGroup> layer_groups(const std::vector<std::string>& owners) const;

 private:
  bool is_small_;
  int64_t input_px_;  // 0: images stay as they are
  size_t num_stages_;
  int64_t num_features_ = 64;
  std::shared_ptr<PixelNormalization> normalize_;
  std::shared_ptr<Convolution> conv1_;
  std::shared_ptr<BatchNorm> bn1_;
  struct NamedBlock {
    std::string name;  // "layer1.0"
    std::shared_ptr<BasicBlock> block;
  };
  std::vector<NamedBlock> blocks_;
};

}  // namespace affekt
