#include "evaluation/classification/table_scores.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
#include "core/process/threads.h"
#include "metrics/spread.h"

namespace affekt {
namespace {

using nlohmann::json;

/// Share of each class that is found among the drawn samples; NaN for a class that none of them is of.
std::vector<Interval> bootstrap_recalls(const PredictionTable& table, const BootstrapOptions& options) {
  const std::vector<int32_t> predictions = argmax_rows(table.probabilities, table.num_classes());
  const auto num_classes = static_cast<size_t>(table.num_classes());
  const auto score = [&](const std::vector<int32_t>& draws, double* recalls) {
    std::vector<int64_t> support(num_classes, 0), found(num_classes, 0);
    for (const int32_t draw : draws) {
      const auto row = static_cast<size_t>(draw);
      const auto label = static_cast<size_t>(table.labels[row]);
      ++support[label];
      if (predictions[row] == table.labels[row]) ++found[label];
    }
    for (size_t k = 0; k < num_classes; ++k)
      recalls[k] = support[k] > 0 ? static_cast<double>(found[k]) / static_cast<double>(support[k]) : NAN;
  };
  return bootstrap_intervals(table.num_samples(), table.num_classes(), score, options);
}

}  // namespace

std::vector<int64_t> number_groups(const std::vector<std::string>& names) {
  std::map<std::string, int64_t> numbers;
  for (const std::string& name : names) numbers.emplace(name, 0);
  int64_t next = 0;  // by name, so that the order of the samples doesn't matter
  for (auto& entry : numbers) entry.second = next++;
  std::vector<int64_t> groups;
  groups.reserve(names.size());
  for (const std::string& name : names) groups.push_back(numbers.at(name));
  return groups;
}

BootstrapOptions resampling_of(const PredictionTable& table, const ResamplingOptions& options) {
  return resampling_of(number_groups(table.groups), table.num_samples(), options);
}

BootstrapOptions resampling_of(std::vector<int64_t> groups, int64_t num_samples,
                               const ResamplingOptions& options) {
  BootstrapOptions bootstrap;
  bootstrap.num_resamples = options.num_resamples;
  bootstrap.seed = options.seed;
  bootstrap.num_threads = thread_count();
  bootstrap.groups = std::move(groups);
  const auto num_alike =
      bootstrap.groups.empty()
          ? 1
          : std::count(bootstrap.groups.begin(), bootstrap.groups.end(), bootstrap.groups.front());
  if (num_alike == num_samples) bootstrap.num_resamples = 0;
  return bootstrap;
}

ClassificationScores score_classes(const PredictionTable& table) {
  return score_classification(table.labels, argmax_rows(table.probabilities, table.num_classes()),
                              table.num_classes());
}

ScoredPredictions scored(const PredictionTable& table, int num_bins) {
  return {table.probabilities, table.labels, table.num_classes(), num_bins};
}

json interval_to_json(const Interval& interval) {
  return std::isnan(interval.low) ? json(nullptr) : json({interval.low, interval.high});
}

json score_to_json(double value, const Interval& interval) {
  return {{"value", std::isfinite(value) ? json(value) : json(nullptr)},
          {"ci95", interval_to_json(interval)}};
}

std::string judge_difference(const json& difference, bool higher_is_better) {
  const double sign = higher_is_better ? 1 : -1;
  if (!difference["value"].is_number() || sign * difference["value"].get<double>() <= 0) return "not beaten";
  const json& ends = difference["ci95"];
  const bool is_clear = ends.is_array() && sign * ends[higher_is_better ? 0 : 1].get<double>() > 0;
  return is_clear ? "beaten" : "not clearly beaten";
}

json scores_to_json(const PredictionScores& scores) {
  json result = json::object();
  for (size_t i = 0; i < kNumPredictionScores; ++i)
    result[kPredictionScoreNames[i]] = score_to_json(scores.values[i], scores.ci[i]);
  return result;
}

json score_groups(const PredictionTable& table) {
  AFFEKT_CHECK(!table.groups.empty(), "a table without groups");
  std::map<std::string, std::vector<int64_t>> rows_of;
  for (size_t i = 0; i < table.groups.size(); ++i)
    rows_of[table.groups[i]].push_back(static_cast<int64_t>(i));
  json scored = json::array();
  for (const auto& [name, rows] : rows_of) {
    const ClassificationScores scores = score_classes(select_rows(table, rows));
    scored.push_back({{"group", name},
                      {"num_samples", scores.num_samples},
                      {"num_classes", scores.num_labelled},
                      {"accuracy", scores.accuracy},
                      {"uar", scores.uar}});
  }
  return scored;
}

json spread_of(const json& rows, const std::vector<std::string>& members) {
  json spreads = json::object();
  for (const std::string& member : members) {
    std::vector<double> values;
    for (const json& row : rows) values.push_back(row.at(member).get<double>());
    const Spread spread = measure_spread(values);
    spreads[member] = {{"mean", spread.mean},
                       {"deviation", std::isnan(spread.deviation) ? json() : json(spread.deviation)},
                       {"min", spread.min},
                       {"max", spread.max}};
  }
  return spreads;
}

std::vector<Interval> recall_intervals(const PredictionTable& table, const BootstrapOptions& options) {
  const ClassificationScores scores = score_classes(table);
  std::vector<Interval> intervals;
  for (size_t k = 0; k < table.class_names.size(); ++k) {
    const int64_t support = scores.per_class[k].support;
    intervals.push_back(support > 0 ? wilson_interval(scores.confusion[k][k], support) : Interval{});
  }
  if (options.groups.empty() || options.num_resamples == 0) return intervals;
  const auto over_groups = bootstrap_recalls(table, options);
  for (size_t k = 0; k < intervals.size(); ++k) {
    if (std::isnan(intervals[k].low) || std::isnan(over_groups[k].low)) continue;
    intervals[k] = {std::min(intervals[k].low, over_groups[k].low),
                    std::max(intervals[k].high, over_groups[k].high)};
  }
  return intervals;
}

}  // namespace affekt
