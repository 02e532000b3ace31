#include "models/resnet/two_stream_resnet18.h"

#include "core/error.h"

namespace affekt {
namespace {

constexpr char kCategoryLogits[] = "category_logits", kValues[] = "values";

}  // namespace

ScaledHead::ScaledHead(int64_t num_features, const std::vector<double>& mean, const std::vector<double>& std)
    : LinearHead(num_features, static_cast<int64_t>(mean.size()), /*dropout=*/0) {
  AFFEKT_CHECK(mean.size() == std.size(), "each value has a mean and a deviation");
  mean_ = register_buffer("mean", torch::tensor(mean, torch::kFloat32));
  std_ = register_buffer("std", torch::tensor(std, torch::kFloat32));
}

torch::Tensor ScaledHead::forward(const torch::Tensor& features) {
  return mean_ + std_ * LinearHead::forward(features);
}

GraphValue ScaledHead::describe_graph(GraphSink& sink, const GraphValue& features,
                                      const std::string& layer) const {
  const auto own = named_parameters(/*recurse=*/false);
  return sink.linear(features, std_.unsqueeze(1) * own["weight"], mean_ + std_ * own["bias"], layer);
}

TwoStreamResNet18::TwoStreamResNet18(const NetworkOptions& options)
    : num_categories_(options.num_classes),
      num_units_(options.model.fusion.units),
      dropout_(options.model.dropout) {
  const FusionConfig& fusion = options.model.fusion;
  for (const auto& [name, size_px] :
       {std::pair("body", options.people.body_px), std::pair("context", options.people.context_px)}) {
    if (fusion.streams != "both" && fusion.streams != name) continue;
    const auto owner = register_module(name, std::make_shared<torch::nn::Module>());
    streams_.push_back(
        {name, size_px, std::make_unique<ResNet18Trunk>(*owner, /*channels=*/3, options.model.resnet)});
  }
  AFFEKT_CHECK(!streams_.empty(), "model.fusion.streams is both, body or context");
  const auto joined = static_cast<int64_t>(streams_.size()) * streams_.front().trunk->num_features();
  const auto owner = register_module("fusion", std::make_shared<torch::nn::Module>());
  fusion_ = owner->register_module("linear", std::make_shared<LinearHead>(joined, fusion.units, 0));
  fusion_bn_ = owner->register_module(
      "bn", std::make_shared<BatchNorm>(fusion.units, BatchNorm::Options{/*relu=*/true, /*pool=*/false}));
  categories_ = register_module("categories", std::make_shared<LinearHead>(fusion.units, num_categories_, 0));
  values_ = register_module("values", std::make_shared<ScaledHead>(fusion.units, options.people.value_mean,
                                                                   options.people.value_std));
}

std::vector<TensorSpec> TwoStreamResNet18::inputs() const {
  std::vector<TensorSpec> specs;
  for (const Stream& stream : streams_)
    specs.push_back({stream.name,
                     DType::kFloat32,
                     {{0, "N"}, {3, "C"}, {stream.size_px, "H"}, {stream.size_px, "W"}},
                     "raw RGB pixels, 0..255"});
  return specs;
}

std::vector<TensorSpec> TwoStreamResNet18::outputs() const {
  return {{kCategoryLogits, DType::kFloat32, {{0, "N"}, {num_categories_, "K"}}, "one logit a category"},
          {kValues, DType::kFloat32, {{0, "N"}, {3, ""}}, "valence, arousal, dominance; points of 1..10"}};
}

TensorMap TwoStreamResNet18::forward(const TensorMap& inputs) {
  std::vector<torch::Tensor> features;
  for (Stream& stream : streams_) {
    const auto map = stream.trunk->forward(inputs.at(stream.name), compute_dtype());  // [N, D, h, w]
    note_feature_map(stream.name, map);
    features.push_back(map.to(torch::kFloat32).mean({2, 3}));  // [N, D]
  }
  auto x = fusion_->forward(torch::cat(features, 1));                // [N, D]
  x = fusion_bn_->forward(x);                                        // [N, D]
  if (dropout_ > 0) x = torch::dropout(x, dropout_, is_training());  // [N, D]
  return {{kCategoryLogits, categories_->forward(x)}, {kValues, values_->forward(x)}};
}

GraphValues TwoStreamResNet18::describe_graph(GraphSink& sink, const GraphValues& inputs) const {
  std::vector<GraphValue> features;
  for (const Stream& stream : streams_)
    features.push_back(sink.global_average_pool(
        stream.trunk->describe_graph(sink, inputs.at(stream.name), stream.name + ".")));
  const auto joined = features.size() == 1 ? features[0] : sink.concatenate(features);
  const auto hidden = fusion_->describe_graph(sink, joined, "fusion.linear");
  // OpenCV's batch normalisation is of maps.
  const auto map =
      fusion_bn_->describe_graph(sink, sink.reshape(hidden, {num_units_, 1, 1}), nullptr, "fusion.bn");
  const auto x = sink.flatten(map);
  return {{kCategoryLogits, categories_->describe_graph(sink, x, "categories")},
          {kValues, values_->describe_graph(sink, x, "values")}};
}

std::vector<LayerGroup> TwoStreamResNet18::layer_groups() const {
  std::vector<std::string> owners;
  for (const Stream& stream : streams_) owners.push_back(stream.name + ".");
  auto groups = streams_.front().trunk->layer_groups(owners);
  groups.push_back({"head", {"fusion.", "categories.", "values."}});
  return groups;
}

}  // namespace affekt
