#include "search/search_outcome.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "training/best_metric.h"

namespace affekt {
namespace {

bool has_score(const FitOutcome& fit) {
  return fit.failure.empty() && !std::isnan(fit.value);
}

}  // namespace

bool is_better_fit(const FitOutcome& first, const FitOutcome& second, const MetricInfo& metric) {
  if (has_score(first) != has_score(second)) return has_score(first);
  if (!has_score(first)) return false;
  return is_better_value(metric, first.value, second.value);
}

std::vector<size_t> choose_survivors(const SearchOutcome& outcome, size_t rung) {
  std::vector<size_t> survivors;
  for (size_t t = 0; t < outcome.trials.size(); ++t) {
    const std::vector<FitOutcome>& fits = outcome.trials[t].fits;
    if (fits.size() > rung && has_score(fits[rung])) survivors.push_back(t);
  }
  std::stable_sort(survivors.begin(), survivors.end(), [&](size_t a, size_t b) {
    return is_better_fit(outcome.trials[a].fits[rung], outcome.trials[b].fits[rung], outcome.metric);
  });
  const auto most = static_cast<size_t>(outcome.rungs[rung + 1].num_trials);
  if (survivors.size() > most) survivors.resize(most);
  std::sort(survivors.begin(), survivors.end());
  return survivors;
}

std::vector<size_t> rank_trials(const SearchOutcome& outcome) {
  std::vector<size_t> order(outcome.trials.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const std::vector<FitOutcome>&first = outcome.trials[a].fits, &second = outcome.trials[b].fits;
    if (first.size() != second.size()) return first.size() > second.size();
    return !first.empty() && is_better_fit(first.back(), second.back(), outcome.metric);
  });
  return order;
}

std::optional<size_t> find_best_trial(const SearchOutcome& outcome) {
  for (const size_t trial : rank_trials(outcome)) {
    const std::vector<FitOutcome>& fits = outcome.trials[trial].fits;
    if (!fits.empty() && has_score(fits.back())) return trial;
  }
  return std::nullopt;
}

}  // namespace affekt
