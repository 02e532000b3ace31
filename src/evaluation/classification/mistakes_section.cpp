#include "evaluation/classification/mistakes_section.h"

#include <fmt/format.h>

#include <vector>

#include "evaluation/report/html_parts.h"
#include "evaluation/classification/picture_png.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/waveform_figure.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string render_list(const json& mistakes, const std::string& word) {
  std::vector<std::vector<std::string>> rows;
  for (const json& m : mistakes) {
    rows.push_back({html_value(m["source_id"]), html_value(m["prediction"]), html_value(m["label"]),
                    format_percent(m["probability"]), format_percent(m["probability_of_label"])});
  }
  return "<details><summary>List of the " + count_of(static_cast<int64_t>(mistakes.size()), word) +
         "</summary>" +
         html_table({"Sample", "Predicted", "True class", "Probability", "Of the true class"}, rows) +
         "</details>\n";
}

std::string render_shown(const json& mistake, const Samples& samples) {
  const int64_t row = mistake["row"];
  const std::string id = html_value(mistake["source_id"]), label = html_value(mistake["label"]),
                    prediction = html_value(mistake["prediction"]);
  std::string shown, source;
  if (const auto* images = std::get_if<ImageSamples>(&samples)) {
    shown = fmt::format("<img src=\"{}\" alt=\"Sample {}: {}, taken for {}\" loading=\"lazy\">",
                        picture_data_uri(*images, row), id, label, prediction);
  } else {
    shown = draw_waveform(waveforms_of(samples), row).inline_svg();
    source = "<br>" + id;  // a drawn wave, unlike a picture, doesn't show what it is
  }
  return fmt::format(
      "<figure title=\"{}\">{}<figcaption><b>{}</b><br>taken for {}, {}{}</figcaption></figure>\n", id, shown,
      label, prediction, format_percent(mistake["probability"]), source);
}

}  // namespace

std::string render_mistakes_html(const json& report, const Samples* samples) {
  const json& mistakes = report["worst_mistakes"];
  if (mistakes.empty()) return "";
  const std::string lead =
      "The wrong answers that the model was surest of. Some tell of the labels, not of the model.";
  const std::string word = sample_word(report["data"]["input_kind"]);
  if (samples == nullptr) {
    const std::string left_out = word == "picture" ? " Pictures are left out of this report."
                                                   : " The waveforms are not drawn in this report.";
    return html_section("Worst mistakes", lead + left_out, render_list(mistakes, word));
  }
  const bool drawn = std::holds_alternative<WaveformSamples>(*samples);
  std::string text = drawn ? "<div class=\"mistakes waves\">\n" : "<div class=\"mistakes\">\n";
  for (const json& mistake : mistakes) text += render_shown(mistake, *samples);
  text += "</div>\n";
  return html_section("Worst mistakes", lead, drawn ? text + render_list(mistakes, word) : text);
}

}  // namespace affekt
