#include "search/trials.h"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "config/nearest_key.h"
#include "core/error.h"
#include "core/text/count_text.h"

namespace affekt {
namespace {

const std::vector<std::string>& method_names() {
  static const std::vector<std::string> names = {"grid", "random", "halving"};  // as SearchMethod
  return names;
}

/// Of the grid; kMostTrials + 1 stands for more than that.
int64_t count_combinations(const std::vector<SearchAxis>& axes) {
  int64_t count = 1;
  for (const SearchAxis& axis : axes) {
    count *= static_cast<int64_t>(axis.values.size());
    if (count > kMostTrials) return kMostTrials + 1;
  }
  return count;
}

std::vector<TrialValues> list_grid(const std::vector<SearchAxis>& axes) {
  if (count_combinations(axes) > kMostTrials)
    throw ConfigError(
        fmt::format("--over: the grid has more than {} combinations; give fewer values, or draw some with "
                    "--method random --trials N",
                    format_count(kMostTrials)));
  std::vector<TrialValues> trials(1);
  for (const SearchAxis& axis : axes) {
    std::vector<TrialValues> longer;
    for (const TrialValues& trial : trials) {
      for (const std::string& value : axis.values) {
        longer.push_back(trial);
        longer.back().push_back(value);
      }
    }
    trials = std::move(longer);
  }
  return trials;
}

bool has_range(const std::vector<SearchAxis>& axes) {
  for (const SearchAxis& axis : axes)
    if (axis.is_range) return true;
  return false;
}

std::vector<TrialValues> draw_trials(const std::vector<SearchAxis>& axes, const SearchOptions& options) {
  if (!has_range(axes) && count_combinations(axes) <= options.num_trials) {
    const std::vector<TrialValues> grid = list_grid(axes);
    RandomStream stream(options.seed, "sweep_order");
    std::vector<TrialValues> trials;
    for (const int64_t i : draw_permutation(stream, static_cast<int64_t>(grid.size())))
      trials.push_back(grid[static_cast<size_t>(i)]);
    return trials;
  }
  constexpr int64_t kAttemptsPerTrial = 100;  // ranges of whole numbers may be narrow
  std::vector<TrialValues> trials;
  std::set<TrialValues> known;
  for (int64_t attempt = 0; static_cast<int64_t>(trials.size()) < options.num_trials &&
                            attempt < kAttemptsPerTrial * options.num_trials;
       ++attempt) {
    TrialValues trial;
    for (size_t a = 0; a < axes.size(); ++a) {
      RandomStream stream(options.seed, "sweep", static_cast<uint64_t>(attempt), a);
      trial.push_back(draw_value(axes[a], stream));
    }
    if (known.insert(trial).second) trials.push_back(trial);
  }
  return trials;
}

}  // namespace

SearchMethod search_method_from_name(const std::string& name) {
  const std::vector<std::string>& names = method_names();
  for (size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<SearchMethod>(i);
  throw ConfigError(fmt::format("--method: expected grid, random or halving, got '{}'{}", name,
                                suggest_nearest(name, names)));
}

std::string search_method_name(SearchMethod method) {
  return method_names()[static_cast<size_t>(method)];
}

std::vector<TrialValues> list_trials(const std::vector<SearchAxis>& axes, const SearchOptions& options) {
  if (options.method == SearchMethod::kGrid && options.num_trials > 0)
    throw ConfigError("--trials: a grid takes every combination; --method random or halving draws so many");
  if (options.method == SearchMethod::kRandom && options.num_trials == 0)
    throw ConfigError("--method random: expected --trials N, the number of trials to draw");
  return options.num_trials > 0 ? draw_trials(axes, options) : list_grid(axes);
}

std::vector<Rung> plan_rungs(int64_t num_trials, int64_t max_epochs, const SearchOptions& options) {
  if (options.method != SearchMethod::kHalving) return {{num_trials, 0}};
  const int64_t factor = options.keep_one_of;
  int64_t num_cuts = 0, power = 1;  // power = factor^num_cuts
  while (num_trials >= power * factor && max_epochs >= options.min_epochs * power * factor) {
    power *= factor;
    ++num_cuts;
  }
  if (num_cuts == 0)
    throw ConfigError(fmt::format(
        "--method halving: nothing can be halved with {} and train.epochs {}: expected at least {} trials, "
        "and at least {} epochs ({} times --min-epochs {})",
        count_of(num_trials, "trial"), max_epochs, factor, factor * options.min_epochs, factor,
        options.min_epochs));
  std::vector<Rung> rungs;
  for (int64_t cut = 0, ended = 1; cut <= num_cuts; ++cut, ended *= factor, power /= factor)
    rungs.push_back({num_trials / ended, static_cast<int64_t>(std::llround(static_cast<double>(max_epochs) /
                                                                           static_cast<double>(power)))});
  return rungs;
}

}  // namespace affekt
