#include "evaluation/next_song/next_song_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "core/error.h"
#include "evaluation/classification/table_scores.h"
#include "evaluation/next_song/next_song_report_text.h"
#include "evaluation/report/value_text.h"
#include "metrics/ranking.h"

namespace affekt {
namespace {

using nlohmann::json;

/// Some of the plays, and how intervals over them are drawn.
struct ChosenPlays {
  std::vector<size_t> rows;
  BootstrapOptions bootstrap;
  size_t num_units = 0;
};

ChosenPlays choose_plays(const NextSongReportFacts& input,
                         const std::function<bool(const PredictedPlay&)>& is_chosen) {
  ChosenPlays chosen;
  const bool draws_streams = input.resampled_unit == "stream";
  std::vector<int64_t> units;
  for (size_t i = 0; i < input.plays.size(); ++i) {
    if (!is_chosen(input.plays[i])) continue;
    chosen.rows.push_back(i);
    units.push_back(draws_streams ? input.plays[i].stream : input.plays[i].sequence);
  }
  chosen.num_units = std::set<int64_t>(units.begin(), units.end()).size();
  chosen.bootstrap = resampling_of(std::move(units), static_cast<int64_t>(chosen.rows.size()),
                                   {input.options.bootstrap_samples, static_cast<uint64_t>(input.seed)});
  return chosen;
}

std::vector<double> ranks_of(const RankedMethod& method, const ChosenPlays& plays) {
  std::vector<double> ranks;
  ranks.reserve(plays.rows.size());
  for (const size_t row : plays.rows) ranks.push_back(method.ranks[row]);
  return ranks;
}

json named_scores(const RankingScores& scores) {
  json named = json::object();
  for (size_t i = 0; i < kNumRankingScores; ++i)
    named[kRankingScoreNames[i]] = score_to_json(scores.values[i], scores.ci[i]);
  return named;
}

const char* role_name(MethodRole role) {
  return role == MethodRole::kBaseline ? "baseline" : role == MethodRole::kEnsemble ? "ensemble" : "network";
}

json describe_lists(const std::optional<ListScores>& lists) {
  if (!lists) return nullptr;
  const double values[] = {lists->coverage, lists->recommended_percentile, lists->popularity_bias,
                           lists->artist_diversity, lists->feature_diversity};
  AFFEKT_CHECK(list_metrics().size() == std::size(values), "one value a metric of lists");
  json described = {{"played_percentile", number_or_null(lists->played_percentile)},
                    {"mean_length", number_or_null(lists->mean_length)}};
  for (size_t i = 0; i < std::size(values); ++i)
    described[list_metrics()[i].name] = number_or_null(values[i]);
  return described;
}

/// For each metric the baseline that does best over the plays; the first of equal ones.
class StrongestBaselines {
 public:
  StrongestBaselines(const NextSongReportFacts& input, const ChosenPlays& plays) : input_(input) {
    if (plays.rows.empty()) return;
    BootstrapOptions values_only = plays.bootstrap;
    values_only.num_resamples = 0;
    for (size_t i = 0; i < input.methods.size(); ++i) {
      if (input.methods[i].role != MethodRole::kBaseline) continue;
      const RankingScores scores = score_ranks(ranks_of(input.methods[i], plays), values_only);
      if (best_.empty()) {
        best_scores_ = scores;
        best_.assign(kNumRankingScores, i);
      }
      for (size_t m = 0; m < best_.size(); ++m)
        if (scores.values[m] > best_scores_.values[m])
          best_scores_.values[m] = scores.values[m], best_[m] = i;
    }
  }
  bool empty() const { return best_.empty(); }

  /// {metric: {value, ci95, baseline}} of a method minus the strongest; null for a metric in which the method
  /// itself is the strongest baseline.
  json differences(size_t method, const ChosenPlays& plays) const {
    json named = json::object();
    std::map<size_t, json> by_baseline;
    for (size_t m = 0; m < best_.size(); ++m) {
      const std::string metric = kRankingScoreNames[m];
      json& difference = named[metric] = nullptr;
      const size_t baseline = best_[m];
      if (baseline == method) continue;
      if (by_baseline.count(baseline) == 0)
        by_baseline[baseline] =
            named_scores(compare_ranks(ranks_of(input_.methods[baseline], plays),
                                       ranks_of(input_.methods[method], plays), plays.bootstrap));
      difference = by_baseline[baseline][metric];
      difference["baseline"] = input_.methods[baseline].name;
    }
    return named;
  }

 private:
  const NextSongReportFacts& input_;
  RankingScores best_scores_;
  std::vector<size_t> best_;  // [metrics], index into the methods; empty: no baseline, or no play
};

json describe_methods(const NextSongReportFacts& input, const ChosenPlays& warm,
                      const StrongestBaselines& strongest) {
  json described = json::array();
  for (size_t i = 0; i < input.methods.size(); ++i) {
    const RankedMethod& method = input.methods[i];
    described.push_back({{"name", method.name},
                         {"role", role_name(method.role)},
                         {"title", method.title.empty() ? key_to_words(method.name) : method.title},
                         {"parameters", method.parameters},
                         {"citation", method.citation},
                         {"metrics", named_scores(score_ranks(ranks_of(method, warm), warm.bootstrap))},
                         {"difference", strongest.differences(i, warm)},
                         {"lists", describe_lists(method.lists)}});
  }
  return described;
}

json describe_baselines(const NextSongReportFacts& input, const ChosenPlays& warm, const json& methods) {
  json baselines = json::object();
  for (size_t i = 0; i < input.methods.size(); ++i) {
    if (input.methods[i].role != MethodRole::kBaseline) continue;
    json& baseline = baselines[input.methods[i].name] = json::object();
    for (const auto& [metric, score] : methods[i]["metrics"].items()) baseline[metric] = score["value"];
    baseline["difference"] = named_scores(compare_ranks(
        ranks_of(input.methods[i], warm), ranks_of(input.methods[input.reported], warm), warm.bootstrap));
  }
  return baselines;
}

json describe_strongest(const NextSongReportFacts& input, const json& methods) {
  json difference = methods[input.reported]["difference"];
  for (json& of_metric : difference) of_metric["verdict"] = judge_difference(of_metric);
  const json& headline = difference[kNextSongHeadline];
  return {{"baseline", headline["baseline"]},
          {"metric", kNextSongHeadline},
          {"verdict", headline["verdict"]},
          {"difference", difference}};
}

/// Null where the report has no such method.
json describe_best_without_graph(const NextSongReportFacts& input, const ChosenPlays& warm) {
  if (!input.best_without_graph) return nullptr;
  for (const RankedMethod& method : input.methods)
    if (method.name == input.best_without_graph->name)
      return {{"name", method.name},
              {"validation_mrr_at_20", input.best_without_graph->validation_mrr},
              {"of_reported", input.best_without_graph->of_reported_mrr},
              {"difference", named_scores(compare_ranks(ranks_of(input.methods[input.reported], warm),
                                                        ranks_of(method, warm), warm.bootstrap))}};
  return nullptr;
}

/// Plays of one sort; see subsets in next_song_report.h.
struct PlaySort {
  std::string name, by, title;
  std::function<bool(const PredictedPlay&)> holds;
};

std::vector<PlaySort> list_sorts() {
  using Play = PredictedPlay;
  std::vector<PlaySort> sorts = {{"all", "target", "All, cold songs too", [](const Play&) { return true; }},
                                 {"cold", "target", "Cold: songs that no training sequence holds",
                                  [](const Play& play) { return !play.is_warm; }},
                                 {"repeats", "target", "Repeats: the stream played the song before",
                                  [](const Play& play) { return play.is_warm && play.is_repeat; }},
                                 {"first_plays", "target", "First plays of a song by the stream",
                                  [](const Play& play) { return play.is_warm && !play.is_repeat; }}};
  constexpr int64_t kBegins[] = {0, 1, 2, 5, 10, 20, 50};
  for (size_t i = 0; i < std::size(kBegins); ++i) {
    const bool is_last = i + 1 == std::size(kBegins);
    const int64_t begin = kBegins[i], end = is_last ? INT64_MAX : kBegins[i + 1];  // end: not in it
    const std::string title = is_last            ? fmt::format("{} or more", begin)
                              : begin + 1 == end ? fmt::format("{}", begin)
                                                 : fmt::format("{} to {}", begin, end - 1);
    sorts.push_back({fmt::format("history_from_{}", begin), "history", title, [=](const Play& play) {
                       return play.is_warm && play.prefix_length >= begin && play.prefix_length < end;
                     }});
  }
  return sorts;
}

json score_sort(const NextSongReportFacts& input, const PlaySort& sort, const ChosenPlays& plays,
                const StrongestBaselines& strongest) {
  BootstrapOptions values_only = plays.bootstrap;
  values_only.num_resamples = 0;
  json methods = json::object();
  for (const RankedMethod& method : input.methods) {
    const RankingScores scores = score_ranks(ranks_of(method, plays), values_only);
    for (size_t m = 0; m < kNumRankingScores; ++m)
      methods[method.name][kRankingScoreNames[m]] = scores.values[m];
  }
  return {
      {"name", sort.name},
      {"by", sort.by},
      {"title", sort.title},
      {"num_plays", plays.rows.size()},
      {"num_units", plays.num_units},
      {"metrics", named_scores(score_ranks(ranks_of(input.methods[input.reported], plays), plays.bootstrap))},
      {"difference", strongest.differences(input.reported, plays)},
      {"methods", methods}};
}

json score_without_duplicates(const NextSongReportFacts& input, size_t num_warm,
                              const StrongestBaselines& strongest) {
  const ChosenPlays plays = choose_plays(
      input, [](const PredictedPlay& play) { return play.is_warm && !play.has_train_duplicate; });
  json scored = {{"num_samples", plays.rows.size()},
                 {"num_left_out", num_warm - plays.rows.size()},
                 {"metrics", nullptr},
                 {"difference", nullptr}};
  if (plays.rows.empty()) return scored;
  scored["metrics"] =
      named_scores(score_ranks(ranks_of(input.methods[input.reported], plays), plays.bootstrap));
  scored["difference"] = strongest.differences(input.reported, plays);
  return scored;
}

}  // namespace

json number_or_null(double value) {
  return score_to_json(value, {})["value"];
}

void add_next_song_scores(const NextSongReportFacts& input, json& facts) {
  const ChosenPlays warm = choose_plays(input, [](const PredictedPlay& play) { return play.is_warm; });
  facts["bootstrap"] = {{"resamples", warm.bootstrap.num_resamples},
                        {"unit", input.resampled_unit},
                        {"num_units", warm.num_units},
                        {"interval", "percentile, 95 %"}};
  const StrongestBaselines strongest(input, warm);
  const json methods = describe_methods(input, warm, strongest);
  facts["metrics"] = methods[input.reported]["metrics"];
  facts["methods"] = methods;
  facts["baselines"] = describe_baselines(input, warm, methods);
  facts["best_without_graph"] = describe_best_without_graph(input, warm);
  if (!strongest.empty() && input.methods[input.reported].role != MethodRole::kBaseline)
    facts["strongest_baseline"] = describe_strongest(input, methods);
  json& subsets = facts["subsets"] = json::array();
  for (const PlaySort& sort : list_sorts()) {
    const ChosenPlays plays = choose_plays(input, sort.holds);
    if (!plays.rows.empty()) subsets.push_back(score_sort(input, sort, plays, strongest));
  }
  facts["leaks"]["without_train_duplicates"] = score_without_duplicates(input, warm.rows.size(), strongest);
}

}  // namespace affekt
