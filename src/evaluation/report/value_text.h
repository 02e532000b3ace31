// How values are written for people, the same in every report: percents, numbers, intervals, JSON in words.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/member_or_null.h"
#include "core/text/count_text.h"
#include "metrics/metric_info.h"

namespace affekt {

std::string format_percent(double share, int decimals = 1);  // 0.6893 -> "68.9 %", with a no-break space
std::string format_percent(const nlohmann::json& share);     // null -> "–"
std::string format_number(const nlohmann::json& value);      // 0.83456 -> "0.835"; null -> "–"

std::string with_true_minus(std::string number);  // "-0.5" -> "−0.5"

/// As the metric's format says, with a true minus sign; "–" for null.
std::string format_metric(const MetricInfo& metric, const nlohmann::json& value);
/// "67.4 – 70.4 %" or "0.810 – 0.860"; "–" for null.
std::string format_interval(MetricFormat format, const nlohmann::json& interval);

/// A scalar as it is, anything else as compact JSON.
std::string json_to_text(const nlohmann::json& value);
/// The name of the model in a report's facts, or "Model".
std::string model_name(const nlohmann::json& facts);
/// "near_duplicate_distance" -> "near duplicate distance"
std::string key_to_words(std::string key);
/// "sample" -> "Sample"
std::string capitalised(std::string word);

}  // namespace affekt
