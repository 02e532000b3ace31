#include "evaluation/songs/song_report.h"

#include <fmt/format.h>

#include <cmath>

#include "core/text/csv.h"
#include "evaluation/report/note_list.h"
#include "evaluation/report/value_text.h"
#include "evaluation/songs/song_report_facts.h"
#include "evaluation/songs/song_sections.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string render_clusters_csv(const SongReportInput& input) {
  const SongTable& songs = input.catalogue->songs;
  const std::vector<float>& affect = input.answers.affect;
  std::string text = "id,artist,title,cluster,distance";
  text += !affect.empty() ? ",predicted_valence,predicted_arousal\n" : "\n";
  for (size_t i = 0; i < input.songs.rows.size(); ++i) {
    const auto row = static_cast<size_t>(input.songs.rows[i]);
    text += fmt::format("{},{},{},{},{:.6g}", quote_csv_field(songs.ids[row]),
                        quote_csv_field(songs.artists[row]), quote_csv_field(songs.titles[row]),
                        input.answers.labels[i], std::sqrt(static_cast<double>(input.answers.distances2[i])));
    if (!affect.empty()) text += fmt::format(",{:.6g},{:.6g}", affect[2 * i], affect[2 * i + 1]);
    text += '\n';
  }
  return text;
}

std::string summarize(const json& facts) {
  const json& silhouette = facts["metrics"]["silhouette"]["value"];
  if (!silhouette.is_number())
    return "there is no score of the clusters themselves: the report's notes say why";
  return fmt::format("silhouette {:.3f}; the clusters explain {:.1f} % of the features' variance",
                     silhouette.get<double>(),
                     100 * facts["metrics"]["feature_variance_explained"]["value"].get<double>());
}

Section make_song_origin_section(const json& facts) {
  json data = facts["data"];
  for (const char* key : {"ingest_options", "reading", "same_as_fitted"}) data.erase(key);
  return {"Where this comes from",
          "Same data digest, config and seed on the same kind of machine give the same numbers.",
          {Facts{"Model", facts["model"]}, Facts{"K-means", facts["fit"]}, Facts{"Data", data},
           Facts{"Timing", facts["timing"]}, Facts{"Tool", facts["tool"]}}};
}

}  // namespace

void add_figures(Section& section, const char* name, const char* title, std::vector<Figure> panels,
                 double min_width) {
  if (!panels.empty()) section.blocks.push_back(FigureGroup{name, title, std::move(panels), min_width});
}

void add_remark(Section& section, const std::string& text) {
  section.blocks.push_back(Text{text, /*is_remark=*/true});
}

Report make_song_report(const SongReportInput& input) {
  const std::optional<SongMap> map = build_song_map(input);
  Report report;
  report.facts = build_song_facts(input, map);
  const json& facts = report.facts;
  report.title = fmt::format("{} of {}", count_of(facts["num_clusters"], "cluster"),
                             count_of(facts["data"]["num_clustered"], "song"));
  report.subtitle = fmt::format("{} on {} · affekt {} · seed {}", json_to_text(facts["model"]["name"]),
                                json_to_text(facts["data"]["name"]), json_to_text(facts["tool"]["version"]),
                                input.model->seed);
  report.summary = summarize(facts);
  report.notes = read_notes(facts["notes"]);
  report.cards = make_song_cards(facts);
  for (Section section :
       {make_map_section(facts, map ? &*map : nullptr), make_clusters_section(facts),
        make_listener_ratings_section(facts), make_policy_section(facts), make_regression_section(facts),
        make_k_selection_section(facts), make_song_scores_section(facts), make_reading_section(facts),
        make_song_origin_section(facts)})
    if (!section.title.empty()) report.sections.push_back(std::move(section));
  report.tables = {{"clusters.csv", render_clusters_csv(input)}};
  return report;
}

}  // namespace affekt
