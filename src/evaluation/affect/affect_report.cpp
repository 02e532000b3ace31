#include "evaluation/affect/affect_report.h"

#include <fmt/format.h>

#include "evaluation/affect/affect_report_text.h"
#include "evaluation/affect/affect_sections.h"
#include "evaluation/classification/figures/classification_figures.h"
#include "evaluation/classification/learning_curves.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/sections/sections.h"
#include "evaluation/report/fact_lines.h"
#include "evaluation/report/note_list.h"

namespace affekt {
namespace {

using nlohmann::json;

/// As of a classifier, and what the prepared file says of itself.
Section make_affect_origin_section(const json& facts) {
  Section section = make_origin_section(facts);
  for (Block& block : list_facts_by_member(facts["data"]["about"], "Data: ", "About the data"))
    section.blocks.push_back(std::move(block));
  return section;
}

Section make_people_saliency_section(const PeopleSaliency& saliency) {
  std::string panels, coarse;
  for (const PeopleSaliency::Stream& stream : saliency.streams) {
    panels += fmt::format("{}{} and its map", panels.empty() ? "" : ", then ", stream.image);
    coarse += describe_coarse_map(stream.image, stream.rows, stream.columns);
  }
  return {"Where the network looked",
          fmt::format("From left to right: {}. A map shows which parts of the image made the network find "
                      "its most probable category (Grad-CAM): red most, blue little, no colour nothing. The "
                      "scale is each image's own. First those whose labels lack that "
                      "category, then those who have it.{}",
                      panels, coarse),
          {Gallery{saliency.items, /*has_wide_images=*/true}}};
}

}  // namespace

Report make_affect_report(const AffectPredictions& predictions, const AffectReportFacts& input) {
  Report report;
  report.facts = build_affect_facts(predictions, input);
  const json& facts = report.facts;
  const json& data = facts["data"];
  report.title = model_name(facts) + " on " + json_to_text(data["name"]);
  report.subtitle =
      fmt::format("Split {}{}, {} in {}, {} categories · affekt {} · seed {}", json_to_text(data["split"]),
                  describe_part_of_test_list(facts), count_of(data["num_samples"], "person"),
                  count_of(data["num_images"], "image"), data["category_names"].size(),
                  json_to_text(facts["tool"]["version"]), json_to_text(facts["seed"]));
  report.summary = summarise_affect(facts);
  report.notes = read_notes(facts["notes"]);
  report.cards = make_affect_cards(facts);
  report.sections = {make_affect_scores_section(facts)};
  std::vector<Figure> curves =
      draw_learning_curves(read_learning_curves(input.metrics_csv), epoch_mark_of(input.model));
  if (!curves.empty())
    report.sections.push_back({"Learning curves",
                               "The training loss is taken on augmented images, so it is not on the "
                               "validation's scale.",
                               {FigureGroup{"learning_curves", "Learning curves", std::move(curves)}}});
  for (const auto make : {make_categories_section, make_values_section, make_levels_section})
    report.sections.push_back(make(facts));
  if (!input.saliency.items.empty()) report.sections.push_back(make_people_saliency_section(input.saliency));
  if (!facts["prevalence"].empty()) report.sections.push_back(make_prevalence_section(facts));
  report.sections.push_back(make_affect_origin_section(facts));
  report.tables = {{"predictions.csv", render_affect_predictions_csv(predictions)}};
  return report;
}

}  // namespace affekt
