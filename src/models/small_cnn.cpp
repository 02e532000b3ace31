#include "models/small_cnn.h"

#include <string>

#include "core/error.h"

namespace affekt {
namespace {

// Mean and standard deviation of FER2013's Training pixels (129.47 and 65.03), rounded; any fixed values do,
// since they live in the weights file and in the exported graph.
constexpr double kPixelMean = 128.0, kPixelStd = 64.0;

std::string stage_name(size_t stage) {
  return "stage" + std::to_string(stage + 1);
}

}  // namespace

SmallCnn::SmallCnn(const NetworkOptions& options) : input_(options.input), num_classes_(options.num_classes) {
  const auto& channels = options.model.channels;
  const auto& num_blocks = options.model.residual_blocks;
  if (channels.empty() || channels.size() != num_blocks.size())
    throw ConfigError(
        "model.channels and model.residual_blocks: expected lists of the same length >= 1, got " +
        std::to_string(channels.size()) + " and " + std::to_string(num_blocks.size()));
  const int64_t smallest = int64_t{1} << (channels.size() - 1);
  if (input_.height < smallest || input_.width < smallest)
    throw ConfigError("model.channels: " + std::to_string(channels.size()) +
                      " stages need pictures of at least " + std::to_string(smallest) + " pixels, got " +
                      std::to_string(input_.height) + "x" + std::to_string(input_.width));
  normalize_ = register_module("normalize",
                               std::make_shared<PixelNormalization>(input_.channels, kPixelMean, kPixelStd));
  stem_ = register_module("stem", std::make_shared<ConvNormRelu>(input_.channels, channels[0], false));
  for (size_t i = 0; i < channels.size(); ++i) {
    const bool pool_at_end = i + 1 < channels.size();
    const int64_t before = i == 0 ? channels[0] : channels[i - 1];
    Stage stage;
    stage.widen = register_module(stage_name(i), std::make_shared<ConvNormRelu>(
                                                     before, channels[i], pool_at_end && num_blocks[i] == 0));
    for (int64_t b = 0; b < num_blocks[i]; ++b) {
      const bool pool = pool_at_end && b + 1 == num_blocks[i];
      stage.blocks.push_back(register_module(stage_name(i) + "_block" + std::to_string(b + 1),
                                             std::make_shared<ResidualBlock>(channels[i], pool)));
    }
    stages_.push_back(std::move(stage));
  }
  head_ = register_module(
      "head", std::make_shared<ClassifierHead>(channels.back(), num_classes_, options.model.dropout));
}

torch::Tensor SmallCnn::forward(torch::Tensor pixels) {
  auto x = normalize_->forward(pixels).to(compute_dtype());
  x = stem_->forward(x);
  for (auto& stage : stages_) {
    x = stage.widen->forward(x);
    for (auto& block : stage.blocks) x = block->forward(x);  // the last one of a stage: [N, C, H/2, W/2]
  }
  return head_->forward(x);  // [N, K]
}

GraphValue SmallCnn::describe_graph(GraphSink& sink, const GraphValue& pixels) const {
  auto x = normalize_->describe_graph(sink, pixels, "normalize");
  x = stem_->describe_graph(sink, x, "stem");
  for (size_t i = 0; i < stages_.size(); ++i) {
    x = stages_[i].widen->describe_graph(sink, x, stage_name(i));
    for (size_t b = 0; b < stages_[i].blocks.size(); ++b)
      x = stages_[i].blocks[b]->describe_graph(sink, x, stage_name(i) + "_block" + std::to_string(b + 1));
  }
  return head_->describe_graph(sink, x, "head");
}

}  // namespace affekt
