// The cards, the map of the songs, and the scores beside baselines.
#include <fmt/format.h>

#include "evaluation/report/value_text.h"
#include "evaluation/songs/figures/song_figures.h"
#include "evaluation/songs/song_report_text.h"
#include "evaluation/songs/song_sections.h"

namespace affekt {
namespace {

using nlohmann::json;

/// A baseline's score as text, "–" where there is none.
std::string format_baseline(const json& facts, const char* baseline, const std::string& metric) {
  return format_song_metric(metric, member_or_null(member_or_null(facts["baselines"], baseline), metric));
}

/// "permuted features 0.11", or nothing.
std::string describe_permuted(const json& facts, const std::string& metric) {
  const json& value = member_or_null(member_or_null(facts["baselines"], "permuted_features"), metric);
  return value.is_number() ? "permuted features " + format_song_metric(metric, value) : "";
}

std::string describe_below_silhouette(const json& facts) {
  const json& silhouette = facts["metrics"]["silhouette"];
  if (!silhouette["value"].is_number())
    return facts["baselines"].is_null() ? "not known: the file does not hold the songs' points"
                                        : "not defined: it needs songs in two clusters";
  const std::string permuted = describe_permuted(facts, "silhouette");
  if (!silhouette["ci95"].is_array()) return permuted;
  return "95 % interval " + format_interval(MetricFormat::kNumber, silhouette["ci95"]) +
         (permuted.empty() ? "" : "; " + permuted);
}

/// Of which songs the silhouettes are, and what their interval holds. Empty: there are none.
std::string describe_silhouettes(const json& facts) {
  const json& silhouette = facts["metrics"]["silhouette"];
  const json& compared = member_or_null(silhouette, "num_compared");
  if (!silhouette["value"].is_number() || !compared.is_number()) return "";
  const bool has_interval = silhouette["ci95"].is_array();
  if (member_or_null(silhouette, "is_sampled") != true)
    return has_interval ? "The silhouette is exact; its interval is a percentile bootstrap over the songs."
                        : "The silhouette is exact.";
  const std::string songs = count_of(compared, "song");
  return fmt::format(
      "The silhouettes are means over a random sample of {}, the same for all columns. Each of these was "
      "compared with {}.{}",
      count_of(silhouette["num_songs"], "song"),
      compared == facts["data"]["num_clustered"] ? fmt::format("all {} of the clusters", songs)
                                                 : fmt::format("{} of the clusters, drawn at random", songs),
      has_interval ? " The interval is a percentile bootstrap over the sample." : "");
}

}  // namespace

std::vector<Card> make_song_cards(const json& facts) {
  const auto value_of = [&](const char* name) {
    return format_song_metric(name, facts["metrics"][name]["value"]);
  };
  std::vector<Card> cards = {{"Silhouette", value_of("silhouette"), describe_below_silhouette(facts)},
                             {"Feature variance explained", value_of("feature_variance_explained"),
                              describe_permuted(facts, "feature_variance_explained")}};
  const json& valence = find_listener_quantity(facts, "valence");
  const json& arousal = find_listener_quantity(facts, "arousal");
  if (valence.is_null() || arousal.is_null()) {
    cards.push_back({"Checked with people", "no", "no listener's judgement of these songs was given"});
    return cards;
  }
  const json& of_valence = valence["variance_explained"];
  const json& of_arousal = arousal["variance_explained"];
  cards.push_back(
      {"Listeners' valence · arousal explained",
       fmt::format("{} · {}", format_percent(of_valence["value"]), format_percent(of_arousal["value"])),
       fmt::format("by chance {} · {}; {}", format_percent(of_valence["permuted_mean"]),
                   format_percent(of_arousal["permuted_mean"]), count_of(valence["num_songs"], "song"))});
  return cards;
}

Section make_map_section(const json& facts, const SongMap* map) {
  if (map == nullptr)
    return {"Map of the songs",
            "There is no plane to draw: the clustered space is not known, has one dimension, or holds all "
            "songs in one place."};
  const int64_t num_drawn = facts["map"]["num_drawn"], num_songs = facts["map"]["num_songs"];
  Section section = {
      "Map of the songs",
      fmt::format("{} on the two directions in which the clustered space varies most (principal components). "
                  "They hold {} of its variance, so that songs that lie together here may still lie apart in "
                  "the other directions.",
                  num_drawn == num_songs ? fmt::format("All {}", count_of(num_songs, "song"))
                                         : fmt::format("{} of the {}, drawn at random,",
                                                       format_count(num_drawn), count_of(num_songs, "song")),
                  format_percent(facts["map"]["explained"]))};
  add_figures(section, "song_map", "Map of the songs", {draw_song_map(facts, *map)}, 620);
  return section;
}

Section make_song_scores_section(const json& facts) {
  Section section = {
      "Scores beside baselines",
      "Permuted features: K-means of as many clusters on a copy of the songs in which every column of the "
      "clustered space was shuffled on its own. Permuted labels: clusters of the same sizes, their songs "
      "assigned at random. One cluster: all songs around their mean."};
  Table table;
  table.strong_column = 1;
  table.head = {"Score",           "This clustering", "95 % interval", "Permuted features",
                "Permuted labels", "One cluster"};
  Terms terms;
  for (const MetricInfo& metric : song_metrics()) {
    const json& score = facts["metrics"][metric.name];
    table.rows.push_back({metric.title, format_song_metric(metric.name, score["value"]),
                          format_interval(metric.format, score["ci95"]),
                          format_baseline(facts, "permuted_features", metric.name),
                          format_baseline(facts, "permuted_labels", metric.name),
                          format_baseline(facts, "one_cluster", metric.name)});
    terms.entries.emplace_back(metric.title, metric.explanation);
  }
  section.blocks = {table};
  const std::string silhouettes = describe_silhouettes(facts);
  if (!silhouettes.empty()) add_remark(section, silhouettes);
  const json& permuted = member_or_null(facts["baselines"], "permuted_features");
  const json& why_not = member_or_null(permuted, "why_not");
  if (why_not.is_string())
    add_remark(section, "K-means found no clusters in the permuted features: " + why_not.get<std::string>());
  const json& starts = member_or_null(permuted, "num_starts");
  if (starts.is_number())
    add_remark(section, fmt::format("K-means on permuted features: the best of {}.",
                                    count_of(starts.get<int64_t>(), "start")));
  if (facts["data"]["same_as_fitted"] == false && permuted.is_object())
    add_remark(section,
               "The clusters were found on another catalogue, but those of the permuted features on this "
               "one: they are fitted to what they are scored on, and these clusters are not.");
  const json& explained = facts["metrics"]["feature_variance_explained"]["value"];
  if (explained.is_number() && explained.get<double>() < 0)
    add_remark(section,
               "A negative share of variance explained says that the songs lie farther from the model's "
               "centroids than from their own common mean: this catalogue lies elsewhere than the one the "
               "model was fitted on.");
  section.blocks.emplace_back(terms);
  return section;
}

}  // namespace affekt
