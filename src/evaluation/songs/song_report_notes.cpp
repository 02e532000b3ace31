#include "evaluation/songs/song_report_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "evaluation/report/note_list.h"
#include "evaluation/report/value_text.h"
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
bool has_bootstrap_samples(const json& facts) {
  const json& points = member_or_null(facts["sweep"], "points");
  return std::any_of(points.begin(), points.end(), [](const json& point) {
    return number_of(member_or_null(point, "bootstrap_ari")) != 0;
  });
}

void note_data(const json& facts, NoteList& notes) {
  const json& data = facts["data"];
  const int64_t num_songs = data["num_songs"], num_clustered = data["num_clustered"];
  if (is_synthetic_name(data["name"]))
    notes.inform("synthetic_data",
                 "The songs and their listeners are synthetic, made by `affekt demo-data`: these scores mean "
                 "nothing about real music.");
  if (num_clustered < num_songs) {
    const double share = static_cast<double>(num_songs - num_clustered) / static_cast<double>(num_songs);
    const std::string text = fmt::format(
        "{} of the catalogue's {} ({}) lack a value in a column that is clustered. They are in no cluster.",
        format_count(num_songs - num_clustered), count_of(num_songs, "song"), format_percent(share));
    share >= kNotableShare ? notes.warn("dropped_songs", text) : notes.inform("dropped_songs", text);
  }
  const json& reading = member_or_null(data, "reading");
  const json& spoken = member_or_null(reading, "spoken");
  if (spoken.is_number_integer() && spoken > 0)
    notes.inform("spoken_songs",
                 "{} of the file with a speechiness above {} were left out as spoken word "
                 "(data.songs.max_speechiness).",
                 count_of(spoken, "record"), reading["max_speechiness"].get<double>());
  const json& num_filled = member_or_null(data, "num_filled");
  if (number_of(num_filled) > 0)
    notes.warn("filled_songs",
               "{} lacked a value; the median of the songs that the model was fitted on stands there.",
               count_of(num_filled, "song"));
  if (num_clustered < kFewSongs)
    notes.warn("few_songs", "Only {}: the scores say little.", count_of(num_clustered, "song"));
  if (data["same_as_fitted"] == true)
    notes.inform("fitted_on_these_songs",
                 "The clusters were found on these very songs. A clustering has no labels that it could "
                 "learn by heart, but its scores are those of the catalogue it knows; {}",
                 has_bootstrap_samples(facts)
                     ? "the sweep's bootstrap samples tell how much they depend on it."
                     : "nothing here tells how much they depend on it (the sweep's bootstrap samples would: "
                       "model.kmeans.sweep).");
  if (data["same_as_fitted"] == false)
    notes.inform(
        "other_songs",
        "The clusters were found on another catalogue than the one scored here. How their number "
        "was chosen, the sweep, the regression's scores and the emotion policy are of that "
        "catalogue; the clusters of permuted features, which the scores are compared with, were found on "
        "this one, so that they have the easier task.");
}

void note_structure(const json& facts, NoteList& notes) {
  if (facts["baselines"].is_null()) {
    notes.warn(
        "space_unknown",
        "This report is on an ONNX file without its song_model.json. The file holds the clustered space only "
        "as a graph, so the map and all scores that need the songs' points are missing here.");
    return;
  }
  const json& silhouette = facts["metrics"]["silhouette"]["value"];
  if (!silhouette.is_number()) return;
  const json& by_chance = member_or_null(facts["baselines"]["permuted_features"], "silhouette");
  const std::string beside = by_chance.is_number() ? fmt::format(
                                                         "; K-means on features that were permuted column by "
                                                         "column, which have no clusters at all, has {}",
                                                         format_number(by_chance))
                                                   : "";
  const json& interval = facts["metrics"]["silhouette"]["ci95"];
  const bool has_interval = interval.is_array();
  const json& low = has_interval ? interval[0] : silhouette;
  if (by_chance.is_number() && low.get<double>() <= by_chance.get<double>()) {
    notes.warn(
        "no_clear_clusters",
        "The silhouette is {}{}{}: by this measure the songs are no more clustered than songs by chance.",
        format_number(silhouette),
        has_interval ? fmt::format(" (95 % interval {})", format_interval(MetricFormat::kNumber, interval))
                     : "",
        beside);
  } else if (silhouette.get<double>() < kWeakSilhouette) {
    notes.inform("weak_clusters",
                 "The silhouette is {}{}. Below {} the clusters are regions of a continuum rather than "
                 "groups with gaps between them.",
                 format_number(silhouette), beside, kWeakSilhouette);
  }
}

void note_space(const json& facts, NoteList& notes) {
  const json& shares = member_or_null(facts, "space_variance");
  if (shares.size() < 2) return;  // unknown, or a single direction
  for (const json& direction : shares) {
    if (number_of(direction["share"]) <= kDominatingShare) continue;
    const std::string column = direction["column"];
    const bool is_component = column.rfind("pc", 0) == 0;  // of the model's PCA
    notes.warn("dominating_column",
               "{} of the clustered space's variance lies in {}, so that the clusters are almost those of {} "
               "alone, and the silhouette says little of the other columns.{}",
               format_percent(direction["share"]), column, is_component ? "this component" : "this column",
               is_component ? "" : " model.features.scaling: standard gives all columns one weight.");
  }
}

void note_fit(const json& facts, NoteList& notes) {
  if (member_or_null(facts["fit"], "converged") == false) {
    notes.warn("not_converged", "K-means was stopped before it had converged (model.kmeans.max_iterations).");
  }
  std::vector<int64_t> empty;
  for (const json& cluster : facts["clusters"])
    if (cluster["size"] == 0) empty.push_back(cluster["index"]);
  if (!empty.empty()) {
    notes.warn("empty_clusters", "No song is in cluster{} {}.", empty.size() == 1 ? "" : "s",
               list_numbers(empty));
  }
}

void note_listeners(const json& facts, NoteList& notes) {
  const std::vector<std::string> columns = facts["columns"];
  const auto has = [&](const char* name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  };
  const json& valence = find_listener_quantity(facts, "valence");
  const json& arousal = find_listener_quantity(facts, "arousal");
  if (has("valence") || has("energy")) {
    const bool both = has("valence") && has("energy");
    const std::string check =
        valence.is_null() || arousal.is_null()
            ? "There are no listeners' judgements of these songs to check it against."
            : fmt::format(
                  "The check against people: the clusters explain {} of the variance of listeners' valence "
                  "and {} of their arousal (by chance {} and {}).",
                  format_percent(valence["variance_explained"]["value"]),
                  format_percent(arousal["variance_explained"]["value"]),
                  format_percent(valence["variance_explained"]["permuted_mean"]),
                  format_percent(arousal["variance_explained"]["permuted_mean"]));
    notes.inform("clustered_by_valence",
                 "Spotify's own {} among the clustered columns, so the clusters differ in {} by "
                 "construction, which proves nothing. {}",
                 both             ? "valence and energy are"
                 : has("valence") ? "valence is"
                                  : "energy is",
                 both ? "them" : "it", check);
  }
  if (valence.is_null()) {
    notes.warn("not_checked_with_people",
               "No listener's judgement of these songs was given (data.songs.affect_path): what a cluster "
               "feels like is not checked against people.");
    return;
  }
  const double coverage = number_of(valence["num_songs"]) / number_of(facts["data"]["num_clustered"]);
  if (coverage < kSmallCoverage)
    notes.inform("few_judged_songs",
                 "Listeners' ratings are known of {} of the {} ({}), which were not drawn at random.",
                 format_count(valence["num_songs"]), count_of(facts["data"]["num_clustered"], "song"),
                 format_percent(coverage));
}

void note_dominance(const json& facts, NoteList& notes) {
  const json& measured = member_or_null(facts["affect"], "dominance_valence");
  const json& r = member_or_null(measured, "r");
  if (!r.is_number()) return;
  const bool same = r.get<double>() >= kNearlyTheSame;
  notes.inform("dominance",
               "Dominance {}: over the {} with tags the two correlate with r = {:.2f}. It is reported, and "
               "used for nothing.",
               same ? "is nearly valence again" : "is not independent of valence",
               count_of(measured["num_songs"], "song"), r.get<double>());
}

void note_regression(const json& facts, NoteList& notes) {
  if (facts["regression"].is_null()) return;
  for (const json& score : facts["regression"]["scores"]) {
    if (score["name"] != facts["regression"]["exported"]) continue;
    for (const std::string target : {"valence", "arousal"}) {
      const json& interval = score[target]["ci95"];
      if (!interval.is_array() || interval[0].get<double>() > 0) continue;
      notes.warn("regression_no_better",
                 "The regression's {} is not clearly better than the mean of all songs (R² {}).", target,
                 format_number(score[target]["r2"]));
    }
  }
}

}  // namespace

json make_song_report_notes(const json& facts) {
  NoteList notes;
  note_structure(facts, notes);
  note_space(facts, notes);
  note_fit(facts, notes);
  note_listeners(facts, notes);
  note_regression(facts, notes);
  note_dominance(facts, notes);
  note_data(facts, notes);
  return notes.take();
}

}  // namespace affekt
