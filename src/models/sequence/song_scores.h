// Scores of candidate songs at many positions: one matrix product, the songs' own bias, and what the history
// adds.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "models/sequence/history_entries.h"

namespace affekt {

/// Values of history entries: values[e] is added in the columns of entry e.
struct HistoryScores {
  std::shared_ptr<const HistoryEntries> entries;  // of P rows
  torch::Tensor values;                           // float32 [E]
};

/// hidden * vectors^T + bias + history, float32 [P, C]
struct SongScores {
  torch::Tensor hidden;                       // [P, D]
  torch::Tensor vectors;                      // [C, D]
  torch::Tensor bias;                         // [C]
  std::vector<HistoryScores> history;         // at most two: of songs, of artists
  torch::ScalarType dtype = torch::kFloat32;  // of the product in the softmax loss: float32 or bfloat16
};

/// float32 [P, C], differentiable.
torch::Tensor compute_scores(const SongScores& scores);

struct SoftmaxLoss {
  torch::Tensor loss;         // scalar: mean over the positions of -log softmax(scores)[target]
  std::vector<double> ranks;  // [P], of the targets by score, from 1; equal scores share their mean rank
};

/// The cross-entropy over all candidates, differentiable once. The scores are computed, used and dropped a
/// few rows at a time, gradients included, so that they need no memory and stay in the cache; LibTorch's
/// operators write and read the whole matrix about ten times.
/// @param targets  [P], columns; P > 0
SoftmaxLoss compute_softmax_loss(const SongScores& scores, const std::vector<int32_t>& targets);

/// The same of LibTorch's own operators: for other devices than the CPU, and what the fused loss is tested
/// and measured against.
SoftmaxLoss compute_softmax_loss_unfused(const SongScores& scores, const std::vector<int32_t>& targets);

/// Mean rank of the score at `target` among the `count` scores of a row; NaN ranks last.
double compute_mean_rank(const float* row, int64_t count, int64_t target);

}  // namespace affekt
