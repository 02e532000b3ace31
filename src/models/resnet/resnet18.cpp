#include "models/resnet/resnet18.h"

namespace affekt {

ResNet18::ResNet18(const NetworkOptions& options) : input_(options.input), num_classes_(options.num_classes) {
  trunk_ = std::make_unique<ResNet18Trunk>(*this, input_.channels, options.model.resnet);
  fc_ = register_module(
      "fc", std::make_shared<ClassifierHead>(trunk_->num_features(), num_classes_, options.model.dropout));
}

int64_t ResNet18::count_norm_values(int64_t /*num_samples*/) const {
  return trunk_->count_norm_values(input_.height, input_.width);
}

std::vector<LayerGroup> ResNet18::layer_groups() const {
  auto groups = trunk_->layer_groups({""});
  groups.push_back({"fc", {"fc."}});
  return groups;
}

torch::Tensor ResNet18::compute_logits(const torch::Tensor& pixels) {
  const auto map = trunk_->forward(pixels, compute_dtype());
  note_feature_map("pixels", map);
  return fc_->forward(map);  // [N, K]
}

GraphValue ResNet18::describe_logits(GraphSink& sink, const GraphValue& pixels) const {
  return fc_->describe_graph(sink, trunk_->describe_graph(sink, pixels, ""), "fc");
}

}  // namespace affekt
