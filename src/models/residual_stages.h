// The trunk that small_cnn and speech_cnn share: stages of a widening convolution and residual blocks.
#pragma once

#include <memory>
#include <vector>

#include "config/experiment_config.h"
#include "models/blocks.h"
#include "models/channel_gate.h"
#include "models/network.h"

namespace affekt {

/// Stage i: ConvNormRelu(C_before, C_i), then model.residual_blocks[i] residual blocks; each stage but the
/// last ends in a 2x2 max-pooling; then, if asked for, a channel gate. The modules are registered in the
/// network itself as stage1, stage1_block1 ...
class ResidualStages {
 public:
  /// @param in_channels  of what flows into the first stage
  /// @throws ConfigError if model.channels and model.residual_blocks are of different length
  ResidualStages(torch::nn::Module& network, int64_t in_channels, const ModelConfig& model);
  /// [N, C_in, H, W] -> [N, C_last, H / 2^(S-1), W / 2^(S-1)], halves rounded down
  torch::Tensor forward(torch::Tensor x);
  GraphValue describe_graph(GraphSink& sink, GraphValue x) const;
  /// "stage1" ..., each with its blocks and its gate.
  std::vector<LayerGroup> layer_groups() const;
  /// Values of a channel that the last stage normalises of one sample of [C_in, H, W]: the fewest of all.
  int64_t count_norm_values(int64_t height, int64_t width) const;

 private:
  struct Stage {
    std::shared_ptr<ConvNormRelu> widen;
    std::vector<std::shared_ptr<ResidualBlock>> blocks;
    std::shared_ptr<ChannelGate> gate;  // with model.squeeze_excitation
  };
  std::vector<Stage> stages_;
};

/// The smallest height or width that S stages take: 2^(S-1).
/// @throws ConfigError as the constructor
int64_t smallest_extent(const ModelConfig& model);

}  // namespace affekt
