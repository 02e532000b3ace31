#include "evaluation/next_song/next_song_notes.h"

#include <fmt/format.h>

#include "evaluation/classification/report_notes.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/table_scores.h"
#include "evaluation/next_song/next_song_report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

/// From this share on, what is said of songs of the training says little of all that is played.
constexpr double kManyCold = 0.2;

/// "HR@20 0.1064 against 0.1010 (sequential rules), difference −0.0054, 95 % interval −0.0100 – −0.0010"
std::string weigh_difference(const json& facts, const std::string& metric, const json& difference) {
  const std::string baseline = difference["baseline"];
  std::string text = fmt::format("{} {} against {} ({}), difference {}", next_song_metric(metric).title,
                                 format_rank_score(facts["metrics"][metric]["value"]),
                                 format_rank_score(find_method(facts, baseline)["metrics"][metric]["value"]),
                                 method_title(facts, baseline), format_rank_difference(difference["value"]));
  if (difference["ci95"].is_array())
    text += fmt::format(", 95 % interval {} – {}", format_rank_difference(difference["ci95"][0]),
                        format_rank_difference(difference["ci95"][1]));
  return text;
}

void note_strongest_baselines(const json& facts, NoteList& notes) {
  const json& strongest = member_or_null(facts, "strongest_baseline");
  if (strongest.is_null()) {
    if (facts["baselines"].empty())
      notes.warn("no_baseline",
                 "There is no simple method to compare with, so nobody knows what these scores are worth.");
    return;
  }
  std::vector<std::string> worse, unclear, beaten;
  for (const char* metric : kDecidingMetrics) {
    const json& difference = strongest["difference"][metric];
    const std::string verdict = difference["verdict"], text = weigh_difference(facts, metric, difference);
    (verdict == "beaten" ? beaten : verdict == "not beaten" ? worse : unclear).push_back(text);
  }
  if (!worse.empty())
    notes.warn("baseline_not_beaten", "{}: {}.",
               find_better_baselines(facts).empty() ? "The model is no better than a simple method"
                                                    : "A simple method is better than the model",
               fmt::join(worse, "; "));
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

void note_cold_plays(const json& facts, NoteList& notes) {
  const json& data = facts["data"];
  const int64_t num_cold = data["num_cold"], num_plays = data["num_samples"];
  if (num_cold == 0) return;
  if (num_cold == num_plays) {
    notes.warn(
        "no_warm_plays",
        "All {} are of songs that no training sequence holds, so there is nothing to score: methods that "
        "count plays can't name such songs.",
        count_of(num_plays, "play"));
    return;
  }
  const double share = static_cast<double>(num_cold) / static_cast<double>(num_plays);
  const json& with_cold = facts["subsets"][0]["metrics"][kNextSongHeadline]["value"];
  const std::string text = fmt::format(
      "{} of the {} ({}) are of songs that no training sequence holds. The scores leave them out, as methods "
      "that "
      "count plays can't name such songs; they are reported apart. With them HR@20 is {}.",
      format_count(num_cold), count_of(num_plays, "play"), format_percent(share),
      format_rank_score(with_cold));
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
               "{} of the {} ({}) are of a sequence whose plays stand in a training sequence too; {}.",
               format_count(leaks["num_with_train_duplicate"]), count_of(facts["data"]["num_warm"], "play"),
               format_percent(leaks["share"]), rest);
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
  note_training(facts, notes);
  note_selection(facts, notes);
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
