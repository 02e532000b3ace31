// `two_stream_resnet18`: categories and values of a person out of two images, the person and all around.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

#include "models/blocks.h"
#include "models/model_table.h"
#include "models/network.h"
#include "models/resnet18_trunk.h"

namespace affekt {

/// A linear layer in standard deviations, whose answer is in points: mean + std * (W x + b). "mean" and "std"
/// are buffers.
class ScaledHead : public LinearHead {
 public:
  /// @param mean, std  of each value
  ScaledHead(int64_t num_features, const std::vector<double>& mean, const std::vector<double>& std);
  /// float32 [N, D] -> float32 [N, V]
  torch::Tensor forward(const torch::Tensor& features);
  /// One linear layer: mean and deviation go into its weights.
  GraphValue describe_graph(GraphSink& sink, const GraphValue& features, const std::string& layer) const;

 private:
  torch::Tensor mean_, std_;
};

/// The network of Kosti et al. (2019) with ResNet-18 for both streams: each trunk's last maps are averaged
/// over their area and joined; linear, batch norm, ReLU, dropout; a linear head for the categories and one
/// for valence, arousal and dominance. model.fusion.streams leaves one of the trunks out.
///
/// Inputs "body", "context": float32 [N, 3, px, px], raw RGB 0..255. Outputs "category_logits" [N, K] and
/// "values" [N, 3], points of the scale 1..10. Tensors: "body.conv1.weight", "context.layer1.0.conv1.weight",
/// "fusion.linear.weight", "fusion.bn.weight", "categories.weight", "values.weight".
class TwoStreamResNet18 : public Network {
 public:
  explicit TwoStreamResNet18(const NetworkOptions& options);
  std::vector<TensorSpec> inputs() const override;
  std::vector<TensorSpec> outputs() const override;
  TensorMap forward(const TensorMap& inputs) override;
  using Network::forward;
  GraphValues describe_graph(GraphSink& sink, const GraphValues& inputs) const override;
  std::vector<LayerGroup> layer_groups() const override;

 private:
  struct Stream {
    std::string name;  // of its input and of its sub-module
    int64_t size_px;
    std::unique_ptr<ResNet18Trunk> trunk;
  };
  std::vector<Stream> streams_;
  int64_t num_categories_, num_units_;
  double dropout_;
  std::shared_ptr<LinearHead> fusion_, categories_;
  std::shared_ptr<BatchNorm> fusion_bn_;
  std::shared_ptr<ScaledHead> values_;
};

}  // namespace affekt
