#include "tasks/next_song/next_song_loss.h"

#include <limits>

#include "core/error.h"

namespace affekt {
namespace {

constexpr double kLeastProbability = 1e-24;  // as the authors' code has it

}  // namespace

torch::Tensor compute_bpr_max(const torch::Tensor& scores, const torch::Tensor& targets,
                              double regularization) {
  if (scores.size(1) == 1) return 0 * scores.sum();
  const auto columns = targets.unsqueeze(1);         // [P, 1]
  const auto of_target = scores.gather(1, columns);  // [P, 1]
  const auto others = scores.scatter(1, columns, -std::numeric_limits<float>::infinity());
  const auto weights = torch::softmax(others, 1);  // [P, C], 0 for the target
  const auto wins = (weights * torch::sigmoid(of_target - scores)).sum(1);
  const auto penalty = (weights * scores.square()).sum(1);
  return (-torch::log(wins + kLeastProbability) + regularization * penalty).mean();
}

NextSongLoss compute_next_song_loss(const NextSongTrainConfig& config, SongScores scores,
                                    const torch::Tensor& log_inclusion, const std::vector<int32_t>& targets) {
  if (config.loss == "bpr_max") {
    const std::vector<int64_t> columns(targets.begin(), targets.end());
    const auto all = compute_scores(scores);
    return {compute_bpr_max(all, torch::tensor(columns, torch::kInt64).to(all.device()),
                            config.score_regularization),
            {}};
  }
  const bool is_full = config.loss == "full_softmax";
  AFFEKT_CHECK(is_full || config.loss == "sampled_softmax", "unknown loss " + config.loss);
  if (!is_full) scores.bias = scores.bias - log_inclusion;
  SoftmaxLoss softmax = compute_softmax_loss(scores, targets);
  return {softmax.loss, is_full ? std::move(softmax.ranks) : std::vector<double>()};
}

}  // namespace affekt
