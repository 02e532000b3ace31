// `resnet18`: a ResNet-18 classifier of images, with torchvision's tensor names; 11.2 M parameters.
#pragma once

#include <memory>
#include <vector>

#include "models/classifier.h"
#include "models/model_table.h"
#include "models/resnet/resnet18_trunk.h"

namespace affekt {

/// The trunk; global average pooling, dropout, linear ("fc").
class ResNet18 : public Classifier {
 public:
  explicit ResNet18(const NetworkOptions& options);
  InputShape input_shape() const override { return input_; }
  int64_t num_classes() const override { return num_classes_; }
  int64_t count_norm_values(int64_t num_samples) const override;
  std::vector<LayerGroup> layer_groups() const override;

 private:
  torch::Tensor compute_logits(const torch::Tensor& pixels) override;
  GraphValue describe_logits(GraphSink& sink, const GraphValue& pixels) const override;
  InputShape input_;
  int64_t num_classes_;
  std::unique_ptr<ResNet18Trunk> trunk_;
  std::shared_ptr<ClassifierHead> fc_;
};

}  // namespace affekt
