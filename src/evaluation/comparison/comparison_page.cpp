#include "evaluation/comparison/comparison_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/files/atomic_file.h"
#include "core/version.h"
#include "evaluation/comparison/comparison_text.h"
#include "evaluation/comparison/metric_words.h"
#include "evaluation/comparison/side_by_side.h"
#include "evaluation/figures/interval_rows.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string format_p(const json& p_value) {
  return p_value.is_number() ? fmt::format("{:.3g}", p_value.get<double>()) : "–";
}

/// "+1.20 points", with a true minus.
std::string difference_text(const MetricInfo& info, const json& difference) {
  const std::string text = with_true_minus(format_compared(info, difference, "+"));
  return text == "-" ? "–" : text + (info.format == MetricFormat::kPercent ? " points" : "");
}

std::string interval_text_of(const MetricInfo& info, const json& ends) {
  if (!ends.is_array()) return "–";
  return with_true_minus(format_compared(info, ends[0], "+")) + " to " +
         with_true_minus(format_compared(info, ends[1], "+"));
}

std::vector<std::string> difference_row(const std::string& title, const MetricInfo& info,
                                        const json& metric) {
  return {title,
          format_metric(info, metric["first"]),
          format_metric(info, metric["second"]),
          difference_text(info, metric["difference"]),
          interval_text_of(info, metric["ci95"]),
          format_p(metric["p_value"])};
}

Table start_difference_table() {
  Table table;
  table.head = {"", "First", "Second", "Second − first", "95 % interval", "p"};
  table.strong_column = 3;
  return table;
}

/// Adds a row for a difference that is known.
void add_row(std::vector<IntervalRow>& rows, const std::string& name, const MetricInfo& info,
             const json& metric) {
  if (!metric["difference"].is_number()) return;
  IntervalRow row;
  row.name = name;
  row.value = metric["difference"];
  if (metric["ci95"].is_array()) {
    row.low = metric["ci95"][0];
    row.high = metric["ci95"][1];
  }
  row.tooltip = fmt::format("{}: {}, interval {}", name, difference_text(info, metric["difference"]),
                            interval_text_of(info, metric["ci95"]));
  rows.push_back(row);
}

/// A figure of differences on one axis; nothing for none.
void add_difference_figure(Section& section, const std::string& title, const std::vector<IntervalRow>& rows,
                           MetricFormat format) {
  if (rows.empty()) return;
  IntervalAxis axis;
  axis.title = format == MetricFormat::kPercent ? "points; dashed: no difference" : "dashed: no difference";
  axis.factor = format == MetricFormat::kPercent ? 100 : 1;
  axis.reference = 0;
  section.blocks.push_back(FigureGroup{"", title, {draw_interval_rows(title, rows, axis)}});
}

Section make_differences_section(const json& comparison) {
  Section section = {"Differences", describe_compared_samples(comparison) + "."};
  Table table = start_difference_table();
  Terms terms;
  std::vector<IntervalRow> rows;
  for (const MetricInfo& info : compared_metrics(comparison)) {
    const json& metric = comparison["metrics"][info.name];
    table.rows.push_back(difference_row(info.title, info, metric));
    terms.entries.emplace_back(info.title, info.explanation);
    if (info.format == MetricFormat::kPercent) add_row(rows, info.title, info, metric);
  }
  section.blocks.emplace_back(table);
  add_difference_figure(section, "Differences of the shares, second − first", rows, MetricFormat::kPercent);
  for (const std::string& line : describe_mcnemar(comparison)) section.blocks.emplace_back(Text{line});
  section.blocks.emplace_back(terms);
  return section;
}

Section make_class_differences_section(const json& comparison) {
  const json& classes = member_or_null(comparison, "per_class");
  if (!classes.is_array() || classes.empty()) return {};
  const bool has_recall = classes[0].contains("recall");
  MetricInfo info;
  info.format = MetricFormat::kPercent;
  Section section = {has_recall ? "Recall of each class" : "Average precision of each category"};
  Table table = start_difference_table();
  table.head.insert(table.head.begin() + 1, "Samples");
  table.strong_column = 4;
  std::vector<IntervalRow> rows;
  for (const json& row : classes) {
    const json& metric = row[has_recall ? "recall" : "average_precision"];
    std::vector<std::string> cells = difference_row(row["class"], info, metric);
    cells.insert(cells.begin() + 1, format_count(row["num_samples"]));
    table.rows.push_back(cells);
    add_row(rows, row["class"], info, metric);
  }
  add_difference_figure(section, section.title + ", second − first", rows, MetricFormat::kPercent);
  section.blocks.emplace_back(table);
  return section;
}

Section make_shared_songs_section(const json& comparison) {
  const json& clusters = member_or_null(comparison, "clusters");
  if (clusters.is_null()) return {};
  Section section = {
      "Clusters",
      fmt::format(
          "Adjusted Rand index {:.4f} (1: the same clusters, 0: as by chance), normalised mutual information "
          "{:.4f}. Rows: clusters of the first; columns: clusters of the second.",
          clusters["adjusted_rand"].get<double>(), clusters["normalized_mutual_info"].get<double>())};
  Table table;
  table.head = {"Songs", "All"};
  for (size_t k = 0; k < clusters["second_sizes"].size(); ++k)
    table.head.push_back(fmt::format("Cluster {}", k));
  std::vector<std::string> all = {"All", format_count(comparison["num_samples"])};
  for (const json& size : clusters["second_sizes"]) all.push_back(format_count(size));
  table.rows.push_back(all);
  for (size_t k = 0; k < clusters["first_sizes"].size(); ++k) {
    std::vector<std::string> row = {fmt::format("Cluster {}", k), format_count(clusters["first_sizes"][k])};
    for (const json& count : clusters["shared"][k]) row.push_back(format_count(count));
    table.rows.push_back(row);
  }
  section.blocks.emplace_back(table);
  return section;
}

Section make_ranks_section(const json& comparison) {
  Section section = {"Scores and ranks",
                     describe_compared_samples(comparison) + ". Below each value its rank."};
  Table table;
  table.head = {"Score"};
  for (size_t i = 0; i < comparison["reports"].size(); ++i) table.head.push_back(letter_of(i));
  for (const MetricInfo& info : compared_metrics(comparison)) {
    const json& metric = comparison["metrics"][info.name];
    std::vector<std::string> row = {info.title};
    for (size_t i = 0; i < metric["values"].size(); ++i)
      row.push_back(
          format_metric(info, metric["values"][i]) +
          (metric["ranks"][i].is_null() ? "" : fmt::format("\n{}", metric["ranks"][i].get<int64_t>())));
    table.rows.push_back(row);
  }
  section.blocks = {table};
  return section;
}

Section make_pairs_section(const json& comparison) {
  const MetricInfo info = describe_metric(comparison["headline"]);
  Section section = {
      "Which differences are real",
      fmt::format("Differences of {} between each two. A difference is real where p, with Holm's correction "
                  "for the number of pairs, is at most 0.05.",
                  info.title)};
  Table table;
  table.head = {"", "Difference", "95 % interval", "p", "p, corrected", "Real"};
  table.strong_column = 1;
  std::vector<IntervalRow> rows;
  for (const json& pair : comparison["pairs"]) {
    const std::string name = letter_of(pair["second"]) + " − " + letter_of(pair["first"]);
    const json& is_real = pair["is_real"];
    table.rows.push_back({name, difference_text(info, pair["difference"]),
                          interval_text_of(info, pair["ci95"]), format_p(pair["p_value"]),
                          format_p(pair["p_holm"]),
                          is_real.is_null()     ? "–"
                          : is_real.get<bool>() ? "yes"
                                                : "not told apart"});
    add_row(rows, name, info, pair);
  }
  add_difference_figure(section, "Differences of " + info.title, rows, info.format);
  section.blocks.emplace_back(table);
  return section;
}

}  // namespace

Report make_comparison_page(const json& comparison) {
  const bool is_pair = !comparison.contains("reports");
  const json reports =
      is_pair ? json::array({comparison["first"], comparison["second"]}) : comparison["reports"];
  Report page;
  Table table;
  table.head = {"", "Model", "Report"};
  std::vector<ReportFigures> figures;
  for (size_t i = 0; i < reports.size(); ++i) {
    const std::string name = !is_pair ? letter_of(i) : i == 0 ? "First" : "Second";
    const std::string model = reports[i]["model"], path = reports[i]["report"];
    table.rows.push_back({name, model, path});
    figures.push_back({name + ": " + model, std::filesystem::path(path).parent_path() / "figures"});
    page.title += (i > 0 ? " against " : "") + model;
  }
  page.subtitle = "affekt " + tool_version();
  for (const std::string& warning : list_comparison_warnings(comparison))
    page.notes.push_back({true, "", warning});
  page.sections.push_back({"Compared", "", {table}});
  for (Section section :
       {is_pair ? make_differences_section(comparison) : make_ranks_section(comparison),
        is_pair ? make_class_differences_section(comparison) : make_pairs_section(comparison),
        is_pair ? make_shared_songs_section(comparison) : Section{}, make_side_by_side_section(figures)})
    if (!section.title.empty()) page.sections.push_back(std::move(section));
  return page;
}

}  // namespace affekt
