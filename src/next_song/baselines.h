// What a report needs of the simple methods: their parameters, and every position's rank under each.
#pragma once

#include <string>
#include <vector>

#include "next_song/evaluate_ranker.h"
#include "next_song/tune_rankers.h"

namespace affekt {

struct BaselineResult {
  TunedRanker tuned;
  RankerEvaluation evaluation;  // [P] ranks, lists of 20
  double fit_seconds = 0;
};

struct BaselineResults {
  std::vector<BaselineResult> methods;  // in the order of `tuned`
  size_t strongest = 0;                 // chosen on validation: see find_strongest
};

/// Fits each method to the training split and ranks the songs at every position.
/// @param tuned  not empty  @throws ArtifactError: a name or parameter is unknown; Interrupted
BaselineResults evaluate_baselines(const TrainingPlays& training, const ListeningPositions& positions,
                                   const std::vector<TunedRanker>& tuned, bool show_progress = true);

/// In one line: "steps 10, decay div, 300 recent plays left out".
std::string describe_choice(const RankerChoice& choice);

}  // namespace affekt
