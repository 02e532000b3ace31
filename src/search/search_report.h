// A sweep's outcome -> its report: table, parallel coordinates, trials.csv. Nothing in it depends on when or
// how often the sweep was interrupted.
#pragma once

#include <string>

#include "evaluation/report/report_document.h"
#include "search/search_outcome.h"

namespace affekt {

constexpr const char* kTrialsFileName = "trials.csv";
constexpr const char* kWinnerFileName = "winner.yaml";

/// "train.optimizer.lr=0.1, model.dropout=0.3"
std::string describe_values(const SearchOutcome& outcome, const TrialOutcome& trial);

/// "trial 3 (...): validation accuracy 61.2 % in epoch 12", or why it failed. @param fit  of the trial
std::string describe_fit(const SearchOutcome& outcome, const TrialOutcome& trial, const FitOutcome& fit);

/// @param outcome  with at least one trial that gave a score
Report make_search_report(const SearchOutcome& outcome);

}  // namespace affekt
