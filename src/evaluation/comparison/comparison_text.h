// What the terminal's text and the page of a comparison share: order of the metrics, values, warnings.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "metrics/metric_info.h"

namespace affekt {

/// The metrics of the comparison in the order of its table.
std::vector<MetricInfo> compared_metrics(const nlohmann::json& comparison);

/// A score in percent or as a number, without a unit; "-" for null. @param sign  of positive ones: "" or "+"
std::string format_compared(const MetricInfo& metric, const nlohmann::json& value, const char* sign);

/// "A" for 0, "Z" for 25, "AA" for 26.
std::string letter_of(size_t index);

/// What a reader must know before believing the comparison, of two reports or of more; a sentence each.
std::vector<std::string> list_comparison_warnings(const nlohmann::json& comparison);

/// "1,200 samples, the same in both; intervals over 24 speakers"
std::string describe_compared_samples(const nlohmann::json& comparison);

/// McNemar's tests in words, one a line; empty where there are none.
std::vector<std::string> describe_mcnemar(const nlohmann::json& comparison);

}  // namespace affekt
