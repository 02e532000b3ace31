// The outcome of a sweep with scores that a test names.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "search/search_outcome.h"

namespace affekt {

/// One rung; learning rate 0.1, dropout 0.2, 0.3 ... @param scores  accuracies; nothing: the trial failed
inline SearchOutcome made_up_outcome(const std::vector<std::optional<double>>& scores) {
  SearchOutcome outcome;
  outcome.name = "tiny";
  outcome.axes = parse_search_axes({"train.optimizer.lr=0.1", "model.dropout=0.2,0.3,0.4,0.5"});
  outcome.rungs = {{static_cast<int64_t>(scores.size()), 0}};
  outcome.metric = {"accuracy", "Accuracy", "Share of right answers.", MetricFormat::kPercent};
  outcome.select = "best";
  for (size_t i = 0; i < scores.size(); ++i) {
    TrialOutcome trial;
    trial.number = static_cast<int64_t>(i) + 1;
    trial.values = {"0.1", fmt::format("0.{}", i + 2)};
    FitOutcome fit;
    fit.epochs = 3;
    fit.folder = fmt::format("trial_{:03}", i + 1);
    if (scores[i]) {
      fit.value = *scores[i];
      fit.epoch = 2;
    } else {
      fit.failure = "the loss is not finite: epoch 1, step 2";
    }
    trial.fits = {fit};
    outcome.trials.push_back(trial);
  }
  return outcome;
}

}  // namespace affekt
