#include "evaluation/affect/affect_report_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace affekt {
namespace {

using nlohmann::json;

/// Without a unit; what rounds to zero has no sign.
std::string signed_number(const MetricInfo& metric, double value) {
  const bool share = metric.format == MetricFormat::kPercent;
  const std::string text = share ? fmt::format("{:+.1f}", 100 * value) : fmt::format("{:+.3f}", value);
  const bool is_zero = text.find_first_of("123456789") == std::string::npos;
  return is_zero ? text.substr(1) : with_true_minus(text);
}

}  // namespace

const MetricInfo& affect_metric(const std::string& name) {
  return affect_metrics()[affect_metric_index(name)];
}

std::string format_affect_difference(const MetricInfo& metric, const json& value) {
  if (!value.is_number()) return "–";
  return signed_number(metric, value) + (metric.format == MetricFormat::kPercent ? " points" : "");
}

std::string difference_cell(const MetricInfo& metric, const json& difference) {
  if (!difference.is_object()) return "–";
  std::string text = format_affect_difference(metric, difference["value"]);
  const json& ends = difference["ci95"];
  if (ends.is_array())
    text += fmt::format("\n{} – {}", signed_number(metric, ends[0]), signed_number(metric, ends[1]));
  return text;
}

std::string score_cell(const MetricInfo& metric, const json& score) {
  std::string text = format_metric(metric, score["value"]);
  if (score["ci95"].is_array()) text += "\n" + format_interval(metric.format, score["ci95"]);
  return text;
}

}  // namespace affekt
