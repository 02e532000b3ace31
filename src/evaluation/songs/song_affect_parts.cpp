#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "affect/emotion_policy.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/songs/song_report_parts.h"
#include "evaluation/songs/song_report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr size_t kShownMatches = 3;

std::string p_value_text(const json& p_value) {
  if (!p_value.is_number()) return "–";
  return fmt::format("{:.3f}", p_value.get<double>());
}

ReportTable variance_table(const json& affect) {
  ReportTable table;
  table.title = "How much of it the clusters explain";
  table.note = fmt::format(
      "Share of the variance that lies between the clusters, beside the same after the clusters' labels were "
      "dealt out "
      "to the songs by chance, {} times.",
      format_count(affect["num_permutations"]));
  table.strong_column = 1;
  table.head = {"Quantity", "Variance explained", "By chance, mean", "By chance, 95 % below", "p", "Songs"};
  for (const json& quantity : affect["quantities"]) {
    const json& score = quantity["variance_explained"];
    table.rows.push_back({quantity_title(quantity["name"]), format_percent(score["value"]),
                          format_percent(score["permuted_mean"]), format_percent(score["permuted_p95"]),
                          p_value_text(score["p_value"]), format_count(quantity["num_songs"])});
  }
  return table;
}

ReportTable agreement_table(const json& moods) {
  ReportTable table;
  table.title = "Agreement with one mood a song";
  table.note = fmt::format(
      "{} have a mood. Always saying {} would have a purity of {}.", count_of(moods["num_songs"], "song"),
      moods["most_frequent_mood"].get<std::string>(), format_percent(moods["purity_baseline"]));
  table.head = {"Measure", "Clusters", "By chance, mean", "By chance, 95 % below", "p"};
  const auto add = [&](const char* title, const json& score) {
    table.rows.push_back({title, format_number(score["value"]), format_number(score["permuted_mean"]),
                          format_number(score["permuted_p95"]), p_value_text(score["p_value"])});
  };
  add("Purity", moods["purity"]);
  add("Normalised mutual information", moods["normalized_mutual_info"]);
  add("Adjusted Rand index", moods["adjusted_rand"]);
  return table;
}

ReportTable contingency_table(const json& report) {
  const json& moods = report["affect"]["moods"];
  ReportTable table;
  table.title = "Songs of each mood in each cluster";
  table.head = {"Cluster"};
  for (const json& name : moods["names"]) table.head.push_back(name);
  for (size_t k = 0; k < report["clusters"].size(); ++k) {
    table.rows.push_back({fmt::format("{} · {}", k, report["clusters"][k]["name"].get<std::string>())});
    for (const json& count : moods["contingency"][k]) table.rows.back().push_back(format_count(count));
  }
  return table;
}

/// "2 (58 %), 0 (24 %), 5 (9 %)": the clusters to play, with their shares.
std::string match_cell(const EmotionPolicy::Advice& advice) {
  std::string text;
  for (size_t i = 0; i < std::min(kShownMatches, advice.match.size()); ++i) {
    text +=
        fmt::format("{}{} ({})", i > 0 ? ", " : "", advice.match[i], format_percent(advice.weights[i], 0));
  }
  return text;
}

/// Of which the match's cells show a part.
std::string rest_of_match(size_t num_clusters) {
  if (num_clusters <= kShownMatches) return "";
  return fmt::format(" (the best {}; the rest of the songs is of the other clusters)", kShownMatches);
}

std::string uplift_cell(const EmotionPolicy::Advice& advice) {
  return fmt::format("{}", fmt::join(advice.uplift, " → "));
}

/// "0.012 above the ridge regression's (95 % interval of the difference 0.003 – 0.021)"
std::string describe_gain(const json& gain) {
  const double value = gain["r2"];
  return fmt::format("{:.3f} {} the ridge regression's (95 % interval of the difference {} – {})",
                     std::abs(value), value < 0 ? "below" : "above", format_signed(gain["ci95"][0], 3),
                     format_signed(gain["ci95"][1], 3));
}

}  // namespace

ReportPart make_listener_ratings_part(const json& report) {
  const json& affect = report["affect"];
  ReportPart part;
  const bool has_quantities = !affect["quantities"].empty();
  const bool has_moods = affect["moods"]["num_songs"] != 0;
  const bool has_people = has_moods || std::any_of(affect["quantities"].begin(), affect["quantities"].end(),
                                                   [](const json& quantity) {
                                                     const std::string name = quantity["name"];
                                                     return name.rfind("spotify_", 0) != 0;
                                                   });
  part.title = has_people ? "What the clusters feel like, checked against people"
                          : "What the clusters feel like, not checked against people";
  if (!has_quantities && !has_moods) {
    part.lead =
        "Nothing is known of what these songs feel like: the catalogue has no valence and energy, and no "
        "listener's judgement was given.";
    return part;
  }
  part.lead =
      has_people
          ? "Spotify's own valence and energy are computed from the sound, as the clustered features are; "
            "listeners' judgements and moods are not."
          : "No listener's judgement of these songs was given (data.songs.affect_path, "
            "data.songs.moods_path). There are only Spotify's own valence and energy, which are computed "
            "from the sound, as the clustered features are: they confirm nothing.";
  part.figures = {"affect_plane"};
  if (has_quantities) part.tables.push_back(variance_table(affect));
  if (has_moods) {
    part.tables.push_back(agreement_table(affect["moods"]));
    part.tables.push_back(contingency_table(report));
  }
  if (!has_moods) part.remarks.emplace_back("No moods were given (data.songs.moods_path).");
  const json& dominance = affect["dominance_valence"];
  if (dominance["r"].is_number()) {
    part.remarks.push_back(fmt::format("Dominance and valence of the tags correlate with r = {:.2f} over {}.",
                                       dominance["r"].get<double>(),
                                       count_of(dominance["num_songs"], "song")));
  }
  return part;
}

ReportPart make_regression_part(const json& report) {
  const json& regression = report["regression"];
  ReportPart part;
  if (regression.is_null()) return part;
  part.title = "From a song's features to valence and arousal";
  part.lead = fmt::format(
      "R² of {}-fold cross-validation over {} that listeners judged ({}); the songs of one artist are all in "
      "one fold. "
      "0 is as good as always answering the mean. The network's mean R² is {}; "
      "the simpler of the two is exported unless the network's gain is above 0 for sure: {}.",
      regression["num_folds"].get<int64_t>(), count_of(regression["num_songs"], "song"),
      regression["target"] == "deezer" ? "Deezer" : "listeners' tags",
      describe_gain(regression["network_gain"]),
      regression["exported"] == "ridge" ? "the ridge regression" : "the network");
  ReportTable table;
  table.head = {"Model",          "R² of valence",  "R² of arousal", "Folds, valence",
                "Folds, arousal", "MAE of valence", "MAE of arousal"};
  const auto folds = [](const json& score) {
    return fmt::format("{} to {}", format_with_interval(score["fold_min"], nullptr, 3),
                       format_with_interval(score["fold_max"], nullptr, 3));
  };
  for (const json& score : regression["scores"]) {
    const std::string name = score["name"];
    const std::string title = name == "mean"    ? "Mean of the training songs"
                              : name == "ridge" ? "Ridge regression"
                                                : "Small network";
    table.rows.push_back({title, format_with_interval(score["valence"]["r2"], score["valence"]["ci95"], 3),
                          format_with_interval(score["arousal"]["r2"], score["arousal"]["ci95"], 3),
                          folds(score["valence"]), folds(score["arousal"]),
                          format_number(score["valence"]["mae"]), format_number(score["arousal"]["mae"])});
  }
  table.note = "In brackets the 95 % interval; folds: the worst and the best; MAE: mean absolute error.";
  part.tables = {table};
  return part;
}

ReportPart make_policy_part(const json& report) {
  ReportPart part;
  if (report["policy"].is_null()) return part;
  const EmotionPolicy policy = policy_from_json(report["policy"]);
  part.title = "From an emotion to clusters";
  part.lead = fmt::format(
      "Match: the clusters nearest to the emotion, with the share of songs that each should have{}. Uplift: "
      "clusters to play one after the other, from the mood towards valence {} and arousal {}. Places are "
      "standardised; a cluster's is made of: {}.",
      rest_of_match(policy.clusters.size()), format_signed(policy.uplift_target.valence, 2),
      format_signed(policy.uplift_target.arousal, 2), policy.space);
  ReportTable table;
  table.head = {"Emotion", "Match", "Uplift", "Valence", "Arousal"};
  for (const EmotionPolicy::Advice& advice : policy.advice) {
    table.rows.push_back({advice.emotion, match_cell(advice), uplift_cell(advice),
                          format_signed(advice.place.valence, 2), format_signed(advice.place.arousal, 2)});
  }
  part.tables = {table};
  part.figures = {"uplift_paths"};
  part.remarks.emplace_back(
      "In the pictures of uplift a star is the mood and a dashed circle the target. Where one of them lies "
      "beyond the picture, an arrow at the edge points to it (off scale); the table has the moods' places.");
  const json& rules = member_or_null(report["policy"], "rules");
  for (const auto& [rule, title] : {std::pair{"match", "Match"}, std::pair{"uplift", "Uplift"},
                                    std::pair{"target", "Target"}, std::pair{"places", "Places"}}) {
    const json& words = member_or_null(rules, rule);
    if (words.is_string()) part.words.emplace_back(title, words.get<std::string>());
  }
  const json& source = member_or_null(member_or_null(report["policy"], "emotion_coordinates"), "source");
  if (source.is_string()) part.remarks.push_back("Coordinates of the emotions: " + source.get<std::string>());
  return part;
}

}  // namespace affekt
