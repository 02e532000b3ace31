#include "evaluation/next_song/next_song_notes.h"

#include <fmt/format.h>

#include <cmath>

#include "evaluation/classification/report_notes.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/table_scores.h"
#include "evaluation/next_song/next_song_report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

/// From this share on, what is said of songs of the training says little of all that is played.
constexpr double kManyCold = 0.2;

void note_strongest_baselines(const json& facts, NoteList& notes) {
  const json& strongest = member_or_null(facts, "strongest_baseline");
  if (strongest.is_null()) {
    if (facts["baselines"].empty())
      notes.warn("no_baseline",
                 "There is no simple method to compare with, so nobody knows what these scores are worth.");
    return;
  }
  std::vector<std::string> worse, equal, unclear, beaten;
  for (const char* metric : kDecidingMetrics) {
    const json& difference = strongest["difference"][metric];
    const std::string verdict = difference["verdict"];
    const double value = difference["value"];
    auto& list = std::abs(value) < kRounding ? equal
                 : verdict == "beaten"       ? beaten
                 : verdict == "not beaten"   ? worse
                                             : unclear;
    list.push_back(
        describe_difference(facts, metric, facts["reported"]["name"], difference["baseline"], difference));
  }
  if (!worse.empty())
    notes.warn("baseline_not_beaten", "A simple method is better than the model: {}.",
               fmt::join(worse, "; "));
  if (!equal.empty())
    notes.warn("baseline_equal", "A simple method is as good as the model: {}.", fmt::join(equal, "; "));
  if (!unclear.empty())
    notes.warn("baseline_not_clearly_beaten", "The model is better than every simple method, but {}: {}.",
               facts["bootstrap"]["resamples"] > 0 ? "the interval of the difference contains zero"
                                                   : "there is no interval to tell whether that is chance",
               fmt::join(unclear, "; "));
  if (!beaten.empty())
    notes.inform(
        "baseline_beaten",
        "Better than every simple method, with an interval of the difference that excludes zero: {}.",
        fmt::join(beaten, "; "));
}

void note_deployed_baseline(const json& facts, NoteList& notes) {
  const json& reported = facts["reported"];
  if (reported["role"] != "baseline") return;
  notes.warn("baseline_deployed",
             "The model that is reported and would be deployed is a simple method, {}.{}",
             json_to_text(reported["title"]),
             json_to_text(reported["why"]).empty() ? "" : " " + json_to_text(reported["why"]));
  const std::string better = describe_better_baselines(facts);
  if (!better.empty())
    notes.warn("other_baseline_better", "Another simple method is better on these plays: {}.", better);
}

void note_best_without_graph(const json& facts, NoteList& notes) {
  const json& best = facts["best_without_graph"];
  if (best.is_null()) return;
  std::vector<std::string> differences;
  if (facts["data"]["num_warm"] != 0)
    for (const char* metric : kDecidingMetrics)
      differences.push_back(describe_difference(facts, metric, best["name"], facts["reported"]["name"],
                                                best["difference"][metric]));
  notes.warn(
      "best_without_graph",
      "{} did better on {} (MRR@20 {} against {}), but it has no ONNX graph: no file can hold it, so {} "
      "is reported and deployed.{}",
      method_title(facts, best["name"]), json_to_text(facts["choice_plays"]),
      format_rank_score(best["validation_mrr_at_20"]), format_rank_score(best["of_reported"]),
      describe_method(facts, facts["reported"]["name"]),
      differences.empty() ? ""
                          : fmt::format(" On the plays of this report: {}.", fmt::join(differences, "; ")));
}

/// "Last artist 0.2360": the simple method that finds most cold songs beside the model, if any finds one.
std::string describe_best_on_cold(const json& facts, const json& cold) {
  if (facts["reported"]["role"] == "baseline") return "";
  double best = 0;
  std::string text;
  for (const json& method : facts["methods"]) {
    const json& score = cold["methods"][method["name"].get<std::string>()][kNextSongHeadline];
    if (method["role"] != "baseline" || score <= best) continue;
    best = score;
    text = json_to_text(method["title"]) + " " + format_rank_score(score);
  }
  return text;
}

void note_cold_plays(const json& facts, NoteList& notes) {
  const json& data = facts["data"];
  const int64_t num_cold = data["num_cold"], num_plays = data["num_samples"];
  if (num_cold == 0) return;
  if (num_cold == num_plays) {
    notes.warn("no_warm_plays",
               "None of the {} is of a song that a training sequence holds, so there is nothing to score.",
               count_of(num_plays, "play"));
    return;
  }
  const double share = static_cast<double>(num_cold) / static_cast<double>(num_plays);
  const json &all = facts["subsets"][0], &cold = facts["subsets"][1];
  const std::string best = describe_best_on_cold(facts, cold);
  const std::string text = fmt::format(
      "{} of the {} ({}) {} of songs that no training sequence holds, which most simple methods can't name. "
      "The scores leave these plays out. On them HR@20 of {} is {}{}; on all plays it is {}.",
      format_count(num_cold), count_of(num_plays, "play"), format_percent(share),
      num_cold == 1 ? "is" : "are", describe_method(facts, facts["reported"]["name"]),
      format_rank_score(cold["metrics"][kNextSongHeadline]["value"]),
      best.empty() ? "" : ", of the best simple method there (" + best + ")",
      format_rank_score(all["metrics"][kNextSongHeadline]["value"]));
  if (share >= kManyCold) {
    notes.warn("cold_plays", text);
  } else {
    notes.inform("cold_plays", text);
  }
}

void note_duplicates(const json& facts, NoteList& notes) {
  const json& leaks = facts["leaks"];
  if (leaks["num_with_train_duplicate"] == 0 || leaks["of_training_data"] == false) return;
  const json& without = leaks["without_train_duplicates"]["metrics"];
  const std::string rest = without.is_null()
                               ? "no play is left without them"
                               : fmt::format("without them HR@20 is {} and MRR@20 {}",
                                             format_rank_score(without[kNextSongHeadline]["value"]),
                                             format_rank_score(without["mrr_at_20"]["value"]));
  notes.inform("train_duplicates",
               "{} of the {} ({}) {} of a sequence whose plays stand in a training sequence too; {}.",
               format_count(leaks["num_with_train_duplicate"]), count_of(facts["data"]["num_warm"], "play"),
               format_percent(leaks["share"]), leaks["num_with_train_duplicate"] == 1 ? "is" : "are", rest);
}

void note_small_catalogue(const json& facts, NoteList& notes) {
  constexpr int64_t kListLength = 20;
  const int64_t num_songs = facts["data"]["num_ranked_songs"];
  if (num_songs > kListLength) return;
  notes.warn("small_catalogue",
             "The catalogue has {}, and a list of 20 holds them all: HR@20 is 1 for every method that names "
             "them all. Look at HR@1 and MRR@20.",
             count_of(num_songs, "song"));
}

void note_few_plays(const json& facts, NoteList& notes) {
  const int64_t num_warm = facts["data"]["num_warm"];
  if (num_warm == 0 || num_warm >= kFewSamples) return;
  notes.warn("few_samples", "Only {}: {}.", count_of(num_warm, "play"),
             facts["bootstrap"]["resamples"] > 0 ? "the intervals are rough and probably too narrow"
                                                 : "one or two more hits would change the scores a lot");
}

void note_resampled_sequences(const json& facts, NoteList& notes) {
  const json &unit = facts["bootstrap"]["unit"], &data = facts["data"];
  if (unit != "sequence" || data["num_warm"] == 0) return;
  notes.warn("few_streams",
             "The plays are of {} only, too few to be drawn: the intervals are drawn over {}. They tell how "
             "the scores "
             "vary from one sequence to another, not what they would be for other streams.",
             count_of(data["num_streams"], "stream"), count_of(facts["bootstrap"]["num_units"], "sequence"));
}

void note_choice(const json& facts, NoteList& notes) {
  const json& reported = facts["reported"];
  if (reported["role"] != "baseline" && !json_to_text(reported["why"]).empty())
    notes.inform("reported_method", "The scores are those of {}. {}",
                 describe_method(facts, reported["name"]), json_to_text(reported["why"]));
}

}  // namespace

json make_next_song_notes(const json& facts) {
  NoteList notes;
  note_strongest_baselines(facts, notes);
  note_deployed_baseline(facts, notes);
  note_best_without_graph(facts, notes);
  note_training(facts, notes);
  note_selection(facts, notes);
  note_small_catalogue(facts, notes);
  note_cold_plays(facts, notes);
  note_few_plays(facts, notes);
  note_resampled_sequences(facts, notes);
  if (facts["data"]["num_warm"] != 0) note_few_groups(facts, notes);
  note_choice(facts, notes);
  note_duplicates(facts, notes);
  note_skipped(facts, notes);
  return notes.take();
}

}  // namespace affekt
