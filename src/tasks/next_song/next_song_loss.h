// The loss of next songs: softmax over all songs or over a sample, or BPR-max.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "config/experiment_config.h"
#include "models/sequence/song_scores.h"

namespace affekt {

/// Mean over the positions of -log sum_j s_j sigmoid(r_t - r_j) + regularization * sum_j s_j r_j^2, where t
/// is the target, j goes over all other candidates and s is the softmax of their scores (Hidasi and
/// Karatzoglou, 2018, section 3.3). 0 if there is no other candidate.
/// @param scores  [P, C] @param targets  int64 [P], columns
torch::Tensor compute_bpr_max(const torch::Tensor& scores, const torch::Tensor& targets,
                              double regularization);

struct NextSongLoss {
  torch::Tensor loss;         // scalar
  std::vector<double> ranks;  // [P], of the targets among the candidates; empty but with full_softmax
};

/// @param log_inclusion  float32 [C], of sampled_softmax; else it isn't looked at
/// @param targets        [P], columns
NextSongLoss compute_next_song_loss(const NextSongTrainConfig& config, SongScores scores,
                                    const torch::Tensor& log_inclusion, const std::vector<int32_t>& targets);

}  // namespace affekt
