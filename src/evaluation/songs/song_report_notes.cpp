#include "evaluation/songs/song_report_notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/count_text.h"
#include "evaluation/report/note_list.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/songs/song_report_text.h"
#include "store/data_set_name.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr double kWeakSilhouette = 0.25;  // Kaufman and Rousseeuw (1990): below it, no substantial structure
constexpr double kNearlyTheSame = 0.8;    // correlation from which dominance hardly adds to valence
constexpr double kSmallCoverage = 0.1;    // share of songs that people judged
constexpr double kNotableShare = 0.01;    // of dropped songs
constexpr int64_t kFewSongs = 100;
constexpr double kDominatingShare = 0.9;  // of the clustered space's variance, in one direction

double number_of(const json& value) {
  return value.is_number() ? value.get<double>() : 0;
}

/// Whether the sweep measured how alike clusterings of bootstrap samples are.
bool has_bootstrap_samples(const json& report) {
  const json& points = member_or_null(report["sweep"], "points");
  return std::any_of(points.begin(), points.end(), [](const json& point) {
    return number_of(member_or_null(point, "bootstrap_ari")) != 0;
  });
}

void note_data(const json& report, NoteList& notes) {
  const json& data = report["data"];
  const int64_t num_songs = data["num_songs"], num_clustered = data["num_clustered"];
  if (is_synthetic_name(report["data"]["name"])) {
    notes.inform("synthetic_data",
                 "The songs and their listeners are synthetic, made by `affekt demo-data`: these scores mean "
                 "nothing about real music.");
  }
  if (num_clustered < num_songs) {
    const double share = static_cast<double>(num_songs - num_clustered) / static_cast<double>(num_songs);
    const std::string text = fmt::format(
        "{} of the catalogue's {} ({}) lack a value in a column that is clustered. They are in no "
        "cluster.",
        format_count(num_songs - num_clustered), count_of(num_songs, "song"), format_percent(share));
    if (share >= kNotableShare) {
      notes.warn("dropped_songs", text);
    } else {
      notes.inform("dropped_songs", text);
    }
  }
  const auto num_filled = static_cast<int64_t>(number_of(member_or_null(data, "num_filled")));
  const json& reading = member_or_null(data, "reading");
  const json& spoken = member_or_null(reading, "spoken");
  if (spoken.is_number_integer() && spoken > 0) {
    notes.inform(
        "spoken_songs",
        fmt::format("{} of the file with a speechiness above {} were left out as spoken "
                    "word (data.songs.max_speechiness).",
                    count_of(spoken.get<int64_t>(), "record"), reading["max_speechiness"].get<double>()));
  }
  if (num_filled > 0) {
    notes.warn(
        "filled_songs",
        fmt::format("{} lacked a value; the median of the songs that the model was fitted on stands there.",
                    count_of(num_filled, "song")));
  }
  if (num_clustered < kFewSongs) {
    notes.warn("few_songs", fmt::format("Only {}: the scores say little.", count_of(num_clustered, "song")));
  }
  if (data["same_as_fitted"] == true) {
    notes.inform(
        "fitted_on_these_songs",
        fmt::format(
            "The clusters were found on these very songs. A clustering has no labels that it could "
            "learn by heart, but its scores are those of the catalogue it knows; {}",
            has_bootstrap_samples(report)
                ? "the sweep's bootstrap samples tell how much they depend on it."
                : "nothing here tells how much they depend on it (the sweep's bootstrap samples would: "
                  "model.kmeans.sweep)."));
  } else if (data["same_as_fitted"] == false) {
    notes.inform("other_songs",
                 "The clusters were found on another catalogue than the one scored here. How "
                 "their number was chosen, the sweep, the regression's scores and the emotion policy are of "
                 "that catalogue; the clusters of permuted features, which the scores stand beside, were "
                 "found on this one, so that they have the easier task.");
  }
}

void note_structure(const json& report, NoteList& notes) {
  const json& silhouette = report["metrics"]["silhouette"]["value"];
  if (report["baselines"].is_null()) {
    notes.warn("space_unknown",
               "This report is on an ONNX file without its song_model.json. The file holds the clustered "
               "space only as "
               "a graph, so the map and all scores that need the songs' points are missing here.");
    return;
  }
  if (!silhouette.is_number()) return;
  const json& by_chance = member_or_null(report["baselines"]["permuted_features"], "silhouette");
  const std::string beside = by_chance.is_number()
                                 ? fmt::format(
                                       "; K-means on features that were permuted column by column, which "
                                       "have no clusters at all, has {}",
                                       format_number(by_chance))
                                 : "";
  const json& interval = report["metrics"]["silhouette"]["ci95"];
  const double low = interval.is_array() ? interval[0].get<double>() : silhouette.get<double>();
  if (by_chance.is_number() && low <= by_chance.get<double>()) {
    notes.warn("no_clear_clusters",
               fmt::format("The silhouette is {}{}{}: by this measure the songs are no more "
                           "clustered than songs by chance.",
                           format_number(silhouette),
                           interval.is_array()
                               ? fmt::format(" (95 % interval {})", format_interval("silhouette", interval))
                               : "",
                           beside));
  } else if (silhouette.get<double>() < kWeakSilhouette) {
    notes.inform("weak_clusters",
                 fmt::format("The silhouette is {}{}. Below {} the clusters are regions of a continuum "
                             "rather than groups with gaps between them.",
                             format_number(silhouette), beside, kWeakSilhouette));
  }
}

void note_space(const json& report, NoteList& notes) {
  const json& shares = member_or_null(report, "space_variance");
  if (shares.size() < 2) return;  // unknown, or a single direction
  for (const json& direction : shares) {
    if (number_of(direction["share"]) <= kDominatingShare) continue;
    const std::string column = direction["column"];
    const bool is_component = column.rfind("pc", 0) == 0;  // of the model's PCA
    notes.warn(
        "dominating_column",
        fmt::format("{} of the clustered space's variance lies in {}, so that the clusters are almost "
                    "those of {} alone, and the silhouette says little of the other columns.{}",
                    format_percent(direction["share"]), column,
                    is_component ? "this component" : "this column",
                    is_component ? "" : " model.features.scaling: standard gives all columns one weight."));
  }
}

void note_fit(const json& report, NoteList& notes) {
  if (member_or_null(report["fit"], "converged") == false) {
    notes.warn("not_converged", "K-means was stopped before it had converged (model.kmeans.max_iterations).");
  }
  std::vector<int64_t> empty;
  for (const json& cluster : report["clusters"])
    if (cluster["size"] == 0) empty.push_back(cluster["index"]);
  if (!empty.empty()) {
    notes.warn("empty_clusters",
               fmt::format("No song is in cluster{} {}.", empty.size() == 1 ? "" : "s", list_numbers(empty)));
  }
}

void note_people(const json& report, NoteList& notes) {
  const std::vector<std::string> columns = report["columns"];
  const auto has = [&](const char* name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  };
  const bool both = has("valence") && has("energy");
  const std::string clustered = both ? "valence and energy" : has("valence") ? "valence" : "energy";
  const json& valence = find_felt_quantity(report, "valence");
  const json& arousal = find_felt_quantity(report, "arousal");
  if (has("valence") || has("energy")) {
    const std::string by_construction = fmt::format(
        "Spotify's own {} {} among the clustered columns, so the clusters differ in {} by construction, "
        "which proves nothing. ",
        clustered, both ? "are" : "is", both ? "them" : "it");
    const std::string check = valence.is_null() || arousal.is_null()
                                  ? "There are no listeners' judgements of these songs to check it against."
                                  : fmt::format(
                                        "The check against people: the clusters explain {} of the variance "
                                        "of listeners' valence and "
                                        "{} of their arousal (by chance {} and {}).",
                                        format_percent(valence["variance_explained"]["value"]),
                                        format_percent(arousal["variance_explained"]["value"]),
                                        format_percent(valence["variance_explained"]["permuted_mean"]),
                                        format_percent(arousal["variance_explained"]["permuted_mean"]));
    notes.inform("clustered_by_valence", by_construction + check);
  }
  if (valence.is_null()) {
    notes.warn("not_checked_with_people",
               "No listener's judgement of these songs was given (data.songs.affect_path): what a cluster "
               "feels like "
               "is not checked against people.");
    return;
  }
  const double coverage = number_of(valence["num_songs"]) / number_of(report["data"]["num_clustered"]);
  if (coverage < kSmallCoverage) {
    notes.inform(
        "few_judged_songs",
        fmt::format("What people felt is known of {} of the {} ({}), which were not drawn at random.",
                    format_count(valence["num_songs"]), count_of(report["data"]["num_clustered"], "song"),
                    format_percent(coverage)));
  }
}

void note_dominance(const json& report, NoteList& notes) {
  const json& measured = member_or_null(report["affect"], "dominance_valence");
  const json& r = member_or_null(measured, "r");
  if (!r.is_number()) return;
  const bool same = r.get<double>() >= kNearlyTheSame;
  notes.inform("dominance",
               fmt::format("Dominance {}: over the {} with tags the two correlate with r = {:.2f}. It is "
                           "reported, and used for nothing.",
                           same ? "is nearly valence again" : "is not independent of valence",
                           count_of(measured["num_songs"], "song"), r.get<double>()));
}

void note_regression(const json& report, NoteList& notes) {
  if (report["regression"].is_null()) return;
  for (const json& score : report["regression"]["scores"]) {
    if (score["name"] != report["regression"]["exported"]) continue;
    for (const std::string target : {"valence", "arousal"}) {
      const json& interval = score[target]["ci95"];
      if (!interval.is_array() || interval[0].get<double>() > 0) continue;
      notes.warn("regression_no_better",
                 fmt::format("The regression's {} is not clearly better than the mean of all songs (R² {}).",
                             target, format_number(score[target]["r2"])));
    }
  }
}

}  // namespace

json make_song_report_notes(const json& report) {
  NoteList notes;
  note_structure(report, notes);
  note_space(report, notes);
  note_fit(report, notes);
  note_people(report, notes);
  note_regression(report, notes);
  note_dominance(report, notes);
  note_data(report, notes);
  return notes.take();
}

}  // namespace affekt
