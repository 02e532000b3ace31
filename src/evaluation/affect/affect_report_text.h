// How the report on predicted affect names what it shows.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "evaluation/report/value_text.h"
#include "metrics/affect_scores.h"

namespace affekt {

constexpr const char* kAffectHeadline = "map";
constexpr const char* kLevelNames[] = {"low", "middle", "high"};  // by three_level_of()

/// @param name  of affect_metrics()
const MetricInfo& affect_metric(std::string_view name);

/// The split plan if it is folds_of_official_test: {test_fold, validation_fold, num_folds}; else null.
const nlohmann::json& folds_of_test_list(const nlohmann::json& facts);
/// What is tested on and trained on with that plan, in a sentence.
std::string describe_folds_of_test_list(const nlohmann::json& folds);
/// " (fold 1 of 5 of the official test list)" where the report's split is only that; else "".
std::string describe_part_of_test_list(const nlohmann::json& facts);

/// "+1.2 points" of a percent, "−0.021" of a number; "–" for null.
std::string format_affect_difference(const MetricInfo& metric, const nlohmann::json& value);
/// The difference, and below it its interval if there is one: "+1.2 points\n+0.4 – +2.0".
std::string difference_cell(const MetricInfo& metric, const nlohmann::json& difference);
/// The value, and below it its interval if there is one. @param score  {"value", "ci95"}
std::string score_cell(const MetricInfo& metric, const nlohmann::json& score);

}  // namespace affekt
