#include "evaluation/songs/song_report_parts.h"

#include <fmt/format.h>

#include "evaluation/classification/report_text.h"
#include "evaluation/songs/song_report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

/// "permuted features 0.11", or nothing.
std::string baseline_words(const json& report, const char* baseline, const std::string& metric,
                           const char* words) {
  const json& value = member_or_null(member_or_null(report["baselines"], baseline), metric);
  return value.is_number() ? fmt::format("{} {}", words, format_song_metric(metric, value)) : "";
}

std::string join_nonempty(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts)
    if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
  return text;
}

/// Of which songs the silhouettes are, and what their interval holds. Empty: there are none.
std::string describe_silhouettes(const json& report) {
  const json& silhouette = report["metrics"]["silhouette"];
  const json& compared = member_or_null(silhouette, "num_compared");
  if (!silhouette["value"].is_number() || !compared.is_number()) return "";
  const bool has_interval = silhouette["ci95"].is_array();
  if (member_or_null(silhouette, "is_sampled") != true)
    return has_interval ? "The silhouette is exact; its interval is a percentile bootstrap over the songs."
                        : "The silhouette is exact.";
  const bool among_all = compared == report["data"]["num_clustered"];
  return fmt::format(
      "The silhouettes are means over a random sample of {}, the same for all columns. Each of these was "
      "compared with {}.{}",
      count_of(silhouette["num_songs"], "song"),
      among_all ? fmt::format("all {} of the clusters", count_of(compared, "song"))
                : fmt::format("{} of the clusters, drawn at random", count_of(compared, "song")),
      has_interval ? " The interval is a percentile bootstrap over the sample." : "");
}

ReportPart make_map_part(const json& report) {
  ReportPart part;
  part.title = "Map of the songs";
  if (report["map"].is_null()) {
    part.lead =
        "There is no plane to draw: the clustered space is not known, has one dimension, or holds all songs "
        "in one place.";
    return part;
  }
  const json& map = report["map"];
  const auto num_drawn = map["num_drawn"].get<int64_t>(), num_songs = map["num_songs"].get<int64_t>();
  part.lead = fmt::format(
      "{} on the two directions in which the clustered space varies most (principal components). They hold "
      "{} of its "
      "variance, so that songs that lie together here may still lie apart in the other directions.",
      num_drawn == num_songs ? fmt::format("All {}", count_of(num_songs, "song"))
                             : fmt::format("{} of the {}, drawn at random,", format_count(num_drawn),
                                           count_of(num_songs, "song")),
      format_percent(map["explained"]));
  part.figures = {"song_map"};
  return part;
}

}  // namespace

std::string song_report_title(const json& report) {
  return fmt::format("{} of {}", count_of(report["num_clusters"], "cluster"),
                     count_of(report["data"]["num_clustered"], "song"));
}

std::vector<HeadlineCard> make_song_cards(const json& report) {
  const json& silhouette = report["metrics"]["silhouette"];
  std::vector<HeadlineCard> cards;
  std::string interval;
  if (silhouette["ci95"].is_array())
    interval = "95 % interval " + format_interval("silhouette", silhouette["ci95"]);
  std::string below = join_nonempty(
      {interval, baseline_words(report, "permuted_features", "silhouette", "permuted features")});
  if (!silhouette["value"].is_number())
    below = report["baselines"].is_null() ? "not known: the file does not hold the songs' points"
                                          : "not defined: it needs songs in two clusters";
  cards.push_back({"Silhouette", format_song_metric("silhouette", silhouette["value"]), below});
  cards.push_back(
      {"Feature variance explained",
       format_song_metric("feature_variance_explained",
                          report["metrics"]["feature_variance_explained"]["value"]),
       baseline_words(report, "permuted_features", "feature_variance_explained", "permuted features")});
  const json& valence = find_felt_quantity(report, "valence");
  const json& arousal = find_felt_quantity(report, "arousal");
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

ReportPart make_scores_part(const json& report) {
  ReportPart part;
  part.title = "Scores beside what clusters nothing";
  const json& baselines = report["baselines"];
  const auto cell = [&](const char* baseline, const std::string& metric) {
    return format_song_metric(metric, member_or_null(member_or_null(baselines, baseline), metric));
  };
  ReportTable table;
  table.strong_column = 1;
  table.head = {"Score",           "This clustering", "95 % interval", "Permuted features",
                "Permuted labels", "One cluster"};
  for (const std::string& name : ordered_song_metrics()) {
    const json& metric = report["metrics"][name];
    table.rows.push_back({song_metric_title(name), format_song_metric(name, metric["value"]),
                          format_interval(name, metric["ci95"]), cell("permuted_features", name),
                          cell("permuted_labels", name), cell("one_cluster", name)});
    part.words.emplace_back(song_metric_title(name), song_metric_explanation(name));
  }
  part.tables = {table};
  part.lead =
      "Permuted features: K-means of as many clusters on a copy of the songs in which every column of the "
      "clustered "
      "space was shuffled on its own. Permuted labels: clusters of the same sizes, dealt out by chance. One "
      "cluster: "
      "all songs around their mean.";
  const std::string silhouettes = describe_silhouettes(report);
  if (!silhouettes.empty()) part.remarks.push_back(silhouettes);
  const json& permuted = member_or_null(baselines, "permuted_features");
  const json& why_not = member_or_null(permuted, "why_not");
  if (why_not.is_string())
    part.remarks.push_back("K-means found no clusters in the permuted features: " +
                           why_not.get<std::string>());
  const json& starts = member_or_null(permuted, "num_starts");
  if (starts.is_number())
    part.remarks.push_back(fmt::format("K-means on permuted features: the best of {}.",
                                       count_of(starts.get<int64_t>(), "start")));
  if (report["data"]["same_as_fitted"] == false && permuted.is_object())
    part.remarks.emplace_back(
        "The clusters were found on another catalogue, but those of the permuted features on this one: they "
        "are fitted to what they are scored on, and these clusters are not.");
  const json& explained = report["metrics"]["feature_variance_explained"]["value"];
  if (explained.is_number() && explained.get<double>() < 0)
    part.remarks.emplace_back(
        "A negative share of variance explained says that the songs lie farther from the model's centroids "
        "than from their own common mean: this catalogue lies elsewhere than the one the model was fitted "
        "on.");
  return part;
}

std::vector<ReportPart> make_song_report_parts(const json& report) {
  std::vector<ReportPart> parts = {make_map_part(report), make_clusters_part(report),
                                   make_listener_ratings_part(report)};
  for (ReportPart part : {make_policy_part(report), make_regression_part(report)})
    if (!part.title.empty()) parts.push_back(std::move(part));
  parts.push_back(make_choice_part(report));
  parts.push_back(make_scores_part(report));
  ReportPart reading = make_reading_part(report);
  if (!reading.title.empty()) parts.push_back(std::move(reading));
  return parts;
}

std::vector<std::pair<std::string, json>> list_song_facts(const json& report) {
  const json& data = report["data"];
  json of_data = json::object();
  for (const char* key : {"name", "digest", "source_digest", "prepared_by", "num_songs", "num_clustered",
                          "num_dropped", "num_filled", "missing"})
    if (data.contains(key)) of_data[key] = data[key];
  return {{"Model", report["model"]},
          {"K-means", report["fit"]},
          {"Data", of_data},
          {"Timing", report["timing"]},
          {"Tool", report["tool"]}};
}

}  // namespace affekt
