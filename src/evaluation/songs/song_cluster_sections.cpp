// The clusters one by one, and how their number was chosen.
#include <fmt/format.h>

#include <algorithm>

#include "clustering/sweep/choose_k.h"
#include "evaluation/report/value_text.h"
#include "evaluation/songs/figures/song_figures.h"
#include "evaluation/songs/song_profiles.h"
#include "evaluation/songs/song_report_text.h"
#include "evaluation/songs/song_sections.h"

namespace affekt {
namespace {

using nlohmann::json;

/// Listeners' ratings of a cluster's songs, Deezer's where there are any: "0.12 (0.05 – 0.19)".
std::string ratings_cell(const json& cluster, const std::string& what) {
  for (const char* source : {"deezer_", "tag_"}) {
    const json& ratings = member_or_null(cluster["felt"], source + what);
    if (!ratings.is_null()) return format_with_interval(ratings["mean"], ratings["ci95"]);
  }
  return "–";
}

/// "Happy (41 %)": the mood that most of the cluster's songs with a mood have.
std::string mood_cell(const json& cluster) {
  int64_t all = 0, most = 0;
  std::string name;
  for (const auto& [mood, count] : cluster["moods"].items()) {
    const auto songs = count.get<int64_t>();
    all += songs;
    if (songs > most) {
      most = songs;
      name = mood;
    }
  }
  if (most == 0) return "–";
  return fmt::format("{} ({})", name,
                     format_percent(static_cast<double>(most) / static_cast<double>(all), 0));
}

Table overview_table(const json& facts) {
  const json& valence = find_listener_quantity(facts, "valence");
  const bool has_ratings = !valence.is_null();
  const bool has_moods = facts["affect"]["moods"]["num_songs"] != 0;
  Table table;
  table.head = {"Cluster", "Songs", "Share", "Valence (Spotify)", "Energy (Spotify)"};
  if (has_ratings) {
    table.head.insert(table.head.end(), {"Valence (listeners)", "Arousal (listeners)"});
    table.note = fmt::format("Listeners: {}; {}. Means with 95 % intervals (bootstrap over artists).",
                             valence["source"].get<std::string>(),
                             find_listener_quantity(facts, "arousal")["source"].get<std::string>());
  }
  if (has_moods) table.head.emplace_back("Most frequent mood");
  for (const json& cluster : facts["clusters"]) {
    std::vector<std::string> row = {cluster_row_title(cluster), format_count(cluster["size"]),
                                    format_percent(cluster["share"]),
                                    format_with_interval(cluster["spotify"]["valence"], nullptr),
                                    format_with_interval(cluster["spotify"]["energy"], nullptr)};
    if (has_ratings)
      row.insert(row.end(), {ratings_cell(cluster, "valence"), ratings_cell(cluster, "arousal")});
    if (has_moods) row.push_back(mood_cell(cluster));
    table.rows.push_back(row);
  }
  return table;
}

Table profile_table(const json& cluster) {
  Table table = {"Typical quantities", "", {"Feature", "Mean", "Median", "Middle half", "z", "Unit"}};
  for (const json& column : cluster["profile"]) {
    const json& quartiles = column["quartiles"];
    std::string name = key_to_words(column["column"]);
    if (column["most_frequent"].is_number())
      name += fmt::format(
          ", most often {} ({} of the songs){}", pitch_name(column["most_frequent"]),
          format_percent(column["most_frequent_share"]),
          column["direction"].is_number() ? ", mean direction " + pitch_name(column["direction"]) : "");
    table.rows.push_back({name, format_in_unit(column["mean"]), format_in_unit(column["median"]),
                          quartiles.is_array() ? fmt::format("{} – {}", format_in_unit(quartiles[0]),
                                                             format_in_unit(quartiles[1]))
                                               : "–",
                          format_signed(column["z"], 2), column["unit"].get<std::string>()});
  }
  return table;
}

Table songs_table(const json& cluster) {
  Table table = {"Songs nearest to the centroid", "", {"Song", "Distance", "Artist"}};
  for (const json& song : cluster["nearest_songs"])
    table.rows.push_back({song["title"].get<std::string>(), format_number(song["distance"]),
                          song["artist"].get<std::string>()});
  table.note = table.rows.empty() ? "No song of this cluster has both an artist and a title."
                                  : "At most one of an artist; songs without a name are left out.";
  return table;
}

Table sweep_table(const Sweep& sweep) {
  Table table;
  table.head = {"k",   "Silhouette",     "Inertia",          "Davies-Bouldin",  "Calinski-Harabasz",
                "Gap", "ARI over seeds", "ARI over samples", "Smallest cluster"};
  const auto least = [](double mean, double minimum) {
    return fmt::format("{:.2f} (least {:.2f})", mean, minimum);
  };
  for (const SweepPoint& point : sweep.points) {
    table.rows.push_back(
        {point.k == sweep.chosen_k ? fmt::format("{} (chosen)", point.k) : std::to_string(point.k),
         format_song_metric("silhouette", point.silhouette), format_song_metric("inertia", point.inertia),
         format_song_metric("davies_bouldin", point.davies_bouldin),
         format_song_metric("calinski_harabasz", point.calinski_harabasz),
         fmt::format("{:.3f} ± {:.3f}", point.gap, point.gap_deviation),
         least(point.seed_ari, point.seed_ari_min), least(point.bootstrap_ari, point.bootstrap_ari_min),
         format_percent(point.smallest_share)});
  }
  return table;
}

}  // namespace

Section make_clusters_section(const json& facts) {
  Section section = {"Clusters", "How they got their names: " + facts["naming_rule"].get<std::string>()};
  std::vector<Figure> profiles = draw_cluster_profiles(facts);
  const double width = profiles.empty() ? 0 : std::min(620.0, profiles.front().canvas.width());
  add_figures(section, "cluster_profiles", "Profiles of the clusters", std::move(profiles), width);
  section.blocks.emplace_back(overview_table(facts));
  for (const json& cluster : facts["clusters"])
    section.blocks.emplace_back(
        Details{fmt::format("Cluster {}, {}", cluster_row_title(cluster), count_of(cluster["size"], "song")),
                {songs_table(cluster), profile_table(cluster)}});
  const json& columns = facts["columns"];
  if (std::find(columns.begin(), columns.end(), "key") != columns.end())
    add_remark(section,
               "Key lies on a circle and has no mean to draw, so it is not in the figure of the profiles; "
               "the clusters' tables have its most frequent value and its mean direction.");
  return section;
}

Section make_k_selection_section(const json& facts) {
  Section section = {"How the number of clusters was chosen", facts["choice"]["text"].get<std::string>()};
  if (facts["sweep"].is_null()) return section;
  add_figures(section, "sweep", "Scores over the number of clusters", draw_sweep(facts));
  const Sweep sweep = sweep_from_json(facts["sweep"]);
  section.blocks.emplace_back(Details{"The sweep in figures", {sweep_table(sweep)}});
  if (sweep.silhouette_is_sampled)
    add_remark(section,
               fmt::format("The sweep's silhouettes are of one random sample of {}, compared only with each "
                           "other, to rank the numbers of clusters in little time. So they differ a little "
                           "from the score of this clustering, whose songs are compared with {}.",
                           count_of(sweep.silhouette_rows, "song"),
                           member_or_null(facts["metrics"]["silhouette"], "num_compared") ==
                                   facts["data"]["num_clustered"]
                               ? "all others"
                               : "a larger sample"));
  Terms terms;
  terms.entries = {
      {"Gap",
       "How much smaller the logarithm of the inertia is than on features that were permuted column by "
       "column (Tibshirani et al., 2001); ± is their deviation s_k."},
      {"ARI",
       "Adjusted Rand index of two clusterings of all songs: 1 the same, 0 as alike as by chance. Between "
       "fits from different seeds, and between fits to bootstrap samples of the songs."}};
  section.blocks.emplace_back(terms);
  return section;
}

}  // namespace affekt
