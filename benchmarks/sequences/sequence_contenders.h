// The training loops of sequences that are measured side by side.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "store/listening/listening_data.h"

namespace affekt {

/// One loop; each step tells how many plays it has learned from (targets; padding doesn't count).
struct SequenceContender {
  std::string name;
  std::function<int64_t()> step;
  std::vector<double> rates = {};  // plays a second, one a round
};

/// The whole loop: loading on its thread, forward, loss, backward, update, average.
SequenceContender make_task_loop(std::shared_ptr<const ListeningData> data, const ModelConfig& model,
                                 const TrainConfig& config);

/// As tutorials have it: torch::nn::Embedding, LSTM and Linear over the catalogue, cross_entropy,
/// torch::optim
/// ::AdamW, float32; sequences in the order of the data, batch_size at a time, each batch padded to its
/// longest. No features, artists or history.
/// @param cut_plays  longer sequences are cut at its multiples; 0: they are not cut
SequenceContender make_plain_loop(std::shared_ptr<const ListeningData> data, const ModelConfig& model,
                                  const TrainConfig& config, int64_t cut_plays);

}  // namespace affekt
