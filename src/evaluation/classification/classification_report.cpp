#include <fmt/format.h>

#include "core/error.h"
#include "evaluation/classification/figures/classification_figures.h"
#include "evaluation/classification/learning_curves.h"
#include "evaluation/classification/report.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/sections/sections.h"
#include "evaluation/report/note_list.h"

namespace affekt {
namespace {

using nlohmann::json;

std::vector<Section> make_sections(const json& facts, std::vector<Figure> curves, const Samples* samples,
                                   const std::optional<SaliencyMaps>& saliency) {
  std::vector<Section> sections = {make_scores_section(facts)};
  if (facts.contains("cross_validation")) sections.push_back(make_folds_section(facts));
  if (!curves.empty()) sections.push_back(make_curves_section(facts, std::move(curves)));
  for (const auto make : {make_confusion_section, make_classes_section, make_calibration_section})
    sections.push_back(make(facts));
  if (auto variants = make_variants_section(facts)) sections.push_back(std::move(*variants));
  if (facts.contains("per_group")) sections.push_back(make_groups_section(facts));
  if (!facts["worst_mistakes"].empty()) sections.push_back(make_mistakes_section(facts, samples));
  if (saliency) sections.push_back(make_saliency_section(facts, images_of(*samples), *saliency));
  sections.push_back(make_origin_section(facts));
  return sections;
}

}  // namespace

Report make_classification_report(const ReportInput& input) {
  const Samples* samples = input.options.pictures ? input.samples : nullptr;
  AFFEKT_CHECK(samples == nullptr || table_of(*samples).num_samples == input.table.num_samples(),
               "the samples must be those of the table");
  AFFEKT_CHECK(!input.saliency || samples != nullptr, "saliency is shown on images");
  Report report;
  report.facts = build_report(input);
  const json& facts = report.facts;
  const json& data = facts["data"];
  report.title = model_name(facts) + " on " + json_to_text(data["name"]);
  report.subtitle =
      fmt::format("Split {}, {}, {} classes · affekt {} · seed {}", json_to_text(data["split"]),
                  count_of(data["num_samples"], sample_word(data["input_kind"])), data["class_names"].size(),
                  json_to_text(facts["tool"]["version"]), json_to_text(facts["seed"]));
  report.summary = summarise_scores(facts);
  report.notes = read_notes(facts["notes"]);
  report.cards = make_score_cards(facts);
  report.sections = make_sections(
      facts, draw_learning_curves(read_learning_curves(input.metrics_csv), epoch_mark_of(input.model)),
      samples, input.saliency);
  report.tables = {{"predictions.csv", render_predictions_csv(input.table)}};
  if (!input.table.indices.empty())
    report.tables.push_back({"published_predictions.csv", render_published_predictions_csv(input.table)});
  if (!input.baselines.empty())
    report.tables.push_back(
        {"baseline_predictions.csv", render_baseline_predictions_csv(input.table, input.baselines)});
  return report;
}

}  // namespace affekt
