// A comparison -> lines for a terminal: the table of differences, or of ranks, tests, classes, clusters,
// warnings.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "evaluation/comparison/compare.h"
#include "evaluation/comparison/comparison_text.h"
#include "evaluation/comparison/metric_words.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using nlohmann::json;

/// "+0.12 .. +0.88", and whether 0 is in it.
std::string interval_text(const MetricInfo& info, const json& metric) {
  if (!metric["ci95"].is_array()) return "-";
  return fmt::format("{} .. {}{}", format_compared(info, metric["ci95"][0], "+"),
                     format_compared(info, metric["ci95"][1], "+"),
                     metric["excludes_zero"].get<bool>() ? "" : "   (holds 0)");
}

size_t title_width(const std::vector<std::string>& titles) {
  size_t width = 12;
  for (const std::string& title : titles) width = std::max(width, title.size());
  return width;
}

std::string render_difference(const std::string& title, size_t width, const MetricInfo& info,
                              const json& metric) {
  const char* unit = info.format == MetricFormat::kPercent ? " points" : "";
  return fmt::format("{:<{}} {:>9} {:>9} {:>18}   {}\n", title, width,
                     format_compared(info, metric["first"], ""), format_compared(info, metric["second"], ""),
                     format_compared(info, metric["difference"], "+") + unit, interval_text(info, metric));
}

std::string render_metrics(const json& comparison) {
  const std::vector<MetricInfo> metrics = compared_metrics(comparison);
  std::vector<std::string> titles;
  for (const MetricInfo& metric : metrics) titles.push_back(metric.title);
  const size_t width = title_width(titles);
  std::string text = fmt::format("{:<{}} {:>9} {:>9} {:>18}   {}\n", "", width, "first", "second",
                                 "second - first", "95 % interval");
  for (const MetricInfo& info : metrics)
    text += render_difference(info.title, width, info, comparison["metrics"][info.name]);
  return text;
}

std::string render_classes(const json& comparison) {
  const json& classes = member_or_null(comparison, "per_class");
  if (!classes.is_array() || classes.empty()) return "";
  const bool has_recall = classes[0].contains("recall");
  MetricInfo info;
  info.format = MetricFormat::kPercent;
  std::vector<std::string> titles;
  for (const json& row : classes)
    titles.push_back(
        fmt::format("{} ({})", row["class"].get<std::string>(), format_count(row["num_samples"])));
  const size_t width = title_width(titles);
  std::string text =
      fmt::format("\n{} of each class (samples)\n", has_recall ? "Recall" : "Average precision");
  for (size_t i = 0; i < titles.size(); ++i)
    text +=
        render_difference(titles[i], width, info, classes[i][has_recall ? "recall" : "average_precision"]);
  return text;
}

std::string list_sizes(const json& sizes) {
  std::string text;
  for (const json& size : sizes) text += (text.empty() ? "" : ", ") + format_count(size);
  return text;
}

std::string render_clusters(const json& comparison) {
  const json& clusters = member_or_null(comparison, "clusters");
  if (clusters.is_null()) return "";
  return fmt::format(
      "\nThe two clusterings agree with an adjusted Rand index of {:.4f} (1: the same, 0: as by chance) and "
      "normalised "
      "mutual information {:.4f}\nclusters of the first:  {}\nclusters of the second: {}\n",
      clusters["adjusted_rand"].get<double>(), clusters["normalized_mutual_info"].get<double>(),
      list_sizes(clusters["first_sizes"]), list_sizes(clusters["second_sizes"]));
}

std::string render_warnings(const json& comparison) {
  std::string text;
  for (const std::string& warning : list_comparison_warnings(comparison))
    text += "Warning: " + warning + "\n";
  return text;
}

std::string render_pair(const json& comparison) {
  std::string text;
  for (const char* which : {"first", "second"})
    text += fmt::format("{:<7} {} ({})\n", std::string(which) + ":",
                        comparison[which]["report"].get<std::string>(),
                        comparison[which]["model"].get<std::string>());
  text += describe_compared_samples(comparison) + "\n\n" + render_metrics(comparison);
  const std::vector<std::string> tests = describe_mcnemar(comparison);
  if (!tests.empty()) text += "\n";
  for (const std::string& line : tests) text += line + "\n";
  return text + render_classes(comparison) + render_clusters(comparison) + render_warnings(comparison);
}

std::string render_ranks(const json& comparison) {
  const size_t num_reports = comparison["reports"].size();
  const std::vector<MetricInfo> metrics = compared_metrics(comparison);
  std::vector<std::string> titles;
  for (const MetricInfo& metric : metrics) titles.push_back(metric.title);
  const size_t width = title_width(titles);
  std::string text = fmt::format("{:<{}}", "", width);
  for (size_t i = 0; i < num_reports; ++i) text += fmt::format(" {:>15}", letter_of(i));
  text += "\n";
  for (const MetricInfo& info : metrics) {
    const json& row = comparison["metrics"][info.name];
    text += fmt::format("{:<{}}", info.title, width);
    for (size_t i = 0; i < num_reports; ++i)
      text += fmt::format(" {:>15}", row["ranks"][i].is_null()
                                         ? "-"
                                         : fmt::format("{} ({})", format_compared(info, row["values"][i], ""),
                                                       row["ranks"][i].get<int64_t>()));
    text += "\n";
  }
  return text;
}

/// "real", or not told apart.
std::string verdict_of(const json& pair) {
  if (!pair["p_holm"].is_number()) return "";
  return fmt::format("   p {:.3g}, with Holm's correction {:.3g}: {}", pair["p_value"].get<double>(),
                     pair["p_holm"].get<double>(), pair["is_real"].get<bool>() ? "real" : "not told apart");
}

std::string render_pairs(const json& comparison) {
  const MetricInfo info = describe_metric(comparison["headline"]);
  std::string text = fmt::format("\nDifferences of {} between each two, and 95 % intervals\n", info.title);
  for (const json& pair : comparison["pairs"]) {
    text += fmt::format("{} - {}  {:>16}", letter_of(pair["second"]), letter_of(pair["first"]),
                        format_compared(info, pair["difference"], "+") +
                            (info.format == MetricFormat::kPercent ? " points" : ""));
    if (pair["ci95"].is_array())
      text += fmt::format("   {} .. {}", format_compared(info, pair["ci95"][0], "+"),
                          format_compared(info, pair["ci95"][1], "+"));
    if (pair.contains("adjusted_rand"))
      text += fmt::format("   adjusted Rand index {:.4f}", pair["adjusted_rand"].get<double>());
    text += verdict_of(pair) + "\n";
  }
  return text;
}

std::string render_many(const json& comparison) {
  std::string text;
  for (size_t i = 0; i < comparison["reports"].size(); ++i)
    text += fmt::format("{}: {} ({})\n", letter_of(i), comparison["reports"][i]["report"].get<std::string>(),
                        comparison["reports"][i]["model"].get<std::string>());
  return text + describe_compared_samples(comparison) + "; ranks in brackets, 1 is the best\n\n" +
         render_ranks(comparison) + render_pairs(comparison) + render_warnings(comparison);
}

}  // namespace

std::string render_comparison(const json& comparison) {
  return comparison.contains("reports") ? render_many(comparison) : render_pair(comparison);
}

}  // namespace affekt
