#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "evaluation/classification/figures/classification_figures.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/sections/sections.h"
#include "evaluation/figures/image_png.h"

namespace affekt {
namespace {

using nlohmann::json;

/// What stands below a sample.
Gallery::Item describe_answer(const json& sample) {
  const std::string probability = format_percent(sample["probability"]);
  Gallery::Item item;
  item.name = json_to_text(sample["source_id"]);
  item.lines = {json_to_text(sample["label"]),
                sample["label"] == sample["prediction"]
                    ? "recognised, " + probability
                    : fmt::format("taken for {}, {}", json_to_text(sample["prediction"]), probability)};
  return item;
}

Gallery::Item show_mistake(const json& mistake, const Samples& samples) {
  Gallery::Item item = describe_answer(mistake);
  if (const auto* images = std::get_if<ImageSamples>(&samples)) {
    item.image_png = encode_png(*images, mistake["row"]);
  } else {
    item.figures = {draw_waveform(waveforms_of(samples), mistake["row"])};
    item.lines.push_back(item.name);  // a drawn wave, unlike an image, doesn't show what it is
  }
  return item;
}

}  // namespace

Section make_mistakes_section(const json& facts, const Samples* samples) {
  const json& mistakes = facts["worst_mistakes"];
  const std::string word = sample_word(facts["data"]["input_kind"]);
  Section section{"Worst mistakes",
                  "The wrong answers that the model was surest of. Some of them show a wrong label rather "
                  "than a weak model.",
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

Section make_saliency_section(const json& facts, const ImageSamples& images, const SaliencyMaps& maps) {
  Gallery gallery;
  gallery.has_wide_images = true;
  const float* heat = maps.heat.data();
  for (const json& sample : facts["saliency"]["samples"]) {
    Gallery::Item item = describe_answer(sample);
    const ImageView plain = view_image(images, sample["row"]);
    ImageView heated = plain;
    heated.heat = heat;
    heat += plain.height * plain.width;
    item.image_png = encode_png({plain, heated});
    gallery.items.push_back(std::move(item));
  }
  return {
      "Where the network looked",
      "Each image and, beside it, which parts of it made the network predict its class (Grad-CAM): red most, "
      "blue little, no colour nothing. The scale is each image's own. "
      "The worst mistakes stand first, then the right answers that the model was surest of." +
          describe_coarse_map("each image", maps.map_rows, maps.map_columns),
      {std::move(gallery)}};
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
