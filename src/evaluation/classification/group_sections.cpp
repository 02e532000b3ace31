#include "evaluation/classification/group_sections.h"

#include <fmt/format.h>

#include <cctype>
#include <vector>

#include "evaluation/classification/classification_figures.h"
#include "evaluation/report/html_parts.h"
#include "evaluation/report/markdown_parts.h"
#include "evaluation/classification/report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

/// Plain text: both forms escape it.
struct TextTable {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};

std::string render_html_table(const TextTable& table) {
  const auto escape = [](std::vector<std::string> cells) {
    for (std::string& cell : cells) cell = escape_html(cell);
    return cells;
  };
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : table.rows) rows.push_back(escape(row));
  return html_table(escape(table.head), rows);
}

std::string render_markdown_table(const TextTable& table) {
  const auto escape = [](std::vector<std::string> cells) {
    for (std::string& cell : cells) cell = escape_markdown(cell);
    return cells;
  };
  std::string text = markdown_head(escape(table.head));
  for (const auto& row : table.rows) text += markdown_row(escape(row));
  return text + "\n";
}

std::string capitalised(std::string word) {
  word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
  return word;
}

/// "UAR 61.2 % on average, deviation 8.1 points, from 44.0 % to 75.3 %"
std::string spread_words(const json& spread, const std::string& score) {
  const json& of_score = spread[score];
  std::string deviation = "";
  if (of_score["deviation"].is_number()) {
    deviation = fmt::format(", deviation {:.1f} points", 100 * of_score["deviation"].get<double>());
  }
  return fmt::format("{} {} on average{}, from {} to {}", metric_title(score),
                     format_percent(of_score["mean"]), deviation, format_percent(of_score["min"]),
                     format_percent(of_score["max"]));
}

std::string groups_lead(const json& per_group) {
  return fmt::format("{}: {}; {}.",
                     count_of(static_cast<int64_t>(per_group["groups"].size()), per_group["unit"]),
                     spread_words(per_group["spread"], "uar"), spread_words(per_group["spread"], "accuracy"));
}

TextTable groups_table(const json& report) {
  const json& per_group = report["per_group"];
  TextTable table;
  table.head = {capitalised(per_group["unit"]), "UAR", "Accuracy",
                capitalised(sample_word(report["data"]["input_kind"])) + "s"};
  for (const json& group : per_group["groups"]) {
    table.rows.push_back({json_to_text(group["group"]), format_percent(group["uar"]),
                          format_percent(group["accuracy"]), format_count(group["num_samples"])});
  }
  return table;
}

std::string folds_lead(const json& crossed) {
  return fmt::format("Plan {}. {}; {}. {:.0f} seconds of training in all.", json_to_text(crossed["plan"]),
                     spread_words(crossed["spread"], "uar"), spread_words(crossed["spread"], "accuracy"),
                     crossed["train_seconds"].get<double>());
}

TextTable folds_table(const json& report) {
  const json& folds = report["cross_validation"]["folds"];
  const json& line = member_or_null(report, "strongest_baseline");
  TextTable table;
  table.head = {"Fold tested", "UAR", "Accuracy", "Macro F1"};
  if (!line.is_null()) table.head.push_back("UAR of: " + baseline_title(line["baseline"]));
  table.head.insert(table.head.end(), {capitalised(sample_word(report["data"]["input_kind"])) + "s", "Of",
                                       "Kept epoch", "Training"});
  for (const json& fold : folds) {
    std::vector<std::string> row = {format_count(fold["fold"]), format_percent(fold["uar"]),
                                    format_percent(fold["accuracy"]), format_percent(fold["macro_f1"])};
    if (!line.is_null()) {
      const json& baseline = member_or_null(fold["baselines"], line["baseline"]);
      row.push_back(format_percent(member_or_null(baseline, "uar")));
    }
    std::string groups;
    for (const json& group : fold["groups"]) groups += (groups.empty() ? "" : ", ") + json_to_text(group);
    row.insert(row.end(), {format_count(fold["num_samples"]), groups, json_to_text(fold["epoch"]),
                           fmt::format("{:.0f} s", fold["train_seconds"].get<double>())});
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace

std::string render_groups_html(const json& report) {
  if (!report.contains("per_group")) return "";
  const json& per_group = report["per_group"];
  const std::string unit = per_group["unit"];
  return html_section(capitalised(unit) + "s", groups_lead(per_group),
                      "<figure>" + draw_group_scores(report).inline_svg() +
                          "</figure>\n<details><summary>Table of the " + unit + "s</summary>" +
                          render_html_table(groups_table(report)) + "</details>\n");
}

std::string render_groups_markdown(const json& report) {
  if (!report.contains("per_group")) return "";
  const json& per_group = report["per_group"];
  return "## " + capitalised(per_group["unit"]) + "s\n\n" + groups_lead(per_group) + "\n\n" +
         render_markdown_table(groups_table(report));
}

std::string render_folds_html(const json& report) {
  if (!report.contains("cross_validation")) return "";
  return html_section("Folds", escape_html(folds_lead(report["cross_validation"])),
                      render_html_table(folds_table(report)));
}

std::string render_folds_markdown(const json& report) {
  if (!report.contains("cross_validation")) return "";
  return "## Folds\n\n" + escape_markdown(folds_lead(report["cross_validation"])) + "\n\n" +
         render_markdown_table(folds_table(report));
}

}  // namespace affekt
