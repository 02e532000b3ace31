#include "evaluation/next_song/next_song_report.h"

#include <fmt/format.h>

#include "evaluation/classification/figures/classification_figures.h"
#include "evaluation/classification/learning_curves.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/sections/sections.h"
#include "evaluation/next_song/next_song_predictions.h"
#include "evaluation/next_song/next_song_report_text.h"
#include "evaluation/next_song/next_song_sections.h"
#include "evaluation/report/note_list.h"

namespace affekt {

using nlohmann::json;

Report make_next_song_report(const NextSongReportFacts& input) {
  Report report;
  report.facts = build_next_song_facts(input);
  const json& facts = report.facts;
  const json& data = facts["data"];
  report.title = model_name(facts) + " on " + json_to_text(data["name"]) + describe_title_verdict(facts);
  report.subtitle = fmt::format(
      "{}, and {} of songs new to the training · {} in the catalogue · affekt {} · seed {}",
      describe_scored_plays(facts), count_of(data["num_cold"], "play"), count_of(data["num_songs"], "song"),
      json_to_text(facts["tool"]["version"]), json_to_text(facts["seed"]));
  report.summary = facts["first_line"];
  report.notes = read_notes(facts["notes"]);
  report.cards = make_next_song_cards(facts);
  report.sections = {make_methods_section(facts)};
  std::vector<Figure> curves =
      draw_learning_curves(read_learning_curves(input.metrics_csv), epoch_mark_of(input.model));
  if (!curves.empty())
    report.sections.push_back(
        {"Learning curves", "", {FigureGroup{"learning_curves", "Learning curves", std::move(curves)}}});
  for (const auto make :
       {make_play_sorts_section, make_histories_section, make_duplicates_section, make_lists_section})
    if (Section section = make(facts); !section.blocks.empty()) report.sections.push_back(std::move(section));
  if (!facts["emotion_trade"].is_null()) report.sections.push_back(make_emotion_section(facts));
  if (Section section = make_play_reading_section(facts); !section.blocks.empty())
    report.sections.push_back(std::move(section));
  report.sections.push_back(make_origin_section(facts));
  report.tables = {{"predictions.csv", render_next_song_predictions_csv(input)},
                   {"method_ranks.csv", render_method_ranks_csv(input)}};
  return report;
}

}  // namespace affekt
