#include "evaluation/classification/report_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "evaluation/classification/group_sections.h"
#include "evaluation/report/html_parts.h"
#include "evaluation/classification/mistakes_section.h"
#include "evaluation/classification/report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string render_head(const json& report) {
  const json& data = report["data"];
  std::string text = fmt::format(
      "<h1>{} on {}</h1>\n<p class=\"lead\">Split <b>{}</b>, {}, {} classes · affekt {} · seed "
      "{}</p>\n",
      escape_html(model_name(report)), html_value(data["name"]), html_value(data["split"]),
      count_of(data["num_samples"], sample_word(data["input_kind"])), data["class_names"].size(),
      html_value(report["tool"]["version"]), html_value(report["seed"]));
  return text + html_notes(report["notes"]);
}

std::string render_cards(const json& report) {
  std::string text = "<div class=\"cards\">\n";
  for (const std::string& name : headline_scores(report["headline"])) {
    const json& metric = report["metrics"][name];
    text += fmt::format(
        "<div class=\"card\" title=\"{}\"><h2>{}</h2><div class=\"value\">{}</div>"
        "<div class=\"interval\">95 % interval {}</div>{}</div>\n",
        escape_html(metric_explanation(name)), metric_title(name), format_metric(name, metric["value"]),
        format_interval(name, metric["ci95"]), draw_score_strip(report, name).inline_svg());
  }
  return text + "</div>\n";
}

std::string render_scores(const json& report) {
  const std::vector<BaselineColumn> columns = baseline_columns(report);
  std::vector<std::string> head = {"Metric", "This model", "95 % interval"};
  for (const BaselineColumn& column : columns) head.push_back(escape_html(column.title));
  std::vector<std::vector<std::string>> rows;
  std::string words = "<dl class=\"words\">\n";
  for (const std::string& name : ordered_scores(report["headline"])) {
    const json& metric = report["metrics"][name];
    std::vector<std::string> row = {metric_title(name), format_metric(name, metric["value"]),
                                    format_interval(name, metric["ci95"])};
    for (const BaselineColumn& column : columns) {
      const json& scores = report["baselines"][column.name];
      std::string cell = scores.contains(name) ? format_metric(name, scores[name]) : "";
      const json& interval = member_or_null(member_or_null(scores, "ci95"), name);
      if (interval.is_array()) cell += "<small>" + format_interval(name, interval) + "</small>";
      row.push_back(cell);
    }
    rows.push_back(row);
    words +=
        fmt::format("<dt>{}</dt><dd>{}</dd>\n", metric_title(name), escape_html(metric_explanation(name)));
  }
  const bool has_trained = report.contains("strongest_baseline");
  const std::string lead = fmt::format(
      "Intervals by percentile bootstrap over {}: {} resamples, seed {}. {}", resampled_units(report),
      format_count(report["bootstrap"]["resamples"]), html_value(report["seed"]),
      has_trained ? "SVM and random forest were tuned and trained on the same training samples; the other "
                    "baselines know the classes' shares only."
                  : "Baselines know the classes' shares, not the samples.");
  std::string chosen;
  for (const BaselineColumn& column : columns) {
    const json& words_of = member_or_null(report["baselines"][column.name], "chosen");
    if (words_of.is_string()) {
      chosen +=
          fmt::format("<p class=\"muted\">{}: {}</p>\n", escape_html(column.title), html_value(words_of));
    }
  }
  return html_section(has_trained ? "Scores beside the baselines" : "Scores beside what needs no model", lead,
                      html_table(head, rows) + chosen + "<details><summary>What the metrics mean</summary>" +
                          words + "</dl></details>\n");
}

std::string render_variants(const json& report) {
  const json& without = report["leaks"]["without_train_duplicates"];
  const bool has_augmented = report.contains("test_time_augmentation");
  const bool has_leaks = report["leaks"]["of_training_data"] != false;
  if (!has_augmented && !has_leaks) return "";
  std::vector<std::string> head = {"Metric", "Plain"};
  if (has_leaks) head.push_back(fmt::format("Without {} leaked", format_count(without["num_left_out"])));
  if (has_augmented) head.emplace_back("Augmented");
  const auto value = [](const json& metrics, const std::string& name) {
    if (metrics.is_null()) return std::string("–");
    return fmt::format("{}<small>{}</small>", format_metric(name, metrics[name]["value"]),
                       format_interval(name, metrics[name]["ci95"]));
  };
  std::vector<std::vector<std::string>> rows;
  for (const std::string& name : ordered_scores(report["headline"])) {
    rows.push_back({metric_title(name), value(report["metrics"], name)});
    if (has_leaks) rows.back().push_back(value(without["metrics"], name));
    if (has_augmented) rows.back().push_back(value(report["test_time_augmentation"]["metrics"], name));
  }
  std::string lead;
  if (has_leaks) lead = "Leaked: the sample has an exact or near duplicate in the train split.";
  if (has_augmented) {
    lead += fmt::format(" Test-time augmentation ({}) stands beside the plain score, never for it.",
                        html_value(report["test_time_augmentation"]["method"]));
  }
  std::string title = variants_title(has_leaks, has_augmented);
  title[0] = 'W';
  return html_section(title, lead, html_table(head, rows));
}

/// Whether a class's name is wider than its column on a page of usual width: about 400 px for all columns.
bool needs_turned_names(const std::vector<std::string>& names) {
  size_t longest = 0;
  for (const std::string& name : names) longest = std::max(longest, name.size());
  return 7 * longest * names.size() > 400;
}

std::string render_confusion(const json& report) {
  const std::vector<std::string> names = report["confusion"]["class_names"];
  std::string text = fmt::format(
      "<div class=\"scroll\"><table class=\"confusion{}\" style=\"--classes:{}\">\n<caption>Rows: true "
      "class. "
      "Columns: "
      "predicted class. Share of the row, and count.</caption>\n<thead><tr><td "
      "style=\"background:none\"></td>",
      needs_turned_names(names) ? " turned" : "", names.size());
  for (const std::string& name : names) text += "<th scope=\"col\">" + escape_html(name) + "</th>";
  text += "</tr></thead>\n<tbody>\n";
  for (size_t row = 0; row < names.size(); ++row) {
    const std::vector<int64_t> counts = report["confusion"]["counts"][row];
    int64_t support = 0;
    for (const int64_t count : counts) support += count;
    text += "<tr><th scope=\"row\">" + escape_html(names[row]) + "</th>";
    for (size_t column = 0; column < names.size(); ++column) {
      const double share =
          support > 0 ? static_cast<double>(counts[column]) / static_cast<double>(support) : 0;
      const char* css_class = counts[column] == 0 ? "none" : share >= 0.75 ? "dark" : "";
      text += fmt::format(
          "<td class=\"{}\" style=\"--share:{:.3f}\" title=\"{} taken for {}\">{}<small>{}</small></td>",
          css_class, share, escape_html(names[row]), escape_html(names[column]),
          support > 0 ? fmt::format("{:.0f}&nbsp;%", 100 * share) : "–", format_count(counts[column]));
    }
    text += "</tr>\n";
  }
  text += "</tbody></table></div>\n";
  std::string lead;
  for (const json& top : report["top_confusions"]) {
    lead += fmt::format("{}{} for {} ({})", lead.empty() ? "Most frequent: " : ", ", html_value(top["label"]),
                        html_value(top["prediction"]), format_count(top["count"]));
  }
  return html_section("Confusion matrix", lead.empty() ? "No sample is confused." : lead + ".", text);
}

std::string render_classes(const json& report) {
  std::vector<std::vector<std::string>> rows;
  for (const json& row : report["per_class"]) {
    rows.push_back({html_value(row["class"]), format_percent(row["f1"]), format_percent(row["precision"]),
                    format_percent(row["recall"]), format_interval("uar", row["recall_ci95"]),
                    format_count(row["support"])});
  }
  return html_section(
      "Classes",
      "Recall: share of the class that is found; interval: " +
          html_value(report["bootstrap"]["recall_interval"]) +
          ". Precision: share of its predictions that are right.",
      "<figure>" + draw_class_scores(report).inline_svg() + "</figure>\n" +
          html_table({"Class", "F1", "Precision", "Recall", "95 % interval", "Samples"}, rows));
}

std::string render_curves(const json& report, const std::vector<Figure>& panels) {
  if (panels.empty()) return "";
  std::string text = "<div class=\"panels\">\n";
  for (const Figure& panel : panels) text += "<figure>" + panel.inline_svg() + "</figure>\n";
  return html_section("Learning curves",
                      "The training loss and accuracy are taken on augmented " +
                          sample_word(report["data"]["input_kind"]) +
                          "s with the training's own loss, so they are not on the validation's scale.",
                      text + "</div>\n");
}

std::string render_calibration(const json& report) {
  const std::string lead =
      fmt::format("How far a stated probability can be trusted. Expected calibration error {}, over {} bins.",
                  format_number(report["calibration"]["ece"]), report["calibration"]["bins"].size());
  return html_section(
      "Calibration", lead,
      "<figure>" + draw_reliability(report).inline_svg() +
          "<figcaption class=\"muted\">Bars: accuracy. Dashed: perfect calibration. Shaded: the gap between "
          "them.</figcaption></figure>\n");
}

std::string render_origin(const json& report) {
  const json& data = report["data"];
  const json data_facts = {{"name", data["name"]},           {"split", data["split"]},
                           {"digest", data["digest"]},       {"source digest", data["source_digest"]},
                           {"samples", data["num_samples"]}, {"skipped", data["skipped"]["count"]}};
  std::string skipped;
  if (!data["skipped"]["samples"].empty()) {
    std::vector<std::vector<std::string>> rows;
    for (const json& sample : data["skipped"]["samples"]) {
      rows.push_back(
          {html_value(member_or_null(sample, "source_id")), html_value(member_or_null(sample, "reason"))});
    }
    skipped = fmt::format("<details><summary>{} skipped samples</summary>{}</details>\n", rows.size(),
                          html_table({"Sample", "Reason"}, rows));
  }
  return html_section("Where this comes from",
                      "Same data digest, config and seed on the same kind of machine give the same numbers.",
                      "<div class=\"columns\">\n" + html_facts("Model", model_facts(report)) +
                          html_facts("Data", data_facts) +
                          html_facts("Leak audit of the prepared data", report["leaks"]["audit"]) +
                          html_facts("Timing", report["timing"]) + html_facts("Tool", report["tool"]) +
                          "</div>\n" + skipped);
}

}  // namespace

std::string render_html(const HtmlInput& input) {
  const json& report = input.report;
  const std::string title =
      fmt::format("{} on {}, {}: {}", escape_html(model_name(report)), html_value(report["data"]["name"]),
                  html_value(report["data"]["split"]),
                  format_percent(report["metrics"][report["headline"].get<std::string>()]["value"]));
  return html_page(title, render_head(report) + render_cards(report) + render_scores(report) +
                              render_folds_html(report) + render_curves(report, input.learning_curves) +
                              "<div class=\"halves\">\n<div>\n" + render_confusion(report) +
                              render_calibration(report) + "</div>\n<div>\n" + render_classes(report) +
                              render_variants(report) + "</div>\n</div>\n" + render_groups_html(report) +
                              render_mistakes_html(report, input.samples) + render_origin(report));
}

}  // namespace affekt
