#include "evaluation/next_song/next_song_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "evaluation/classification/report_text.h"
#include "evaluation/next_song/next_song_figures.h"
#include "evaluation/next_song/next_song_report_text.h"
#include "evaluation/report/fact_lines.h"
#include "evaluation/report/value_text.h"
#include "metrics/ranking.h"
#include "metrics/recommended_lists.h"

namespace affekt {
namespace {

using nlohmann::json;

/// The reported method, other networks and ensembles, and the baselines by their headline score.
std::vector<json> ordered_methods(const json& facts) {
  std::vector<json> methods = facts["methods"];
  const auto place = [&](const json& method) {
    return method["name"] == facts["reported"]["name"] ? 0 : method["role"] == "baseline" ? 2 : 1;
  };
  std::stable_sort(methods.begin(), methods.end(), [&](const json& a, const json& b) {
    if (place(a) != place(b)) return place(a) < place(b);
    const json &of_a = a["metrics"][kNextSongHeadline]["value"],
               &of_b = b["metrics"][kNextSongHeadline]["value"];
    return place(a) == 2 && of_a.is_number() && of_a.get<double>() > of_b.get<double>();
  });
  return methods;
}

std::string method_row_title(const json& facts, const json& method) {
  const std::string title = method["title"];
  return method["name"] == facts["reported"]["name"] ? title + " (reported)" : title;
}

/// "–" where there is nothing to compare with, "the strongest" of that baseline itself.
std::string difference_to_strongest(const json& method, const char* metric) {
  if (method["difference"].empty()) return "–";
  const json& difference = method["difference"][metric];
  return difference.is_null() ? "the strongest" : rank_difference_cell(difference);
}

Table make_scores_table(const json& facts) {
  Table table;
  table.head = {"Method"};
  for (const MetricInfo& metric : ranking_metrics()) table.head.push_back(metric.title);
  for (const char* metric : kDecidingMetrics)
    table.head.push_back(next_song_metric(metric).title + " minus the strongest baseline's");
  for (const json& method : ordered_methods(facts)) {
    std::vector<std::string> row = {method_row_title(facts, method)};
    for (const MetricInfo& metric : ranking_metrics())
      row.push_back(rank_score_cell(method["metrics"][metric.name]));
    for (const char* metric : kDecidingMetrics) row.push_back(difference_to_strongest(method, metric));
    table.rows.push_back(row);
  }
  table.strong_column = static_cast<size_t>(kHitRateAt20) + 1;
  return table;
}

Table make_methods_table(const json& facts) {
  Table table{"", "", {"Method", "Kind", "Parameters", "Source"}};
  for (const json& method : ordered_methods(facts)) {
    const std::string parameters = method["parameters"], citation = method["citation"];
    table.rows.push_back({method_row_title(facts, method), method["role"],
                          parameters.empty() ? "–" : parameters, citation.empty() ? "–" : citation});
  }
  return table;
}

/// A row of the plays of one sort: the reported method, and its difference to the strongest baseline.
std::vector<std::string> sort_row(const std::string& title, const json& num_plays, const json& scored) {
  std::vector<std::string> row = {title, format_count(num_plays)};
  for (const char* metric : kDecidingMetrics) {
    row.push_back(scored["metrics"].is_null() ? "–" : rank_score_cell(scored["metrics"][metric]));
    row.push_back(rank_difference_cell(member_or_null(scored["difference"], metric)));
  }
  return row;
}

std::vector<std::string> sort_head(const std::string& first) {
  std::vector<std::string> head = {first, "Plays"};
  for (const char* metric : kDecidingMetrics) {
    head.push_back(next_song_metric(metric).title);
    head.emplace_back("minus the strongest baseline's");
  }
  return head;
}

/// The plays of each sort, and below it every method on them.
std::vector<Block> make_subset_blocks(const json& facts, const std::string& by, const std::string& first) {
  Table table{"", "", sort_head(first), {}, 2},
      all{"",
          "HR@20 of every method" + std::string(by == "history" ? ", by plays before" : ""),
          {"Method"},
          {},
          0};
  if (by == "target" && facts["data"]["num_warm"] != 0)
    table.rows.push_back(
        sort_row("Warm: songs of the training", facts["data"]["num_warm"],
                 {{"metrics", facts["metrics"]},
                  {"difference", find_method(facts, facts["reported"]["name"])["difference"]}}));
  const std::vector<json> methods = ordered_methods(facts);
  for (const json& method : methods) all.rows.push_back({method_row_title(facts, method)});
  for (const json& subset : facts["subsets"]) {
    if (subset["by"] != by) continue;
    table.rows.push_back(sort_row(subset["title"], subset["num_plays"], subset));
    all.head.push_back(by == "history" ? json_to_text(subset["title"]) : key_to_words(subset["name"]));
    for (size_t i = 0; i < methods.size(); ++i)
      all.rows[i].push_back(
          format_rank_score(subset["methods"][methods[i]["name"].get<std::string>()][kNextSongHeadline]));
  }
  if (table.rows.empty()) return {};
  return {table, Details{"Every method on these plays", {all}}};
}

}  // namespace

std::vector<Card> make_next_song_cards(const json& facts) {
  std::vector<Card> cards;
  const json& strongest = member_or_null(facts, "strongest_baseline");
  for (const char* name : {"hit_rate_at_20", "mrr_at_20", "hit_rate_at_1"}) {
    const MetricInfo& metric = next_song_metric(name);
    const json& score = facts["metrics"][name];
    std::string below =
        score["ci95"].is_array() ? "95 % interval " + format_rank_interval(score["ci95"]) : "no interval";
    if (!strongest.is_null()) {
      const std::string baseline = strongest["difference"][name]["baseline"];
      below += fmt::format("; {} {}", method_title(facts, baseline),
                           format_rank_score(find_method(facts, baseline)["metrics"][name]["value"]));
    }
    cards.push_back({metric.title, format_rank_score(score["value"]), below, metric.explanation});
  }
  return cards;
}

Section make_methods_section(const json& facts) {
  Section section;
  section.title = "Scores beside the baselines";
  section.lead = fmt::format(
      "{} Each method ranks {} for every play, and equal scores share their mean rank. The strongest "
      "baseline is "
      "chosen for each metric on these very plays, which favours the baselines.",
      describe_intervals(facts), count_of(facts["data"]["num_ranked_songs"], "song"));
  if (facts["data"]["num_warm"] != 0)
    section.blocks.emplace_back(
        FigureGroup{"methods", "Methods with their intervals", draw_method_scores(facts)});
  section.blocks.emplace_back(make_scores_table(facts));
  if (const json& weight = member_or_null(facts["ensemble"], "network_weight"); weight.is_number())
    section.blocks.emplace_back(
        Text{fmt::format(
                 "The ensemble adds normalised scores: the network's with the weight {:.3g}, the baseline's "
                 "with {:.3g}. The weight is chosen on the validation split.",
                 weight.get<double>(), 1 - weight.get<double>()),
             true});
  Terms terms{"What the metrics mean", {}};
  for (const MetricInfo& metric : ranking_metrics())
    terms.entries.emplace_back(metric.title, metric.explanation);
  section.blocks.emplace_back(Details{"Where the methods come from", {make_methods_table(facts)}});
  section.blocks.emplace_back(terms);
  return section;
}

Section make_play_sorts_section(const json& facts) {
  return {"What was played",
          "Repeats are easy for methods that remember the stream, first plays are not. A cold song can be "
          "found by what it shares with songs of the training (its artist, its audio features), or because "
          "the stream itself has played it before. Each row is compared with the baseline that is the "
          "strongest over all warm plays.",
          make_subset_blocks(facts, "target", "Song played next")};
}

Section make_histories_section(const json& facts) {
  return {"How much was played before",
          "Plays before the one that is predicted, as the methods were given them.",
          make_subset_blocks(facts, "history", "Plays before")};
}

Section make_duplicates_section(const json& facts) {
  const json& without = facts["leaks"]["without_train_duplicates"];
  Table table{"", "", sort_head("Plays"), {}, 2};
  table.rows = {sort_row("All", facts["data"]["num_warm"],
                         {{"metrics", facts["metrics"]},
                          {"difference", find_method(facts, facts["reported"]["name"])["difference"]}}),
                sort_row("Without duplicates", without["num_samples"], without)};
  return {"Without sequences that stand in train",
          fmt::format(
              "Left out: {} of a sequence whose plays stand in a training sequence of another stream too.",
              count_of(without["num_left_out"], "play")),
          {table}};
}

Section make_lists_section(const json& facts) {
  Table table;
  table.head = {"Method"};
  for (const MetricInfo& metric : list_metrics()) table.head.push_back(metric.title);
  Terms terms{"What the measures mean", {}};
  for (const MetricInfo& metric : list_metrics())
    terms.entries.emplace_back(metric.title, metric.explanation);
  for (const json& method : ordered_methods(facts)) {
    if (method["lists"].is_null()) continue;
    std::vector<std::string> row = {method_row_title(facts, method)};
    for (const MetricInfo& metric : list_metrics())
      row.push_back(format_metric(metric, method["lists"][metric.name]));
    table.rows.push_back(row);
  }
  Section section = {"The lists of 20 songs",
                     "A method may hit often with the same few popular songs for everybody. The "
                     "popularity of its songs is compared with that of the songs that were really played."};
  if (!table.rows.empty()) section.blocks = {table, terms};
  return section;
}

Section make_emotion_section(const json& facts) {
  const json& trade = facts["emotion_trade"];
  Section section = {"Emotion in the choice",
                     fmt::format("What it costs to shift the ranking of {} towards a wanted valence and "
                                 "arousal: a song's score is multiplied by exp(-strength x distance), where "
                                 "the distance is that of the song to the wanted point, each axis in "
                                 "standard deviations of the catalogue. No log says what listeners wanted: "
                                 "\"history\" asks for the mood of the plays before, the others ask for one "
                                 "corner of the plane for everybody. A smaller distance fits better. No "
                                 "strength is chosen here: the user decides how many hits a better fit is "
                                 "worth.",
                                 describe_method(facts, trade["method"]))};
  std::vector<Figure> panels = draw_emotion_trade(facts);
  if (!panels.empty())
    section.blocks.emplace_back(FigureGroup{"emotion_trade", "Hits and emotional fit", std::move(panels)});
  for (const json& curve : trade["curves"]) {
    Table table{"", "", {"Strength", "HR@20", "MRR@20", "Distance"}};
    for (const json& point : curve["points"])
      table.rows.push_back({json_to_text(point["strength"]), format_rank_score(point["hit_rate_at_20"]),
                            format_rank_score(point["mrr_at_20"]), format_number(point["mean_distance"])});
    table.rows.push_back({"Songs at random", "", "", format_number(curve["catalogue_distance"])});
    section.blocks.emplace_back(Details{
        fmt::format("Wanted: {} ({})", key_to_words(curve["wanted"]), count_of(curve["num_plays"], "play")),
        {table}});
  }
  return section;
}

Section make_play_reading_section(const json& facts) {
  return {"How the plays were read", "What each rule of reading found, left out or cut.",
          list_facts_by_member(facts["data"]["about"], "", "Rules and settings")};
}

}  // namespace affekt
