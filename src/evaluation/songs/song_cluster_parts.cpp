#include <fmt/format.h>

#include <algorithm>

#include "clustering/sweep/choose_k.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/songs/song_profiles.h"
#include "evaluation/songs/song_report_parts.h"
#include "evaluation/songs/song_report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

/// What listeners felt of a cluster, of Deezer where it is: "0.12 (0.05 – 0.19)".
std::string felt_cell(const json& cluster, const std::string& what) {
  for (const char* source : {"deezer_", "tag_"}) {
    const json& felt = member_or_null(cluster["felt"], source + what);
    if (!felt.is_null()) return format_with_interval(felt["mean"], felt["ci95"]);
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

ReportTable overview_table(const json& report) {
  const bool has_felt = !find_felt_quantity(report, "valence").is_null();
  const bool has_moods = report["affect"]["moods"]["num_songs"] != 0;
  ReportTable table;
  table.head = {"Cluster", "Songs", "Share", "Valence (Spotify)", "Energy (Spotify)"};
  if (has_felt) {
    table.head.emplace_back("Valence (listeners)");
    table.head.emplace_back("Arousal (listeners)");
  }
  if (has_moods) table.head.emplace_back("Most frequent mood");
  for (const json& cluster : report["clusters"]) {
    std::vector<std::string> row = {
        fmt::format("{} · {}", cluster["index"].get<int64_t>(), cluster["name"].get<std::string>()),
        format_count(cluster["size"]), format_percent(cluster["share"]),
        format_with_interval(cluster["spotify"]["valence"], nullptr),
        format_with_interval(cluster["spotify"]["energy"], nullptr)};
    if (has_felt) {
      row.push_back(felt_cell(cluster, "valence"));
      row.push_back(felt_cell(cluster, "arousal"));
    }
    if (has_moods) row.push_back(mood_cell(cluster));
    table.rows.push_back(row);
  }
  if (has_felt) {
    table.note = fmt::format(
        "Listeners: {}; {}. Means with 95 % intervals (bootstrap over "
        "artists).",
        find_felt_quantity(report, "valence")["source"].get<std::string>(),
        find_felt_quantity(report, "arousal")["source"].get<std::string>());
  }
  return table;
}

ReportTable profile_table(const json& cluster) {
  ReportTable table;
  table.title = "Typical quantities";
  table.head = {"Feature", "Mean", "Median", "Middle half", "z", "Unit"};
  for (const json& column : cluster["profile"]) {
    const json& quartiles = column["quartiles"];
    const std::string middle = quartiles.is_array() ? fmt::format("{} – {}", format_in_unit(quartiles[0]),
                                                                  format_in_unit(quartiles[1]))
                                                    : "–";
    std::string name = column_title(column["column"]);
    if (column["most_frequent"].is_number()) {
      name += fmt::format(", most often {} ({} of the songs){}", pitch_name(column["most_frequent"]),
                          format_percent(column["most_frequent_share"]),
                          column["direction"].is_number()
                              ? fmt::format(", mean direction {}", pitch_name(column["direction"]))
                              : "");
    }
    table.rows.push_back({name, format_in_unit(column["mean"]), format_in_unit(column["median"]), middle,
                          format_signed(column["z"], 2), column["unit"].get<std::string>()});
  }
  return table;
}

ReportTable songs_table(const json& cluster) {
  ReportTable table;
  table.title = "Songs nearest to the centroid";
  table.note = "At most one of an artist; songs without a name are left out.";
  table.head = {"Song", "Distance", "Artist"};
  for (const json& song : cluster["nearest_songs"]) {
    table.rows.push_back({song["title"].get<std::string>(), format_number(song["distance"]),
                          song["artist"].get<std::string>()});
  }
  if (table.rows.empty()) table.note = "No song of this cluster has both an artist and a title.";
  return table;
}

}  // namespace

ReportPart make_clusters_part(const json& report) {
  ReportPart part;
  part.title = "Clusters";
  part.lead = "How they got their names: " + report["naming_rule"].get<std::string>();
  part.tables = {overview_table(report)};
  part.figures = {"cluster_profiles"};
  if (std::any_of(report["columns"].begin(), report["columns"].end(),
                  [](const json& c) { return c == "key"; }))
    part.remarks.emplace_back(
        "Key lies on a circle and has no mean to draw, so it is not in the picture of the profiles; the "
        "clusters' tables have its most frequent value and its mean direction.");
  for (const json& cluster : report["clusters"]) {
    part.details.push_back(
        {fmt::format("Cluster {} · {}, {}", cluster["index"].get<int64_t>(),
                     cluster["name"].get<std::string>(), count_of(cluster["size"], "song")),
         {songs_table(cluster), profile_table(cluster)}});
  }
  return part;
}

ReportPart make_choice_part(const json& report) {
  ReportPart part;
  part.title = "How the number of clusters was chosen";
  part.lead = report["choice"]["text"].get<std::string>();
  if (report["sweep"].is_null()) return part;
  part.figures = {"sweep"};
  const Sweep sweep = sweep_from_json(report["sweep"]);
  ReportTable table;
  table.title = "The sweep in figures";
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
  part.details = {{"The sweep in figures", {table}}};
  part.words = {{"Gap",
                 "How much smaller the logarithm of the inertia is than on features that were permuted "
                 "column by column "
                 "(Tibshirani et al., 2001); ± is their deviation s_k."},
                {"ARI",
                 "Adjusted Rand index of two clusterings of all songs: 1 the same, 0 as alike as by chance. "
                 "Between fits "
                 "from different seeds, and between fits to bootstrap samples of the songs."}};
  if (sweep.silhouette_is_sampled) {
    part.remarks.push_back(fmt::format(
        "The sweep's silhouettes are of one random sample of {}, compared only with each other, to rank the "
        "numbers of clusters in little time. So they differ a little from the score of this clustering, "
        "whose "
        "songs are compared with {}.",
        count_of(sweep.silhouette_rows, "song"),
        member_or_null(report["metrics"]["silhouette"], "num_compared") == report["data"]["num_clustered"]
            ? "all others"
            : "a larger sample"));
  }
  return part;
}

}  // namespace affekt
