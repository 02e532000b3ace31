// What it means for a song's score that the stream has played the song, or its artist, before: a learned
// function of when and how often.
#pragma once

#include <torch/torch.h>

#include <memory>

#include "models/sequence/history_entries.h"

namespace affekt {

/// cell_bias[age step, count step] + evidence_weight[age step] * log(1 + evidence / prior_plays)
///
/// With a weight of 1 the second part is the popularity in the stream itself: under a Dirichlet prior of
/// `prior_plays` plays with the shares p_v of all training plays, a song that stands c_v times in the history
/// comes next with a probability ~ p_v + c_v / prior_plays, which is p_v (1 + evidence / prior_plays); log
/// p_v is the song's own bias. The first part learns what counting does not know: a station leaves out what
/// it just played, a playlist stays with an artist.
///
/// Parameters: "cell_bias" [age steps, count steps], "evidence_weight" [age steps], "log_prior_plays" [1].
class HistoryTerm : public torch::nn::Module {
 public:
  explicit HistoryTerm(int64_t num_age_steps);
  /// @return float32 [E], what is added to the scores in each entry's columns
  torch::Tensor forward(const std::shared_ptr<const HistoryEntries>& entries) const;

 private:
  torch::Tensor cell_bias_, evidence_weight_, log_prior_plays_;
};

}  // namespace affekt
