#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "affect/emotion_policy.h"
#include "evaluation/report/value_text.h"
#include "evaluation/songs/figures/song_figures.h"
#include "evaluation/songs/song_report_text.h"
#include "evaluation/songs/song_sections.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr size_t kShownMatches = 3;

Table variance_table(const json& affect) {
  Table table = {
      "How much of it the clusters explain",
      fmt::format("Share of the variance that lies between the clusters, beside the same after the clusters' "
                  "labels were assigned to the songs at random, {} times.",
                  format_count(affect["num_permutations"])),
      {"Quantity", "Variance explained", "By chance, mean", "By chance, 95th percentile", "p", "Songs"},
      {},
      1};
  for (const json& quantity : affect["quantities"]) {
    const json& score = quantity["variance_explained"];
    table.rows.push_back({quantity_title(quantity["name"]), format_percent(score["value"]),
                          format_percent(score["permuted_mean"]), format_percent(score["permuted_p95"]),
                          format_number(score["p_value"]), format_count(quantity["num_songs"])});
  }
  return table;
}

Table agreement_table(const json& moods) {
  Table table = {"Agreement with one mood a song",
                 fmt::format("{} have a mood. Always saying {} would have a purity of {}.",
                             count_of(moods["num_songs"], "song"), json_to_text(moods["most_frequent_mood"]),
                             format_percent(moods["purity_baseline"])),
                 {"Measure", "Clusters", "By chance, mean", "By chance, 95th percentile", "p"}};
  for (const auto& [title, name] :
       {std::pair{"Purity", "purity"}, std::pair{"Normalised mutual information", "normalized_mutual_info"},
        std::pair{"Adjusted Rand index", "adjusted_rand"}}) {
    const json& score = moods[name];
    table.rows.push_back({title, format_number(score["value"]), format_number(score["permuted_mean"]),
                          format_number(score["permuted_p95"]), format_number(score["p_value"])});
  }
  return table;
}

Table contingency_table(const json& facts) {
  const json& moods = facts["affect"]["moods"];
  Table table = {"Songs of each mood in each cluster", "", {"Cluster"}};
  for (const json& name : moods["names"]) table.head.push_back(name);
  for (size_t k = 0; k < facts["clusters"].size(); ++k) {
    table.rows.push_back({cluster_row_title(facts["clusters"][k])});
    for (const json& count : moods["contingency"][k]) table.rows.back().push_back(format_count(count));
  }
  return table;
}

/// "2 (58 %), 0 (24 %), 5 (9 %)": the clusters to play, with their shares.
std::string match_cell(const EmotionPolicy::Advice& advice) {
  std::string text;
  for (size_t i = 0; i < std::min(kShownMatches, advice.match.size()); ++i)
    text +=
        fmt::format("{}{} ({})", i > 0 ? ", " : "", advice.match[i], format_percent(advice.weights[i], 0));
  return text;
}

/// "0.012 above the ridge regression's (95 % interval of the difference 0.003 – 0.021)"
std::string describe_gain(const json& gain) {
  const double value = gain["r2"];
  return fmt::format("{:.3f} {} the ridge regression's (95 % interval of the difference {} – {})",
                     std::abs(value), value < 0 ? "below" : "above", format_signed(gain["ci95"][0], 3),
                     format_signed(gain["ci95"][1], 3));
}

bool is_of_listeners(const json& quantity) {
  return quantity["name"].get<std::string>().rfind("spotify_", 0) != 0;
}

}  // namespace

Section make_listener_ratings_section(const json& facts) {
  const json& affect = facts["affect"];
  const json& quantities = affect["quantities"];
  const bool has_moods = affect["moods"]["num_songs"] != 0;
  const bool has_people = has_moods || std::any_of(quantities.begin(), quantities.end(), is_of_listeners);
  Section section;
  section.title = has_people ? "What the clusters feel like, checked against people"
                             : "What the clusters feel like, not checked against people";
  add_figures(section, "affect_plane", "Clusters and emotions in valence and arousal",
              draw_affect_plane(facts));
  if (quantities.empty() && !has_moods) {
    section.lead =
        "Nothing is known of the mood of these songs: the catalogue has no valence and energy, and no "
        "listener's judgement was given.";
    return section;
  }
  section.lead = has_people
                     ? "Spotify's own valence and energy are computed from the sound, as the clustered "
                       "features are; listeners' judgements and moods are not."
                     : "No listener's judgement of these songs was given (data.songs.affect_path, "
                       "data.songs.moods_path). There are only Spotify's own valence and energy, which are "
                       "computed from the sound, as the clustered features are: they confirm nothing.";
  if (!quantities.empty()) section.blocks.emplace_back(variance_table(affect));
  if (has_moods) {
    section.blocks.emplace_back(agreement_table(affect["moods"]));
    section.blocks.emplace_back(contingency_table(facts));
  } else {
    add_remark(section, "No moods were given (data.songs.moods_path).");
  }
  const json& dominance = affect["dominance_valence"];
  if (dominance["r"].is_number())
    add_remark(section, fmt::format("Dominance and valence of the tags correlate with r = {:.2f} over {}.",
                                    dominance["r"].get<double>(), count_of(dominance["num_songs"], "song")));
  return section;
}

Section make_regression_section(const json& facts) {
  const json& regression = facts["regression"];
  if (regression.is_null()) return {};
  Table table = {"",
                 "In brackets the 95 % interval; folds: the worst and the best; MAE: mean absolute error.",
                 {"Model", "R² of valence", "R² of arousal", "Folds, valence", "Folds, arousal",
                  "MAE of valence", "MAE of arousal"}};
  for (const json& score : regression["scores"]) {
    const std::string name = score["name"];
    std::vector<std::string> row = {name == "mean"    ? "Mean of the training songs"
                                    : name == "ridge" ? "Ridge regression"
                                                      : "Small network"};
    for (const char* target : {"valence", "arousal"})
      row.push_back(format_with_interval(score[target]["r2"], score[target]["ci95"], 3));
    for (const char* target : {"valence", "arousal"})
      row.push_back(fmt::format("{} to {}", format_with_interval(score[target]["fold_min"], nullptr, 3),
                                format_with_interval(score[target]["fold_max"], nullptr, 3)));
    for (const char* target : {"valence", "arousal"}) row.push_back(format_number(score[target]["mae"]));
    table.rows.push_back(row);
  }
  return {
      "From a song's features to valence and arousal",
      fmt::format(
          "R² of {}-fold cross-validation over {} that listeners judged ({}); the songs of one artist "
          "are all in one fold. 0 is what always answering the mean reaches. The network's mean R² is {}; "
          "the simpler of the two is exported unless the whole interval of the network's gain is above 0: "
          "{}.",
          regression["num_folds"].get<int64_t>(), count_of(regression["num_songs"], "song"),
          regression["target"] == "deezer" ? "Deezer" : "listeners' tags",
          describe_gain(regression["network_gain"]),
          regression["exported"] == "ridge" ? "the ridge regression" : "the network"),
      {table}};
}

Section make_policy_section(const json& facts) {
  const json& written = facts["policy"];
  if (written.is_null()) return {};
  const EmotionPolicy policy = policy_from_json(written);
  const std::string rest =  // of the match, whose cells show a part
      policy.clusters.size() <= kShownMatches
          ? ""
          : fmt::format(" (the best {}; the rest of the songs is of the other clusters)", kShownMatches);
  Section section = {
      "From an emotion to clusters",
      fmt::format("Match: the clusters nearest to the emotion, with the share of songs that each should "
                  "have{}. Uplift: clusters to play one after the other, from the mood towards valence {} "
                  "and arousal {}. Places are standardised; a cluster's is made of: {}.",
                  rest, format_signed(policy.uplift_target.valence, 2),
                  format_signed(policy.uplift_target.arousal, 2), policy.space)};
  add_figures(section, "uplift_paths", "From a mood to a better one", draw_uplift_paths(facts));
  Table table = {"", "", {"Emotion", "Match", "Uplift", "Valence", "Arousal"}};
  for (const EmotionPolicy::Advice& advice : policy.advice)
    table.rows.push_back({advice.emotion, match_cell(advice),
                          fmt::format("{}", fmt::join(advice.uplift, " → ")),
                          format_signed(advice.place.valence, 2), format_signed(advice.place.arousal, 2)});
  section.blocks.emplace_back(table);
  add_remark(
      section,
      "In the figures of uplift a star is the mood and a dashed circle the target. Where one of them lies "
      "beyond the figure, an arrow at the edge points to it (off scale); the table has the moods' places.");
  const json& source = member_or_null(member_or_null(written, "emotion_coordinates"), "source");
  if (source.is_string()) add_remark(section, "Coordinates of the emotions: " + source.get<std::string>());
  Terms terms;
  for (const auto& [rule, title] : {std::pair{"match", "Match"}, std::pair{"uplift", "Uplift"},
                                    std::pair{"target", "Target"}, std::pair{"places", "Places"}}) {
    const json& words = member_or_null(member_or_null(written, "rules"), rule);
    if (words.is_string()) terms.entries.emplace_back(title, words.get<std::string>());
  }
  if (!terms.entries.empty()) section.blocks.emplace_back(terms);
  return section;
}

}  // namespace affekt
