#include "evaluation/report_markdown.h"

#include <fmt/format.h>

#include "evaluation/report_text.h"
#include "metrics/prediction_scores.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string cell(const json& value) {
  return escape_markdown(json_to_text(value));
}

std::string table_row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

/// First column to the left, the others to the right.
std::string table_head(const std::vector<std::string>& titles) {
  std::string rule = "|---|";
  for (size_t i = 1; i < titles.size(); ++i) rule += "---:|";
  return table_row(titles) + rule + "\n";
}

std::string render_head(const json& report) {
  const json& data = report["data"];
  std::string text = fmt::format("# {} on {}, split {}\n\n", escape_markdown(model_name(report)),
                                 cell(data["name"]), cell(data["split"]));
  for (const json& note : report["notes"]) {
    text += fmt::format("> **{}** {}\n>\n", note["level"] == "warning" ? "Mind:" : "Note:",
                        escape_markdown(note["text"].get<std::string>()));
  }
  return text + "\n";
}

std::string render_scores(const json& report) {
  const json& baselines = report["baselines"];
  std::vector<std::string> titles = {"metric", "value", "95 % interval"};
  if (baselines.contains("majority")) {
    titles.push_back("always " + cell(baselines["majority"]["class"]));
    titles.push_back("guessing by prior");
  }
  titles.push_back("guessing evenly");
  std::string text = "## Scores\n\n" + table_head(titles);
  for (const std::string name : kPredictionScoreNames) {
    const json& metric = report["metrics"][name];
    std::vector<std::string> cells = {metric_title(name), "**" + format_metric(name, metric["value"]) + "**",
                                      format_interval(name, metric["ci95"])};
    for (const char* baseline : {"majority", "prior", "uniform"}) {
      if (!baselines.contains(baseline)) continue;
      const json& scores = baselines[baseline];
      cells.push_back(scores.contains(name) ? format_metric(name, scores[name]) : "");
    }
    text += table_row(cells);
  }
  text += fmt::format("\n{} samples. Intervals: percentile bootstrap over samples, {} resamples, seed {}.\n",
                      format_count(report["data"]["num_samples"]),
                      format_count(report["bootstrap"]["resamples"]), cell(report["seed"]));
  for (const std::string name : kPredictionScoreNames) {
    text += fmt::format("\n- *{}*: {}", metric_title(name), metric_explanation(name));
  }
  return text + "\n\n";
}

std::string render_variants(const json& report) {
  const bool has_augmented = report.contains("test_time_augmentation");
  const json& without = report["leaks"]["without_train_twins"];
  std::vector<std::string> titles = {
      "", "plain score",
      fmt::format("without the {} samples with a twin in train", format_count(without["num_left_out"]))};
  if (has_augmented) titles.emplace_back("with test-time augmentation");
  std::string text = "## The same without leaked samples" +
                     std::string(has_augmented ? ", and with test-time augmentation" : "") + "\n\n" +
                     table_head(titles);
  const auto value = [](const json& metrics, const std::string& name) {
    if (metrics.is_null()) return std::string("–");
    return fmt::format("{} ({})", format_metric(name, metrics[name]["value"]),
                       format_interval(name, metrics[name]["ci95"]));
  };
  for (const std::string name : kPredictionScoreNames) {
    std::vector<std::string> cells = {metric_title(name), value(report["metrics"], name),
                                      value(without["metrics"], name)};
    if (has_augmented) cells.push_back(value(report["test_time_augmentation"]["metrics"], name));
    text += table_row(cells);
  }
  if (has_augmented) {
    text += fmt::format("\nTest-time augmentation: {}. It stands beside the plain score, never for it.\n",
                        cell(report["test_time_augmentation"]["method"]));
  }
  return text + "\n";
}

std::string render_classes(const json& report) {
  std::string text = "## Classes\n\n" +
                     table_head({"class", "samples", "precision", "recall", "95 % interval of recall", "F1"});
  for (const json& row : report["per_class"]) {
    text += table_row({cell(row["class"]), format_count(row["support"]), format_percent(row["precision"]),
                       format_percent(row["recall"]), format_interval("uar", row["recall_ci95"]),
                       format_percent(row["f1"])});
  }
  return text + "\n";
}

std::string render_confusion(const json& report) {
  const std::vector<std::string> names = report["confusion"]["class_names"];
  std::vector<std::string> titles = {"true \\ predicted"};
  for (const std::string& name : names) titles.push_back(escape_markdown(name));
  std::string text = "## Confusion matrix\n\n" + table_head(titles);
  for (size_t row = 0; row < names.size(); ++row) {
    std::vector<std::string> cells = {escape_markdown(names[row])};
    for (size_t column = 0; column < names.size(); ++column) {
      const std::string count = format_count(report["confusion"]["counts"][row][column]);
      cells.push_back(row == column ? "**" + count + "**" : count);
    }
    text += table_row(cells);
  }
  const json& top = report["top_confusions"];
  if (!top.empty()) text += "\nMost frequent confusions: ";
  for (size_t i = 0; i < top.size(); ++i) {
    text += fmt::format("{}{} taken for {} ({}, {} of its samples)", i > 0 ? "; " : "", cell(top[i]["label"]),
                        cell(top[i]["prediction"]), format_count(top[i]["count"]),
                        format_percent(top[i]["share_of_label"]));
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
                     table_head({"sample", "true class", "predicted", "probability", "of the true class"});
  for (const json& mistake : mistakes) {
    text +=
        table_row({cell(mistake["source_id"]), cell(mistake["label"]), cell(mistake["prediction"]),
                   format_percent(mistake["probability"]), format_percent(mistake["probability_of_label"])});
  }
  return text + "\n";
}

std::string render_object(const std::string& title, const json& object) {
  if (object.empty()) return "";
  std::string text = "### " + title + "\n\n" + table_head({"", "value"});
  for (const auto& [key, value] : object.items())
    text += table_row({escape_markdown(key_to_words(key)), cell(value)});
  return text + "\n";
}

std::string render_origin(const json& report) {
  const json& data = report["data"];
  json described = {{"name", data["name"]},
                    {"digest", data["digest"]},
                    {"source digest", data["source_digest"]},
                    {"split", data["split"]},
                    {"samples", data["num_samples"]},
                    {"skipped samples", data["skipped"]["count"]}};
  return fmt::format("## Where this comes from\n\nMade by {} {} (commit {}), seed {}.\n\n",
                     cell(report["tool"]["name"]), cell(report["tool"]["version"]),
                     cell(report["tool"]["commit"]), cell(report["seed"])) +
         render_object("Data", described) + render_object("Model", report["model"]) +
         render_object("Leak audit of the prepared data", report["leaks"]["audit"]) +
         render_object("Timing", report["timing"]);
}

}  // namespace

std::string render_markdown(const json& report, const std::vector<std::string>& figure_files) {
  return render_head(report) + render_scores(report) + render_variants(report) + render_classes(report) +
         render_confusion(report) + render_figures(figure_files) + render_worst(report) +
         render_origin(report);
}

}  // namespace affekt
