#include "evaluation/seeds/seed_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text/natural_order.h"
#include "evaluation/comparison/metric_words.h"
#include "evaluation/figures/interval_rows.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using nlohmann::json;

/// Numbers have a decimal more than elsewhere: seeds differ little.
std::string seed_score_text(const MetricInfo& info, const json& value) {
  if (info.format != MetricFormat::kNumber || !value.is_number()) return format_metric(info, value);
  return with_true_minus(fmt::format("{:.4f}", value.get<double>()));
}

std::string seed_interval_text(const MetricInfo& info, const json& ends) {
  if (info.format != MetricFormat::kNumber) return format_interval(info.format, ends);
  return seed_score_text(info, ends[0]) + " – " + seed_score_text(info, ends[1]);
}

std::string deviation_text(const MetricInfo& info, const json& deviation) {
  if (!deviation.is_number()) return "–";
  return info.format == MetricFormat::kPercent ? fmt::format("{:.2f} points", 100 * deviation.get<double>())
                                               : seed_score_text(info, deviation);
}

std::vector<MetricInfo> list_metrics_in_order(const json& metrics) {
  std::vector<std::string> names;
  for (const auto& item : metrics.items()) names.push_back(item.key());
  std::sort(names.begin(), names.end(), is_before_naturally);
  std::vector<MetricInfo> infos;
  for (const std::string& name : names) infos.push_back(describe_metric(name));
  return infos;
}

/// By the headline, where there is one.
Table make_other_methods_table(const json& facts) {
  Table table{"", "", {"Method", "Mean", "Deviation", "Lowest", "Highest"}};
  const MetricInfo info = describe_metric(facts["headline"]);
  table.note = info.title + " of the other methods of each run";
  for (const json& method : facts["methods"]) {
    const json& spread = member_or_null(method["metrics"], info.name);
    if (spread.is_null()) continue;
    table.rows.push_back({method["title"], seed_score_text(info, spread["value"]),
                          deviation_text(info, spread["deviation"]), seed_score_text(info, spread["min"]),
                          seed_score_text(info, spread["max"])});
  }
  return table;
}

Figure draw_seeds(const json& facts, const MetricInfo& info) {
  std::vector<IntervalRow> rows;
  for (const json& run : facts["runs"]) {
    const json& score = run["metrics"][info.name];
    IntervalRow row;
    row.name = "seed " + json_to_text(run["seed"]);
    row.value = score["value"];
    const json& ends = member_or_null(score, "ci95");
    if (ends.is_array() && ends[0].is_number() && ends[1].is_number()) {
      row.low = ends[0];
      row.high = ends[1];
    }
    row.tooltip = fmt::format("{}: {}, interval {}", row.name, seed_score_text(info, score["value"]),
                              ends.is_array() ? seed_interval_text(info, ends) : "–");
    rows.push_back(row);
  }
  const bool is_share = info.format == MetricFormat::kPercent;
  IntervalAxis axis;
  axis.title = info.title + (is_share ? ", %; dashed: the mean" : "; dashed: the mean");
  axis.factor = is_share ? 100 : 1;
  axis.reference = facts["metrics"][info.name]["value"];
  return draw_interval_rows(info.title + " of each seed", rows, axis);
}

}  // namespace

Section make_spread_section(const json& facts) {
  Table table;
  table.head = {"Score", "Mean", "Deviation", "Lowest", "Highest"};
  table.strong_column = 1;
  Terms terms;
  for (const MetricInfo& info : list_metrics_in_order(facts["metrics"])) {
    const json& spread = facts["metrics"][info.name];
    table.rows.push_back({info.title, seed_score_text(info, spread["value"]),
                          deviation_text(info, spread["deviation"]), seed_score_text(info, spread["min"]),
                          seed_score_text(info, spread["max"])});
    if (!info.explanation.empty()) terms.entries.emplace_back(info.title, info.explanation);
  }
  Section section = {"Scores over the seeds", "", {table}};
  if (facts["headline"].is_string() && !facts["methods"].empty())
    section.blocks.emplace_back(make_other_methods_table(facts));
  section.blocks.emplace_back(terms);
  return section;
}

Section make_runs_section(const json& facts) {
  Table table;
  table.head = {"Seed"};
  const bool names_methods = facts["runs"][0]["reported"].is_string();
  if (names_methods) table.head.emplace_back("Method");
  const std::vector<MetricInfo> infos = list_metrics_in_order(facts["metrics"]);
  for (const MetricInfo& info : infos) table.head.push_back(info.title);
  table.head.insert(table.head.end(), {"Epoch", "Folder"});
  for (const json& run : facts["runs"]) {
    std::vector<std::string> row = {json_to_text(run["seed"])};
    if (names_methods) row.push_back(json_to_text(run["reported"]));
    for (const MetricInfo& info : infos) {
      const json& score = run["metrics"][info.name];
      const json& ends = member_or_null(score, "ci95");
      row.push_back(seed_score_text(info, score["value"]) +
                    (ends.is_array() ? "\n" + seed_interval_text(info, ends) : ""));
    }
    row.insert(row.end(), {json_to_text(run["epoch"]), json_to_text(run["directory"])});
    table.rows.push_back(row);
  }
  Section section = {"All runs",
                     fmt::format("Each with its own 95 % interval over the {}, where its report has one.",
                                 json_to_text(facts["unit"])),
                     {table}};
  const json& headline = facts["headline"];
  if (headline.is_string() && facts["metrics"].contains(headline.get<std::string>())) {
    const MetricInfo info = describe_metric(headline);
    section.blocks.insert(section.blocks.begin(),
                          FigureGroup{"seeds", info.title + " of each seed", {draw_seeds(facts, info)}});
  }
  return section;
}

std::string summarize_seeds(const json& facts) {
  const std::string runs = count_of(static_cast<int64_t>(facts["runs"].size()), "seed");
  const json& headline = facts["headline"];
  if (!headline.is_string() || !facts["metrics"].contains(headline.get<std::string>()))
    return "the scores of " + runs + " are in the report";
  const MetricInfo info = describe_metric(headline);
  const json& spread = facts["metrics"][info.name];
  return fmt::format("{} {}, deviation {}, over {} ({} to {})", key_to_words(info.name),
                     seed_score_text(info, spread["value"]), deviation_text(info, spread["deviation"]), runs,
                     seed_score_text(info, spread["min"]), seed_score_text(info, spread["max"]));
}

}  // namespace affekt
