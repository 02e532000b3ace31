// Which trials a sweep makes, one for each choice of values, and how far each of them is trained.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "search/search_axis.h"

namespace affekt {

enum class SearchMethod {
  kGrid,     // every combination
  kRandom,   // drawn ones
  kHalving,  // successive halving: many trained for a few epochs, the best of them for more
};

/// "grid" ... @throws ConfigError that lists them
SearchMethod search_method_from_name(const std::string& name);
std::string search_method_name(SearchMethod method);

struct SearchOptions {
  SearchMethod method = SearchMethod::kGrid;
  int64_t num_trials = 0;   // drawn; 0: every combination of the grid, for grid and halving
  uint64_t seed = 1;        // of the drawing
  int64_t keep_one_of = 3;  // halving: of so many trials one goes on, for so many times the epochs
  int64_t min_epochs = 1;   // halving: of the first trainings
};

constexpr int64_t kMostTrials = 10000;

/// One value for each axis, in YAML's syntax.
using TrialValues = std::vector<std::string>;

/// No two are equal. Of a grid in its order, the last key's values change fastest; drawn ones depend on seed,
/// key order and values alone. Where all axes are lists and have no more combinations than asked for, each
/// combination is there once, in drawn order.
/// @throws ConfigError: more than kMostTrials; options that the method has no use for
std::vector<TrialValues> list_trials(const std::vector<SearchAxis>& axes, const SearchOptions& options);

/// One step of successive halving: so many trials are trained for so many epochs.
struct Rung {
  int64_t num_trials = 0;
  int64_t epochs = 0;  // 0: as the trial's config says
};

/// The rungs of a sweep; one but for halving. Each rung's epochs are keep_one_of times those before it, the
/// last one's are `max_epochs`; as many rungs as trials and epochs allow.
/// Example: 9 trials, 27 epochs, one of 3 goes on: 9 for 3 epochs, 3 for 9, 1 for 27.
/// Source: Jamieson and Talwalkar, Non-stochastic best arm identification and hyperparameter optimization,
/// 2016.
/// @throws ConfigError: too few trials or epochs for two rungs
std::vector<Rung> plan_rungs(int64_t num_trials, int64_t max_epochs, const SearchOptions& options);

}  // namespace affekt
