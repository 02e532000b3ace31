#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "evaluation/classification/figures/classification_figures.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/sections/sections.h"

namespace affekt {

using nlohmann::json;

Section make_confusion_section(const json& facts) {
  std::string lead;
  for (const json& top : facts["top_confusions"])
    lead += fmt::format("{}{} for {} ({}, {})",
                        lead.empty() ? "Most frequent, with their share of the true class: " : ", ",
                        json_to_text(top["label"]), json_to_text(top["prediction"]),
                        format_count(top["count"]), format_percent(top["share_of_label"]));
  const json& confusion = facts["confusion"];
  return {"Confusion matrix",
          lead.empty() ? "No sample is confused." : lead + ".",
          {Matrix{"confusion", "Confusion matrix", "True class", "Predicted class", confusion["class_names"],
                  confusion["counts"]}},
          true};
}

Section make_calibration_section(const json& facts) {
  return {
      "Calibration",
      fmt::format("How far a stated probability can be trusted. Expected calibration error {}, over {} bins.",
                  format_number(facts["calibration"]["ece"]), facts["calibration"]["bins"].size()),
      {FigureGroup{"reliability", "Reliability diagram", {draw_reliability(facts)}},
       Text{"Bars: accuracy. Dashed: perfect calibration. Shaded: the gap between them.", true}},
      true};
}

Section make_classes_section(const json& facts) {
  Table table{"", "", {"Class", "F1", "Precision", "Recall", "95 % interval", "Samples"}, {}, 1};
  for (const json& row : facts["per_class"])
    table.rows.push_back({json_to_text(row["class"]), format_percent(row["f1"]),
                          format_percent(row["precision"]), format_percent(row["recall"]),
                          format_interval(MetricFormat::kPercent, row["recall_ci95"]),
                          format_count(row["support"])});
  return {"Classes",
          fmt::format("Recall: share of the class that is found; interval: {}. Precision: share of its "
                      "predictions that are right.",
                      json_to_text(facts["bootstrap"]["recall_interval"])),
          {FigureGroup{"class_scores", "Scores of each class", {draw_class_scores(facts)}}, table},
          true};
}

Section make_curves_section(const json& facts, std::vector<Figure> panels) {
  return {
      "Learning curves",
      fmt::format("The training loss and accuracy are taken on augmented {}s with the training's own loss, "
                  "so they are not on the validation's scale.",
                  sample_word(facts["data"]["input_kind"])),
      {FigureGroup{"learning_curves", "Learning curves", std::move(panels)}}};
}

}  // namespace affekt
