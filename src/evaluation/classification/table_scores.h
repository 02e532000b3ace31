// A prediction table scored: all of it, each group of samples such as each speaker, and how far these lie
// apart.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "evaluation/classification/prediction_table.h"
#include "metrics/bootstrap.h"
#include "metrics/classification.h"
#include "metrics/prediction_scores.h"

namespace affekt {

/// Equal names get equal numbers, for BootstrapOptions::groups. Empty for no names.
std::vector<int64_t> number_groups(const std::vector<std::string>& names);

/// Below these a percentile bootstrap is known to be too narrow.
constexpr int64_t kFewSamples = 100;
constexpr int64_t kFewGroups = 10;

/// What a bootstrap over the table's groups, or over its samples where it has none, needs.
struct ResamplingOptions {
  int64_t num_resamples = 2000;  // 0: no intervals
  uint64_t seed = 1;
};
/// A single group or sample can't be resampled: no intervals then.
BootstrapOptions resampling_of(const PredictionTable& table, const ResamplingOptions& options);
/// @param groups  [num_samples], or empty: each sample is independent
BootstrapOptions resampling_of(std::vector<int64_t> groups, int64_t num_samples,
                               const ResamplingOptions& options);

/// Of the classes with the largest probability.
ClassificationScores score_classes(const PredictionTable& table);
/// What score_predictions() takes. @param num_bins  of the ECE
ScoredPredictions scored(const PredictionTable& table, int num_bins = 1);
/// {score: {"value", "ci95": [low, high] | null}}
nlohmann::json scores_to_json(const PredictionScores& scores);
/// [low, high]; null where an end is NaN
nlohmann::json interval_to_json(const Interval& interval);

/// {"value", "ci95": [low, high] | null}; a value that is not defined is null
nlohmann::json score_to_json(double value, const Interval& interval);
/// Whether a score is better than a baseline's. @param difference  {"value", "ci95"}, score minus baseline's
/// @return "beaten": the whole interval is on the better side | "not clearly beaten" | "not beaten"
std::string judge_difference(const nlohmann::json& difference, bool higher_is_better = true);

/// @param table  with groups
/// @return [{"group", "num_samples", "num_classes", "accuracy", "uar"}] in the order of the names; a group's
///         UAR is over the num_classes that it has samples of
nlohmann::json score_groups(const PredictionTable& table);

/// @param rows  objects with these members, at least one
/// @return {member: {"mean", "deviation", "min", "max"}}; the deviation is of a sample (n - 1), null for one
/// row
nlohmann::json spread_of(const nlohmann::json& rows, const std::vector<std::string>& members);

/// Recall of each class with Wilson's interval, widened to that of a bootstrap over the groups where there
/// are groups: Wilson's takes the samples for independent, and the bootstrap collapses where all are right.
/// @return [K]; NaN ends for a class without samples
std::vector<Interval> recall_intervals(const PredictionTable& table, const BootstrapOptions& options);

}  // namespace affekt
