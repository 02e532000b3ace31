// How the report on next songs names what it shows, and the sentence that stands first in it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/metric_info.h"

namespace affekt {

constexpr const char* kNextSongHeadline = "hit_rate_at_20";
/// Those that decide whether a baseline is better than the model.
constexpr const char* kDecidingMetrics[] = {"hit_rate_at_20", "mrr_at_20"};

/// Scores that differ by less are equal: sums in another order round otherwise.
constexpr double kRounding = 1e-12;

/// @param name  of ranking_metrics()
const MetricInfo& next_song_metric(std::string_view name);

/// 0.10142 -> "0.1014", since good hit rates are small; "–" for null.
std::string format_rank_score(const nlohmann::json& value);
/// "+0.0021", what rounds to zero without a sign; "–" for null.
std::string format_rank_difference(const nlohmann::json& value);
/// "0.0912 – 0.1108"; "–" for null.
std::string format_rank_interval(const nlohmann::json& interval);
/// The value, and below it its interval if there is one. @param score  {"value", "ci95"}
std::string rank_score_cell(const nlohmann::json& score);
/// As rank_score_cell, with signs. @param difference  {"value", "ci95"} or null
std::string rank_difference_cell(const nlohmann::json& difference);

/// A baseline that does better than the reported model by a deciding metric.
struct BetterBaseline {
  std::string metric, baseline;  // the best one by that metric
  double score = 0, of_model = 0;
};
/// At most one a metric. @param facts  report.json with methods and reported
std::vector<BetterBaseline> find_better_baselines(const nlohmann::json& facts);
/// "sequential rules: HR@20 0.1064 against 0.1010, MRR@20 0.0420 against 0.0400; popularity: ..."
std::string describe_better_baselines(const nlohmann::json& facts);

/// Of report.json's methods; null if there is none.
const nlohmann::json& find_method(const nlohmann::json& facts, const std::string& name);

/// "Sequential rules". @param name  of a method that is there
std::string method_title(const nlohmann::json& facts, const std::string& name);

/// "the ensemble", "the network lstm", "the baseline Markov chain". @param name  of a method that is there
std::string describe_method(const nlohmann::json& facts, const std::string& name);

/// "HR@20 0.1064 against 0.1010 (sequential rules), difference +0.0054, 95 % interval +0.0010 – +0.0100"
/// @param method, other  of methods that are there  @param difference  {"value", "ci95"}
std::string describe_difference(const nlohmann::json& facts, const std::string& metric,
                                const std::string& method, const std::string& other,
                                const nlohmann::json& difference);

/// The verdict in a sentence without its full stop. It names every baseline that is better.
std::string describe_first_line(const nlohmann::json& facts);
/// What is added to the report's title where a baseline is better or is deployed; else "".
std::string describe_title_verdict(const nlohmann::json& facts);

/// "4,334 plays of 25 streams of the test split": those that the scores are over
std::string describe_scored_plays(const nlohmann::json& facts);

}  // namespace affekt
