#include "evaluation/comparison/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/comparison/compared_report.h"
#include "metrics/affect_scores.h"
#include "metrics/ranking.h"

namespace affekt {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

json describe(const ComparedReport& compared) {
  return {{"report", compared.path.string()},
          {"model", model_name(compared.report)},
          {"split", compared.report["data"]["split"]},
          {"selected_on_this_split", compared.report["selected_on_this_split"]},
          {"of_training_data", member_or_null(member_or_null(compared.report, "leaks"), "of_training_data")}};
}

/// What would round to 0 without being it is told by its order of magnitude.
std::string format_difference(double value, int decimals, const char* sign) {
  if (value == 0) return "0";
  const bool rounds_to_zero = std::abs(value) < 0.5 * std::pow(10.0, -decimals);
  return (value > 0 ? sign : "") +
         (rounds_to_zero ? fmt::format("{:.0e}", value) : fmt::format("{:.{}f}", value, decimals));
}

/// The rows of the table, in its order.
std::vector<MetricInfo> compared_metrics(const json& comparison) {
  if (comparison["kind"] == "affect") return affect_metrics();
  if (comparison["kind"] == "next_song") return ranking_metrics();
  return ordered_scores(comparison["unit"] == "sample" ? "accuracy" : "uar");
}

std::string render_metrics(const json& comparison) {
  const std::vector<MetricInfo> metrics = compared_metrics(comparison);
  size_t width = 12;
  for (const MetricInfo& metric : metrics) width = std::max(width, metric.title.size());
  std::string text = fmt::format("{:<{}} {:>9} {:>9} {:>18}   {}\n", "", width, "first", "second",
                                 "second - first", "95 % interval");
  for (const MetricInfo& info : metrics) {
    const json& metric = comparison["metrics"][info.name];
    const bool share = info.format == MetricFormat::kPercent;
    const auto number = [&](const json& value, const char* sign) {
      return value.is_number()
                 ? format_difference((share ? 100 : 1) * value.get<double>(), share ? 2 : 4, sign)
                 : "-";
    };
    std::string interval = "-";
    if (metric["ci95"].is_array())
      interval = fmt::format("{} .. {}{}", number(metric["ci95"][0], "+"), number(metric["ci95"][1], "+"),
                             metric["excludes_zero"].get<bool>() ? "" : "   (holds 0)");
    text += fmt::format("{:<{}} {:>9} {:>9} {:>18}   {}\n", info.title, width, number(metric["first"], ""),
                        number(metric["second"], ""),
                        number(metric["difference"], "+") + (share ? " points" : ""), interval);
  }
  return text;
}

/// What only classifiers have: one answer a sample, which is right or not.
std::string render_answers(const json& comparison) {
  const json& mcnemar = member_or_null(comparison, "mcnemar");
  if (mcnemar.is_null()) return "";
  const std::string unit = comparison["unit"];
  std::string text = fmt::format(
      "\nMcNemar's exact test: only the first is right on {} samples, only the second on {}; p = {:.3g}\n",
      format_count(mcnemar["only_first_correct"]), format_count(mcnemar["only_second_correct"]),
      mcnemar["p_value"].get<double>());
  if (unit != "sample")
    text += fmt::format(
        "(it takes the samples for independent; those of one {} are not: the intervals over {}s tell more)\n",
        unit, unit);
  return text;
}

std::string warn_of_averages(const json& comparison) {
  const json& averaged = member_or_null(comparison, "macro_f1_classes");
  if (averaged.is_null() || averaged[0] == averaged[1]) return "";
  return fmt::format(
      "Warning: macro F1 is the mean over {} classes for the first model, over {} for the second: a class "
      "without samples counts, as 0, where a model predicts it.\n",
      json_to_text(averaged[0]), json_to_text(averaged[1]));
}

/// As the report's own notes have it: see report_notes.cpp.
std::string caution_about_intervals(const json& comparison) {
  const std::string unit = comparison["unit"];
  const int64_t num_samples = comparison["num_samples"], num_units = comparison["num_units"];
  const bool grouped = unit != "sample";
  if (num_units == 1)
    return fmt::format(
        "Warning: {}, so there are no intervals: how the difference varies between {}s can't be told.\n",
        grouped ? "all samples are of one " + unit : "there is a single sample", unit);
  if (comparison["bootstrap_samples"] == 0) return "";
  const bool few_units = grouped && num_units < kFewGroups;
  if (!few_units && num_samples >= kFewSamples) return "";
  return fmt::format("Warning: the intervals are drawn over only {}: they are rough and rather too narrow.\n",
                     count_of(num_units, unit));
}

}  // namespace

json compare_reports(const fs::path& first_path, const fs::path& second_path, int64_t bootstrap_samples,
                     uint64_t seed) {
  const ComparedReport first = read_compared_report(first_path), second = read_compared_report(second_path);
  if (first.kind() != second.kind())
    fail_for_other_samples(first, second,
                           fmt::format("the first is a report of the kind '{}', the second of '{}'",
                                       first.kind(), second.kind()));
  const auto compare = first.kind() == "affect"      ? compare_affect_models
                       : first.kind() == "next_song" ? compare_next_song_models
                                                     : compare_classifiers;
  json comparison = compare(first, second, {bootstrap_samples, seed});
  comparison.update({{"kind", first.kind()},
                     {"first", describe(first)},
                     {"second", describe(second)},
                     {"seed", seed},
                     {"bootstrap_samples", bootstrap_samples}});
  return comparison;
}

std::string render_comparison(const json& comparison) {
  const std::string unit = comparison["unit"];
  const int64_t num_left_out = comparison.value("num_left_out", int64_t{0});
  std::string text = fmt::format(
      "first:  {} ({})\nsecond: {} ({})\n{} samples, the same in both{}{}\n\n",
      comparison["first"]["report"].get<std::string>(), comparison["first"]["model"].get<std::string>(),
      comparison["second"]["report"].get<std::string>(), comparison["second"]["model"].get<std::string>(),
      format_count(comparison["num_samples"]),
      unit != "sample" ? "; intervals over " + count_of(comparison["num_units"], unit) : "",
      num_left_out > 0
          ? fmt::format("; {} of songs new to the training left out", count_of(num_left_out, "play"))
          : "");
  text += render_metrics(comparison) + render_answers(comparison) + caution_about_intervals(comparison) +
          warn_of_averages(comparison);
  for (const char* which : {"first", "second"}) {
    if (comparison[which]["of_training_data"] == false)
      text += fmt::format(
          "Warning: the {} model was trained on other data than those it was scored on here; its report says "
          "what that means: these samples may be among its training samples.\n",
          which);
    if (comparison[which]["selected_on_this_split"] != true) continue;
    text += fmt::format(
        "Warning: the {} model's checkpoint was chosen on this split ({}), so its scores are optimistic.\n",
        which, comparison[which]["split"].get<std::string>());
  }
  return text;
}

}  // namespace affekt
