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

const MetricInfo& affect_metric(std::string_view name) {
  return affect_metrics()[affect_metric_index(std::string(name))];
}

const json& folds_of_test_list(const json& facts) {
  static const json none;
  const json& plan = member_or_null(member_or_null(facts["data"], "ingest_options"), "split");
  return member_or_null(plan, "plan") == "folds_of_official_test" ? plan : none;
}

std::string describe_folds_of_test_list(const json& folds) {
  const std::string num_folds = json_to_text(folds["num_folds"]);
  return fmt::format(
      "The split plan is folds_of_official_test: {} of the official test list is tested on{}, and the other "
      "folds and all other lists of this copy are trained on.",
      folds["test_fold"] == 0
          ? "no fold"
          : fmt::format("only fold {} of {}", json_to_text(folds["test_fold"]), num_folds),
      folds["validation_fold"] == 0
          ? ""
          : fmt::format(", fold {} validates", json_to_text(folds["validation_fold"])));
}

std::string describe_part_of_test_list(const json& facts) {
  const json &folds = folds_of_test_list(facts), &split = facts["data"]["split"];
  if (folds.is_null() || split == "train") return "";
  return fmt::format(" (fold {} of {} of the official test list)",
                     json_to_text(folds[split == "test" ? "test_fold" : "validation_fold"]),
                     json_to_text(folds["num_folds"]));
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
