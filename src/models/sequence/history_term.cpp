#include "models/sequence/history_term.h"

#include <cmath>

namespace affekt {
namespace {

constexpr double kFirstPriorPlays = 100;

/// A copy.
torch::Tensor to_int64(const std::vector<int32_t>& values) {
  auto view = torch::from_blob(const_cast<int32_t*>(values.data()),  // only read
                               {static_cast<int64_t>(values.size())}, torch::kInt32);
  return view.to(torch::kInt64);
}

}  // namespace

HistoryTerm::HistoryTerm(int64_t num_age_steps)
    : cell_bias_(
          register_parameter("cell_bias", torch::zeros({num_age_steps, HistoryCells::kNumCountSteps}))),
      evidence_weight_(register_parameter("evidence_weight", torch::zeros({num_age_steps}))),
      log_prior_plays_(register_parameter(
          "log_prior_plays", torch::full({1}, static_cast<float>(std::log(kFirstPriorPlays))))) {}

torch::Tensor HistoryTerm::forward(const HistoryEntries& entries) const {
  const auto cells = to_int64(entries.cells).to(cell_bias_.device());  // [E]
  const auto evidence =
      torch::from_blob(const_cast<float*>(entries.evidence.data()), {entries.num_entries()}, torch::kFloat32)
          .to(cell_bias_.device(), torch::kFloat32, /*non_blocking=*/false, /*copy=*/true);
  const auto ages = torch::div(cells, HistoryCells::kNumCountSteps, "floor");
  return cell_bias_.flatten().index_select(0, cells) +
         evidence_weight_.index_select(0, ages) * torch::log1p(evidence * torch::exp(-log_prior_plays_));
}

}  // namespace affekt
