// A sweep as it is asked for, with every config that it may train checked.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "search/run_search.h"
#include "search/search_outcome.h"

namespace affekt {

/// One training that may come up.
struct PlannedFit {
  std::string name;  // of its folder: "trial_007", or of successive halving "trial_007_epochs_9"
  ExperimentConfig config;
};

struct PlannedSearch {
  ExperimentConfig base;
  std::filesystem::path folder;
  SearchOutcome outcome;                      // with trials that have no fits yet, and no metric
  std::vector<std::vector<PlannedFit>> fits;  // [rung][trial]
  int64_t num_at_once = 1;
  int64_t num_threads = 0;  // of each training, where train.num_threads leaves it open; 0: all cores

  /// What must be equal for a sweep to go on, as one writes it (GroupPlan::options).
  std::string write_options() const;
  /// What one that goes on takes from it (GroupPlan::details).
  nlohmann::json details() const { return {{"num_threads", num_threads}}; }
};

/// Reads the config once for every training that may come up, and asks its kind. Nothing is written.
/// @throws ConfigError as run_search; its message names --over and the value
PlannedSearch plan_search(const SearchRequest& request);

}  // namespace affekt
