#include "evaluation/classification/report_markdown.h"

#include <fmt/format.h>

#include "evaluation/classification/group_sections.h"
#include "evaluation/report/markdown_parts.h"
#include "evaluation/classification/report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string render_markdown_head(const json& report) {
  const json& data = report["data"];
  std::string text = fmt::format("# {} on {}, split {}\n\n", escape_markdown(model_name(report)),
                                 markdown_value(data["name"]), markdown_value(data["split"]));
  return text + markdown_notes(report["notes"]);
}

std::string render_markdown_scores(const json& report) {
  const std::vector<BaselineColumn> columns = baseline_columns(report);
  std::vector<std::string> titles = {"metric", "value", "95 % interval"};
  for (const BaselineColumn& column : columns) titles.push_back(escape_markdown(column.title));
  std::string text = "## Scores\n\n" + markdown_head(titles);
  for (const std::string& name : ordered_scores(report["headline"])) {
    const json& metric = report["metrics"][name];
    std::vector<std::string> cells = {metric_title(name), "**" + format_metric(name, metric["value"]) + "**",
                                      format_interval(name, metric["ci95"])};
    for (const BaselineColumn& column : columns) {
      const json& scores = report["baselines"][column.name];
      std::string cell = scores.contains(name) ? format_metric(name, scores[name]) : "";
      const json& interval = member_or_null(member_or_null(scores, "ci95"), name);
      if (interval.is_array()) cell += " (" + format_interval(name, interval) + ")";
      cells.push_back(cell);
    }
    text += markdown_row(cells);
  }
  text += fmt::format("\n{}. Intervals: percentile bootstrap over {}, {} resamples, seed {}.\n",
                      count_of(report["data"]["num_samples"], sample_word(report["data"]["input_kind"])),
                      resampled_units(report), format_count(report["bootstrap"]["resamples"]),
                      markdown_value(report["seed"]));
  for (const BaselineColumn& column : columns) {
    const json& chosen = member_or_null(report["baselines"][column.name], "chosen");
    if (chosen.is_string()) {
      text += fmt::format("\n{}: {}\n", escape_markdown(column.title), markdown_value(chosen));
    }
  }
  for (const std::string& name : ordered_scores(report["headline"])) {
    text += fmt::format("\n- *{}*: {}", metric_title(name), metric_explanation(name));
  }
  return text + "\n\n";
}

std::string render_markdown_variants(const json& report) {
  const bool has_augmented = report.contains("test_time_augmentation");
  const bool has_leaks = report["leaks"]["of_training_data"] != false;
  if (!has_augmented && !has_leaks) return "";
  const json& without = report["leaks"]["without_train_duplicates"];
  std::vector<std::string> titles = {"", "plain score"};
  if (has_leaks) {
    titles.push_back(
        fmt::format("without the {} samples with a twin in train", format_count(without["num_left_out"])));
  }
  if (has_augmented) titles.emplace_back("with test-time augmentation");
  std::string text =
      "## The same " + variants_title(has_leaks, has_augmented) + "\n\n" + markdown_head(titles);
  const auto value = [](const json& metrics, const std::string& name) {
    if (metrics.is_null()) return std::string("–");
    return fmt::format("{} ({})", format_metric(name, metrics[name]["value"]),
                       format_interval(name, metrics[name]["ci95"]));
  };
  for (const std::string& name : ordered_scores(report["headline"])) {
    std::vector<std::string> cells = {metric_title(name), value(report["metrics"], name)};
    if (has_leaks) cells.push_back(value(without["metrics"], name));
    if (has_augmented) cells.push_back(value(report["test_time_augmentation"]["metrics"], name));
    text += markdown_row(cells);
  }
  if (has_augmented) {
    text += fmt::format("\nTest-time augmentation: {}. It stands beside the plain score, never for it.\n",
                        markdown_value(report["test_time_augmentation"]["method"]));
  }
  return text + "\n";
}

std::string render_markdown_classes(const json& report) {
  std::string text = "## Classes\n\n" + markdown_head({"class", "samples", "precision", "recall",
                                                       "95 % interval of recall", "F1"});
  for (const json& row : report["per_class"]) {
    text += markdown_row({markdown_value(row["class"]), format_count(row["support"]),
                          format_percent(row["precision"]), format_percent(row["recall"]),
                          format_interval("uar", row["recall_ci95"]), format_percent(row["f1"])});
  }
  return text + "\n";
}

std::string render_markdown_confusion(const json& report) {
  const std::vector<std::string> names = report["confusion"]["class_names"];
  std::vector<std::string> titles = {"true \\ predicted"};
  for (const std::string& name : names) titles.push_back(escape_markdown(name));
  std::string text = "## Confusion matrix\n\n" + markdown_head(titles);
  for (size_t row = 0; row < names.size(); ++row) {
    std::vector<std::string> cells = {escape_markdown(names[row])};
    for (size_t column = 0; column < names.size(); ++column) {
      const std::string count = format_count(report["confusion"]["counts"][row][column]);
      cells.push_back(row == column ? "**" + count + "**" : count);
    }
    text += markdown_row(cells);
  }
  const json& top = report["top_confusions"];
  if (!top.empty()) text += "\nMost frequent confusions: ";
  for (size_t i = 0; i < top.size(); ++i) {
    text += fmt::format("{}{} taken for {} ({}, {} of its samples)", i > 0 ? "; " : "",
                        markdown_value(top[i]["label"]), markdown_value(top[i]["prediction"]),
                        format_count(top[i]["count"]), format_percent(top[i]["share_of_label"]));
  }
  return text + (top.empty() ? "\n" : ".\n\n");
}

std::string render_figures(const std::vector<std::string>& figure_files) {
  std::string text;
  for (const std::string& file : figure_files) {
    std::string words = file.substr(0, file.find('.'));
    for (char& c : words) c = c == '_' ? ' ' : c;
    text += fmt::format("![{}](figures/{})\n\n", words, file);
  }
  return text.empty() ? "" : "## Figures\n\n" + text;
}

std::string render_worst(const json& report) {
  const json& mistakes = report["worst_mistakes"];
  if (mistakes.empty()) return "";
  std::string text = "## Worst mistakes\n\nMost confident wrong answers first.\n\n" +
                     markdown_head({"sample", "true class", "predicted", "probability", "of the true class"});
  for (const json& mistake : mistakes) {
    text += markdown_row({markdown_value(mistake["source_id"]), markdown_value(mistake["label"]),
                          markdown_value(mistake["prediction"]), format_percent(mistake["probability"]),
                          format_percent(mistake["probability_of_label"])});
  }
  return text + "\n";
}

std::string render_markdown_origin(const json& report) {
  const json& data = report["data"];
  json described = {{"name", data["name"]},
                    {"digest", data["digest"]},
                    {"source digest", data["source_digest"]},
                    {"split", data["split"]},
                    {"samples", data["num_samples"]},
                    {"skipped samples", data["skipped"]["count"]}};
  return fmt::format("## Where this comes from\n\nMade by {} {} (commit {}), seed {}.\n\n",
                     markdown_value(report["tool"]["name"]), markdown_value(report["tool"]["version"]),
                     markdown_value(report["tool"]["commit"]), markdown_value(report["seed"])) +
         markdown_facts("Data", described) + markdown_facts("Model", model_facts(report)) +
         markdown_facts("Leak audit of the prepared data", report["leaks"]["audit"]) +
         markdown_facts("Timing", report["timing"]);
}

}  // namespace

std::string render_markdown(const json& report, const std::vector<std::string>& figure_files) {
  return render_markdown_head(report) + render_markdown_scores(report) + render_folds_markdown(report) +
         render_groups_markdown(report) + render_markdown_variants(report) + render_markdown_classes(report) +
         render_markdown_confusion(report) + render_figures(figure_files) + render_worst(report) +
         render_markdown_origin(report);
}

}  // namespace affekt
