#include "models/small_cnn.h"

#include <string>

#include "core/error.h"

namespace affekt {
namespace {

// Mean and standard deviation of FER2013's Training pixels (129.47 and 65.03), rounded; any fixed values do,
// since they live in the weights file and in the exported graph.
constexpr double kPixelMean = 128.0, kPixelStd = 64.0;

}  // namespace

SmallCnn::SmallCnn(const NetworkOptions& options) : input_(options.input), num_classes_(options.num_classes) {
  const auto& channels = options.model.channels;
  const int64_t smallest = smallest_extent(options.model);
  if (input_.height < smallest || input_.width < smallest)
    throw ConfigError("model.channels: " + std::to_string(channels.size()) +
                      " stages need images of at least " + std::to_string(smallest) + " pixels, got " +
                      std::to_string(input_.height) + "x" + std::to_string(input_.width));
  normalize_ = register_module("normalize",
                               std::make_shared<PixelNormalization>(input_.channels, kPixelMean, kPixelStd));
  stem_ = register_module("stem", std::make_shared<ConvNormRelu>(input_.channels, channels[0], false));
  stages_ = std::make_unique<ResidualStages>(*this, channels[0], options.model);
  head_ = register_module(
      "head", std::make_shared<ClassifierHead>(channels.back(), num_classes_, options.model.dropout));
}

int64_t SmallCnn::count_norm_values(int64_t /*num_samples*/) const {
  return stages_->count_norm_values(input_.height, input_.width);
}

torch::Tensor SmallCnn::compute_logits(const torch::Tensor& pixels) {
  auto x = normalize_->forward(pixels).to(compute_dtype());
  x = stages_->forward(stem_->forward(x));
  note_feature_map("pixels", x);
  return head_->forward(x);  // [N, K]
}

GraphValue SmallCnn::describe_logits(GraphSink& sink, const GraphValue& pixels) const {
  auto x = normalize_->describe_graph(sink, pixels, "normalize");
  x = stages_->describe_graph(sink, stem_->describe_graph(sink, x, "stem"));
  return head_->describe_graph(sink, x, "head");
}

}  // namespace affekt
