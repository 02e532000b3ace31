#include "evaluation/comparison/comparison_text.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluation/classification/report_text.h"
#include "evaluation/classification/table_scores.h"
#include "evaluation/songs/song_report_text.h"
#include "metrics/affect_scores.h"
#include "metrics/ranking.h"

namespace affekt {
namespace {

using nlohmann::json;

/// As the report's own notes have it: see report_notes.cpp.
std::string caution_about_intervals(const json& comparison) {
  const std::string unit = comparison["unit"];
  const int64_t num_samples = comparison["num_samples"], num_units = comparison["num_units"];
  const bool grouped = unit != "sample";
  if (num_units == 1)
    return fmt::format("{}, so there are no intervals: how the difference varies between {}s can't be told.",
                       grouped ? "all samples are of one " + unit : "there is a single sample", unit);
  if (comparison["bootstrap_samples"] == 0) return "";
  const bool few_units = grouped && num_units < kFewGroups;
  if (!few_units && num_samples >= kFewSamples) return "";
  return fmt::format("the intervals are drawn over only {}: they are rough and rather too narrow.",
                     count_of(num_units, unit));
}

std::string warn_of_averages(const json& comparison) {
  const json& averaged = member_or_null(comparison, "macro_f1_classes");
  if (averaged.is_null() || averaged[0] == averaged[1]) return "";
  return fmt::format(
      "macro F1 is the mean over {} classes for the first model, over {} for the second: a class "
      "without samples counts, as 0, where a model predicts it.",
      json_to_text(averaged[0]), json_to_text(averaged[1]));
}

/// @param which  "first", or a letter
void warn_of_model(const std::string& which, const json& described, std::vector<std::string>& warnings) {
  if (described["of_training_data"] == false)
    warnings.push_back(fmt::format(
        "the {} model was trained on other data than those it was scored on here; its report says "
        "what that means: these samples may be among its training samples.",
        which));
  if (described["selected_on_this_split"] == true)
    warnings.push_back(
        fmt::format("the {} model's checkpoint was chosen on this split ({}), so its scores are optimistic.",
                    which, json_to_text(described["split"])));
}

std::string describe_answers(const json& mcnemar, const std::string& what) {
  return fmt::format("only the first is right on {}{}, only the second on {}; p = {:.3g}",
                     format_count(mcnemar["only_first_correct"]), what,
                     format_count(mcnemar["only_second_correct"]), mcnemar["p_value"].get<double>());
}

}  // namespace

std::vector<MetricInfo> compared_metrics(const json& comparison) {
  if (comparison["kind"] == "affect") return affect_metrics();
  if (comparison["kind"] == "next_song") return ranking_metrics();
  if (comparison["kind"] == "songs") return song_metrics();
  return ordered_scores(comparison["unit"] == "sample" ? "accuracy" : "uar");
}

std::string format_compared(const MetricInfo& metric, const json& value, const char* sign) {
  if (!value.is_number()) return "-";
  const bool is_share = metric.format == MetricFormat::kPercent;
  const double shown = (is_share ? 100 : 1) * value.get<double>();
  const int decimals = is_share ? 2 : 4;
  if (shown == 0) return "0";
  // What would round to 0 without being it is told by its order of magnitude.
  const bool rounds_to_zero = std::abs(shown) < 0.5 * std::pow(10.0, -decimals);
  return (shown > 0 ? sign : "") +
         (rounds_to_zero ? fmt::format("{:.0e}", shown) : fmt::format("{:.{}f}", shown, decimals));
}

std::string letter_of(size_t index) {
  const auto letter = static_cast<char>('A' + index % 26);
  return (index >= 26 ? letter_of(index / 26 - 1) : "") + letter;
}

std::vector<std::string> list_comparison_warnings(const json& comparison) {
  std::vector<std::string> warnings;
  const bool has_intervals = comparison["kind"] != "songs";
  for (const std::string& text :
       {has_intervals ? caution_about_intervals(comparison) : std::string(), warn_of_averages(comparison)})
    if (!text.empty()) warnings.push_back(text);
  if (member_or_null(comparison, "same_prepared_data") == false)
    warnings.emplace_back(
        "the two were scored on different preparations of the same data (other options of data): part of the "
        "difference may come from there.");
  if (comparison.contains("reports")) {
    for (size_t i = 0; i < comparison["reports"].size(); ++i)
      warn_of_model(letter_of(i), comparison["reports"][i], warnings);
  } else {
    for (const char* which : {"first", "second"}) warn_of_model(which, comparison[which], warnings);
  }
  return warnings;
}

std::string describe_compared_samples(const json& comparison) {
  const std::string unit = comparison["unit"];
  const int64_t num_left_out = comparison.value("num_left_out", int64_t{0});
  return fmt::format("{} samples, the same in {}{}{}", format_count(comparison["num_samples"]),
                     comparison.contains("reports") ? "all" : "both",
                     unit != "sample" ? "; intervals over " + count_of(comparison["num_units"], unit) : "",
                     num_left_out > 0 ? fmt::format("; {} of songs new to the training left out",
                                                    count_of(num_left_out, "play"))
                                      : "");
}

std::vector<std::string> describe_mcnemar(const json& comparison) {
  std::vector<std::string> lines;
  const bool is_of_songs = comparison["kind"] == "next_song";
  if (const json& mcnemar = member_or_null(comparison, "mcnemar"); mcnemar.is_object())
    lines.push_back("McNemar's exact test" + std::string(is_of_songs ? " of hits among 20" : "") + ": " +
                    describe_answers(mcnemar, " samples"));
  for (const auto& item : member_or_null(comparison, "mcnemar_levels").items())
    lines.push_back("McNemar's exact test of the level of " + item.key() + ": " +
                    describe_answers(item.value(), ""));
  const std::string unit = comparison["unit"];
  if (!lines.empty() && unit != "sample")
    lines.push_back(fmt::format(
        "({} the samples for independent; those of one {} are not: the intervals over {}s tell more)",
        lines.size() == 1 ? "it takes" : "they take", unit, unit));
  return lines;
}

}  // namespace affekt
