// What came out of a sweep: each trial's trainings with their scores, and which trial is the best.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metrics/metric_info.h"
#include "search/trials.h"

namespace affekt {

/// One training of a trial.
struct FitOutcome {
  size_t rung = 0;
  int64_t epochs = 0;   // train.epochs
  std::string folder;   // of its run directory, in the sweep's
  std::string failure;  // why it gave no score; empty: it gave one
  double value = 0;     // of the metric on validation
  int64_t epoch = 0;    // of the weights that are kept, from 1
};

struct TrialOutcome {
  int64_t number = 0;  // from 1, in the order of list_trials
  TrialValues values;
  std::vector<FitOutcome> fits;  // one for each rung that it reached
};

struct SearchOutcome {
  std::string name;  // of the config
  std::vector<SearchAxis> axes;
  SearchOptions options;
  std::vector<Rung> rungs;
  MetricInfo metric;   // on validation
  std::string select;  // train.select: the epoch that counts
  std::vector<TrialOutcome> trials;
};

/// Whether the first fit is better than the second: one with a score before one without, NaN counting as
/// none, then by the score.
bool is_better_fit(const FitOutcome& first, const FitOutcome& second, const MetricInfo& metric);

/// The trials that are trained on the next rung: the best of those that gave a score on `rung`, at most as
/// many as the next rung takes, in the order of their numbers. Of equal ones the first.
std::vector<size_t> choose_survivors(const SearchOutcome& outcome, size_t rung);

/// All trials, the best first: those that reached a later rung before others, then by the score there, then
/// by number.
std::vector<size_t> rank_trials(const SearchOutcome& outcome);

/// The first of rank_trials that gave a score where it got to; nothing if none did.
std::optional<size_t> find_best_trial(const SearchOutcome& outcome);

}  // namespace affekt
