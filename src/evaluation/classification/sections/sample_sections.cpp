#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "evaluation/classification/figures/classification_figures.h"
#include "evaluation/classification/image_png.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/sections/sections.h"

namespace affekt {
namespace {

using nlohmann::json;

Gallery::Item show_mistake(const json& mistake, const Samples& samples) {
  const std::string id = json_to_text(mistake["source_id"]);
  Gallery::Item item;
  item.name = id;
  item.lines = {json_to_text(mistake["label"]),
                fmt::format("taken for {}, {}", json_to_text(mistake["prediction"]),
                            format_percent(mistake["probability"]))};
  if (const auto* images = std::get_if<ImageSamples>(&samples)) {
    item.image_png = encode_png(*images, mistake["row"]);
  } else {
    item.figures = {draw_waveform(waveforms_of(samples), mistake["row"])};
    item.lines.push_back(id);  // a drawn wave, unlike an image, doesn't show what it is
  }
  return item;
}

}  // namespace

Section make_mistakes_section(const json& facts, const Samples* samples) {
  const json& mistakes = facts["worst_mistakes"];
  const std::string word = sample_word(facts["data"]["input_kind"]);
  Section section{
      "Worst mistakes",
      "The wrong answers that the model was surest of. Some tell of the labels, not of the model.",
      {}};
  Gallery gallery;
  Table table{"", "", {"Sample", "Predicted", "True class", "Probability", "Of the true class"}, {}, 1};
  for (const json& mistake : mistakes) {
    if (samples != nullptr) gallery.items.push_back(show_mistake(mistake, *samples));
    table.rows.push_back({json_to_text(mistake["source_id"]), json_to_text(mistake["prediction"]),
                          json_to_text(mistake["label"]), format_percent(mistake["probability"]),
                          format_percent(mistake["probability_of_label"])});
  }
  if (samples != nullptr) {
    section.blocks.emplace_back(std::move(gallery));
  } else {
    section.lead += word == "image" ? " Images are left out of this report."
                                    : " The waveforms are not drawn in this report.";
  }
  section.blocks.emplace_back(
      Details{"List of the " + count_of(static_cast<int64_t>(mistakes.size()), word), {table}});
  return section;
}

Section make_origin_section(const json& facts) {
  const json& data = facts["data"];
  const json data_facts = {{"name", data["name"]},           {"split", data["split"]},
                           {"digest", data["digest"]},       {"source digest", data["source_digest"]},
                           {"samples", data["num_samples"]}, {"skipped", data["skipped"]["count"]}};
  Section section{"Where this comes from",
                  "Same data digest, config and seed on the same kind of machine give the same numbers.",
                  {Facts{"Model", model_facts(facts)}, Facts{"Data", data_facts},
                   Facts{"Leak audit of the prepared data", facts["leaks"]["audit"]},
                   Facts{"Timing", facts["timing"]}, Facts{"Tool", facts["tool"]}}};
  Table skipped{"", "", {"Sample", "Reason"}, {}, 1};
  for (const json& sample : data["skipped"]["samples"])
    skipped.rows.push_back(
        {json_to_text(member_or_null(sample, "source_id")), json_to_text(member_or_null(sample, "reason"))});
  if (!skipped.rows.empty())
    section.blocks.emplace_back(Details{fmt::format("{} skipped samples", skipped.rows.size()), {skipped}});
  return section;
}

}  // namespace affekt
