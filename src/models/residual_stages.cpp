#include "models/residual_stages.h"

#include <string>

#include "core/error.h"

namespace affekt {
namespace {

std::string stage_name(size_t stage) {
  return "stage" + std::to_string(stage + 1);
}

std::string block_name(size_t stage, size_t block) {
  return stage_name(stage) + "_block" + std::to_string(block + 1);
}

void check_stages(const ModelConfig& model) {
  if (!model.channels.empty() && model.channels.size() == model.residual_blocks.size()) return;
  throw ConfigError("model.channels and model.residual_blocks: expected lists of the same length >= 1, got " +
                    std::to_string(model.channels.size()) + " and " +
                    std::to_string(model.residual_blocks.size()));
}

}  // namespace

ResidualStages::ResidualStages(torch::nn::Module& network, int64_t in_channels, const ModelConfig& model) {
  check_stages(model);
  const auto& channels = model.channels;
  const auto& num_blocks = model.residual_blocks;
  for (size_t i = 0; i < channels.size(); ++i) {
    const bool pool_at_end = i + 1 < channels.size();
    const int64_t before = i == 0 ? in_channels : channels[i - 1];
    Stage stage;
    stage.widen = network.register_module(
        stage_name(i),
        std::make_shared<ConvNormRelu>(before, channels[i], pool_at_end && num_blocks[i] == 0));
    for (int64_t b = 0; b < num_blocks[i]; ++b) {
      const bool pool = pool_at_end && b + 1 == num_blocks[i];
      stage.blocks.push_back(network.register_module(block_name(i, static_cast<size_t>(b)),
                                                     std::make_shared<ResidualBlock>(channels[i], pool)));
    }
    if (model.squeeze_excitation)
      stage.gate =
          network.register_module(stage_name(i) + "_gate", std::make_shared<ChannelGate>(channels[i]));
    stages_.push_back(std::move(stage));
  }
}

torch::Tensor ResidualStages::forward(torch::Tensor x) {
  for (auto& stage : stages_) {
    x = stage.widen->forward(x);
    for (auto& block : stage.blocks) x = block->forward(x);  // the last one of a stage: [N, C, H/2, W/2]
    if (stage.gate) x = stage.gate->forward(x);
  }
  return x;
}

GraphValue ResidualStages::describe_graph(GraphSink& sink, GraphValue x) const {
  for (size_t i = 0; i < stages_.size(); ++i) {
    x = stages_[i].widen->describe_graph(sink, x, stage_name(i));
    for (size_t b = 0; b < stages_[i].blocks.size(); ++b)
      x = stages_[i].blocks[b]->describe_graph(sink, x, block_name(i, b));
    if (stages_[i].gate) x = stages_[i].gate->describe_graph(sink, x, stage_name(i) + "_gate");
  }
  return x;
}

std::vector<LayerGroup> ResidualStages::layer_groups() const {
  std::vector<LayerGroup> groups;
  for (size_t i = 0; i < stages_.size(); ++i) {
    LayerGroup group{stage_name(i), {stage_name(i) + "."}};
    for (size_t b = 0; b < stages_[i].blocks.size(); ++b) group.prefixes.push_back(block_name(i, b) + ".");
    if (stages_[i].gate) group.prefixes.push_back(stage_name(i) + "_gate.");
    groups.push_back(std::move(group));
  }
  return groups;
}

int64_t ResidualStages::count_norm_values(int64_t height, int64_t width) const {
  const size_t num_halvings = stages_.size() - 1;
  return (height >> num_halvings) * (width >> num_halvings);
}

int64_t smallest_extent(const ModelConfig& model) {
  check_stages(model);
  return int64_t{1} << (model.channels.size() - 1);
}

}  // namespace affekt
