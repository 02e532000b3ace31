#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "evaluation/classification/figures/classification_figures.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/sections/sections.h"

namespace affekt {
namespace {

using nlohmann::json;

/// "UAR 61.2 % on average, deviation 8.1 points, from 44.0 % to 75.3 %"
std::string spread_words(const json& spread, const std::string& score) {
  const json& of_score = spread[score];
  std::string deviation;
  if (of_score["deviation"].is_number())
    deviation = fmt::format(", deviation {:.1f} points", 100 * of_score["deviation"].get<double>());
  return fmt::format("{} {} on average{}, from {} to {}", score_info(score).title,
                     format_percent(of_score["mean"]), deviation, format_percent(of_score["min"]),
                     format_percent(of_score["max"]));
}

/// @param rows  of the groups or folds  @param row_word  "speaker"
std::string spreads_of_both(const json& facts, const json& spread, const json& rows,
                            const std::string& row_word) {
  const size_t num_classes = facts["data"]["class_names"].size();
  size_t fewest = num_classes;
  for (const json& row : rows) fewest = std::min(fewest, row["num_classes"].get<size_t>());
  return spread_words(spread, "uar") + "; " + spread_words(spread, "accuracy") + "." +
         (fewest == num_classes
              ? ""
              : fmt::format(" A {}'s UAR is over the classes that it has samples of, at least {} of the {}.",
                            row_word, fewest, num_classes));
}

std::string samples_title(const json& facts) {
  return capitalised(sample_word(facts["data"]["input_kind"])) + "s";
}

}  // namespace

Section make_groups_section(const json& facts) {
  const json& per_group = facts["per_group"];
  const std::string unit = per_group["unit"];
  Table table{"", "", {capitalised(unit), "UAR", "Accuracy", samples_title(facts)}, {}, 1};
  for (const json& group : per_group["groups"])
    table.rows.push_back({json_to_text(group["group"]), format_percent(group["uar"]),
                          format_percent(group["accuracy"]), format_count(group["num_samples"])});
  return {capitalised(unit) + "s",
          fmt::format("{}: {}", count_of(static_cast<int64_t>(per_group["groups"].size()), unit),
                      spreads_of_both(facts, per_group["spread"], per_group["groups"], unit)),
          {FigureGroup{"group_scores", "Scores of each " + unit, {draw_group_scores(facts)}},
           Details{"Table of the " + unit + "s", {table}}}};
}

Section make_folds_section(const json& facts) {
  const json& crossed = facts["cross_validation"];
  const json& strongest = member_or_null(member_or_null(facts, "strongest_baseline"), "baseline");
  Table table{"", "", {"Fold tested", "UAR", "Accuracy", "Macro F1"}, {}, 1};
  if (!strongest.is_null()) table.head.push_back("UAR of: " + baseline_title(strongest));
  table.head.insert(table.head.end(), {samples_title(facts), "Of", "Kept epoch", "Training"});
  for (const json& fold : crossed["folds"]) {
    std::vector<std::string> row = {format_count(fold["fold"]), format_percent(fold["uar"]),
                                    format_percent(fold["accuracy"]), format_percent(fold["macro_f1"])};
    if (!strongest.is_null())
      row.push_back(format_percent(
          member_or_null(member_or_null(fold["baselines"], strongest.get_ref<const std::string&>()), "uar")));
    std::string groups;
    for (const json& group : fold["groups"]) groups += (groups.empty() ? "" : ", ") + json_to_text(group);
    row.insert(row.end(), {format_count(fold["num_samples"]), groups, json_to_text(fold["epoch"]),
                           fmt::format("{:.0f} s", fold["train_seconds"].get<double>())});
    table.rows.push_back(row);
  }
  return {"Folds",
          fmt::format("Plan {}. {} {:.0f} seconds of training in all.", json_to_text(crossed["plan"]),
                      spreads_of_both(facts, crossed["spread"], crossed["folds"], "fold"),
                      crossed["train_seconds"].get<double>()),
          {table}};
}

}  // namespace affekt
