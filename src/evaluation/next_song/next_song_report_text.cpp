#include "evaluation/next_song/next_song_report_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/report/value_text.h"
#include "metrics/ranking.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string signed_rank_score(double value) {
  const std::string text = fmt::format("{:+.4f}", value);
  const bool is_zero = text.find_first_of("123456789") == std::string::npos;
  return is_zero ? text.substr(1) : with_true_minus(text);
}

/// "HR@20 0.1014, MRR@20 0.0195" of a method.
std::string describe_deciding_scores(const json& metrics) {
  std::string text;
  for (const char* name : kDecidingMetrics)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", next_song_metric(name).title,
                        format_rank_score(metrics[name]["value"]));
  return text;
}

bool is_baseline(const json& method) {
  return method["role"] == "baseline";
}

/// "network LSTM"; "ensemble" of the one of that name.
std::string describe_method_role(const json& method) {
  const std::string role = method["role"], title = method["title"];
  return method["role"] == method["name"] ? role : role + " " + title;
}

/// "network lstm HR@20 0.0950, MRR@20 0.0180; ensemble ..."
std::string describe_other_than_baselines(const json& facts) {
  std::string text;
  for (const json& method : facts["methods"])
    if (!is_baseline(method))
      text += fmt::format("{}{} {}", text.empty() ? "" : "; ", describe_method_role(method),
                          describe_deciding_scores(method["metrics"]));
  return text;
}

/// Whether the scores are over more plays than those that the method was chosen on.
bool was_chosen_on_part(const json& facts) {
  return facts["data"]["split"] == "validation" && facts["selected_on_this_split"] == true &&
         facts["choice_plays"] != "";
}

/// "own popularity HR@20 0.1014, sequential rules MRR@20 0.0195"
std::string describe_strongest_scores(const json& strongest, const json& facts) {
  std::string text;
  for (const char* name : kDecidingMetrics) {
    const std::string baseline = strongest["difference"][name]["baseline"];
    text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", method_title(facts, baseline),
                        next_song_metric(name).title,
                        format_rank_score(find_method(facts, baseline)["metrics"][name]["value"]));
  }
  return text;
}

}  // namespace

const MetricInfo& next_song_metric(std::string_view name) {
  const MetricInfo* found = find_metric(ranking_metrics(), std::string(name));
  AFFEKT_CHECK(found != nullptr, "no score " + std::string(name));
  return *found;
}

std::string format_rank_score(const json& value) {
  return value.is_number() ? with_true_minus(fmt::format("{:.4f}", value.get<double>())) : "–";
}

std::string format_rank_difference(const json& value) {
  return value.is_number() ? signed_rank_score(value) : "–";
}

std::string format_rank_interval(const json& interval) {
  return interval.is_array() ? format_rank_score(interval[0]) + " – " + format_rank_score(interval[1]) : "–";
}

std::string rank_score_cell(const json& score) {
  std::string text = format_rank_score(member_or_null(score, "value"));
  if (member_or_null(score, "ci95").is_array()) text += "\n" + format_rank_interval(score["ci95"]);
  return text;
}

std::string rank_difference_cell(const json& difference) {
  if (!difference.is_object()) return "–";
  std::string text = format_rank_difference(difference["value"]);
  const json& ends = difference["ci95"];
  if (ends.is_array())
    text += "\n" + format_rank_difference(ends[0]) + " – " + format_rank_difference(ends[1]);
  return text;
}

std::vector<BetterBaseline> find_better_baselines(const json& facts) {
  std::vector<BetterBaseline> better;
  const std::string reported = facts["reported"]["name"];
  const json& model = find_method(facts, reported);
  for (const char* name : kDecidingMetrics) {
    const json& of_model = model["metrics"][name]["value"];
    if (!of_model.is_number()) continue;
    BetterBaseline best{name, "", of_model, of_model};
    for (const json& method : facts["methods"]) {
      if (!is_baseline(method) || method["metrics"][name]["value"] <= best.score + kRounding) continue;
      best.baseline = method["name"];
      best.score = method["metrics"][name]["value"];
    }
    if (!best.baseline.empty()) better.push_back(best);
  }
  return better;
}

std::string describe_better_baselines(const json& facts) {
  std::string text, last;
  for (const BetterBaseline& better : find_better_baselines(facts)) {
    if (better.baseline == last) {
      text += ", ";
    } else {
      text += (text.empty() ? "" : "; ") + method_title(facts, better.baseline) + ": ";
    }
    last = better.baseline;
    text += fmt::format("{} {:.4f} against {:.4f}", next_song_metric(better.metric).title, better.score,
                        better.of_model);
  }
  return text;
}

const json& find_method(const json& facts, const std::string& name) {
  static const json none;
  for (const json& method : facts["methods"])
    if (method["name"] == name) return method;
  return none;
}

std::string method_title(const json& facts, const std::string& name) {
  return find_method(facts, name)["title"];
}

std::string describe_method(const json& facts, const std::string& name) {
  return "the " + describe_method_role(find_method(facts, name));
}

std::string describe_difference(const json& facts, const std::string& metric, const std::string& method,
                                const std::string& other, const json& difference) {
  const auto score_of = [&](const std::string& name) {
    return format_rank_score(find_method(facts, name)["metrics"][metric]["value"]);
  };
  std::string text =
      fmt::format("{} {} against {} ({}), difference {}", next_song_metric(metric).title, score_of(method),
                  score_of(other), method_title(facts, other), format_rank_difference(difference["value"]));
  if (difference["ci95"].is_array())
    text += fmt::format(", 95 % interval {} – {}", format_rank_difference(difference["ci95"][0]),
                        format_rank_difference(difference["ci95"][1]));
  return text;
}

std::string describe_scored_plays(const json& facts) {
  const json& data = facts["data"];
  return fmt::format("{} of {} of the {} split", count_of(data["num_warm"], "play"),
                     count_of(data["num_streams"], "stream"), json_to_text(data["split"]));
}

std::string describe_first_line(const json& facts) {
  const json &data = facts["data"], &reported = facts["reported"], &metrics = facts["metrics"];
  if (data["num_warm"] == 0)
    return fmt::format("No score: none of the {} of the {} split is of a song that the training has heard",
                       count_of(data["num_samples"], "play"), json_to_text(data["split"]));
  const json& headline = metrics[kNextSongHeadline];
  std::string interval = "no interval";
  if (headline["ci95"].is_array())
    interval = fmt::format("95 % interval {} to {} over {}", format_rank_score(headline["ci95"][0]),
                           format_rank_score(headline["ci95"][1]), resampled_units(facts));
  const std::string name = describe_method(facts, reported["name"]);
  const std::string scores =
      fmt::format("{} ({}), MRR@20 {}, on {}", format_rank_score(headline["value"]), interval,
                  format_rank_score(metrics["mrr_at_20"]["value"]), describe_scored_plays(facts));
  std::string text;
  if (reported["role"] == "baseline") {
    const std::string others = describe_other_than_baselines(facts);
    text = fmt::format("A baseline is deployed, {}: HR@20 {}{}", json_to_text(reported["title"]), scores,
                       others.empty() ? "" : "; " + others);
  } else if (!find_better_baselines(facts).empty()) {
    text = fmt::format("A baseline is better than {} ({}): HR@20 {}", name, describe_better_baselines(facts),
                       scores);
  } else {
    const json& strongest = member_or_null(facts, "strongest_baseline");
    text = fmt::format("HR@20 of {} {}; {}", name, scores,
                       strongest.is_null()
                           ? "no baseline beside it"
                           : "strongest baselines " + describe_strongest_scores(strongest, facts));
  }
  if (was_chosen_on_part(facts))
    text += fmt::format("; the choice was made on {}", json_to_text(facts["choice_plays"]));
  const json& best = facts["best_without_graph"];
  if (!best.is_null())
    text += fmt::format("; {} did better on validation, but can't be exported",
                        method_title(facts, best["name"]));
  return text;
}

std::string describe_title_verdict(const json& facts) {
  if (facts["data"]["num_warm"] == 0) return ": no score";
  if (facts["reported"]["role"] == "baseline") {
    const std::string others = describe_other_than_baselines(facts);
    return fmt::format(": a baseline is deployed ({} {}{})", json_to_text(facts["reported"]["title"]),
                       describe_deciding_scores(facts["metrics"]), others.empty() ? "" : "; " + others);
  }
  const std::string better = describe_better_baselines(facts);
  return better.empty() ? "" : fmt::format(": a baseline is better ({})", better);
}

}  // namespace affekt
