#include "evaluation/classification/report_notes.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/text/plural.h"
#include "core/text/text.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/table_scores.h"
#include "evaluation/report/note_list.h"
#include "metrics/bootstrap.h"
#include "store/data_set_name.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string word_of(const json& facts) {
  return sample_word(facts["data"]["input_kind"]);
}

std::string words_of(const json& facts) {
  return plural_of(word_of(facts));
}

std::string count_samples(const json& facts) {
  return count_of(facts["data"]["num_samples"], word_of(facts));
}

bool is_of_other_data(const json& facts) {
  return facts["leaks"]["of_training_data"] == false;
}

void note_other_data(const json& facts, NoteList& notes) {
  const json& data = facts["data"];
  const auto begin_of = [](const json& digest) { return digest.get<std::string>().substr(0, 12) + "..."; };
  const json& all_folds = member_or_null(facts["model"], "trained_on_all_folds");
  if (all_folds.is_string()) {
    notes.warn(
        "trained_on_all_folds",
        "The model was trained on {}, so that no sample was held out to test it. If these {} (data set "
        "{}) are of those data, they were its training samples: the scores say how well it remembers "
        "them, not how good it is.",
        json_to_text(all_folds), words_of(facts), json_to_text(data["name"]));
    return;
  }
  notes.warn("other_data",
             "These are not the data that the model was trained on ({}, it was trained on {}). It is not "
             "known whether these {} were among its training samples; if they were, the scores are too good.",
             begin_of(data["digest"]), begin_of(facts["model"]["trained_on"]),
             word_of(facts) == "person" ? "people" : words_of(facts) + ", or the same people,");
}

void note_classes(const json& facts, NoteList& notes) {
  std::vector<std::string> absent, never_predicted;
  for (const json& row : facts["per_class"]) {
    if (row["support"] == 0) absent.push_back(row["class"]);
    if (row["support"] > 0 && row["num_predicted"] == 0) never_predicted.push_back(row["class"]);
  }
  const size_t num_classes = facts["per_class"].size();
  if (!absent.empty())
    notes.warn("absent_classes", "This split has no sample of {}: {}.{}", fmt::join(absent, ", "),
               describe_averages(facts["metrics"], num_classes),
               absent.size() + 1 == num_classes
                   ? " With samples of one class only, UAR is the accuracy, and no score tells how well the "
                     "classes are told apart."
                   : "");
  if (!never_predicted.empty())
    notes.warn("never_predicted", "The model never predicts {}.", fmt::join(never_predicted, ", "));
}

void note_chosen_classes(const json& facts, NoteList& notes) {
  const json& chosen = member_or_null(facts["data"], "chosen_classes");
  if (chosen.is_array())
    notes.warn(
        "chosen_classes",
        "Only a part of the data set's classes was taken (data.classes: {}); the samples of the others "
        "are left out, so these scores can't be compared with scores on all classes.",
        fmt::join(chosen.get<std::vector<std::string>>(), ", "));
}

void note_majority(const json& facts, NoteList& notes) {
  const json& interval = facts["metrics"]["accuracy"]["ci95"];
  const json& majority = member_or_null(facts["baselines"], "majority");
  if (majority.is_null()) return;
  if (majority.contains("absent"))
    notes.inform("majority_absent",
                 "The baseline of one answer is '{}', the training's most common class of those that have "
                 "samples here; {} would never be right.",
                 json_to_text(majority["class"]),
                 fmt::join(majority["absent"].get<std::vector<std::string>>(), ", "));
  const json& lowest = interval.is_array() ? interval[0] : facts["metrics"]["accuracy"]["value"];
  if (lowest > majority["accuracy"]) return;
  notes.warn("not_above_majority", "The accuracy is not {}above that of always answering '{}' ({}).",
             interval.is_array() ? "clearly " : "", json_to_text(majority["class"]),
             format_percent(majority["accuracy"]));
}

void note_leaks(const json& facts, NoteList& notes) {
  const json& leaks = facts["leaks"];
  if (leaks["num_with_train_duplicate"] == 0 || is_of_other_data(facts)) return;
  const json& without = leaks["without_train_duplicates"]["metrics"];
  const std::string headline = facts["headline"];
  notes.inform(
      "train_duplicates", "{} of the {} ({}) have an exact or near duplicate in the train split{}; {}.",
      format_count(leaks["num_with_train_duplicate"]), count_samples(facts), format_percent(leaks["share"]),
      facts.contains("cross_validation") ? " of their fold" : "",
      without.is_null() ? "no sample is left without them"
                        : fmt::format("without them the {} is {}", headline == "uar" ? "UAR" : headline,
                                      format_percent(without[headline]["value"])));
}

void note_strongest_baseline(const json& facts, NoteList& notes) {
  const json& strongest = member_or_null(facts, "strongest_baseline");
  if (strongest.is_null()) return;
  const std::string baseline = strongest["baseline"], metric = strongest["metric"],
                    verdict = strongest["verdict"];
  const json& difference = strongest["difference"][metric];
  const json& ends = difference["ci95"];
  const double points = 100 * difference["value"].get<double>();
  const std::string text = fmt::format(
      "The strongest baseline, {} with {} {}, is {}: the model is {} ({}).", baseline_title(baseline),
      score_info(metric).title, format_percent(facts["baselines"][baseline][metric]), verdict,
      std::abs(points) < 0.05
          ? "as good as it"
          : fmt::format("{:.1f} points {} it", std::abs(points), points > 0 ? "above" : "below"),
      ends.is_array() ? fmt::format("95 % interval over {} {:+.1f} to {:+.1f}", resampled_units(facts),
                                    100 * ends[0].get<double>(), 100 * ends[1].get<double>())
                      : "without an interval");
  if (verdict == "beaten") {
    notes.inform("baseline_beaten", text);
  } else {
    notes.warn("baseline_not_beaten", text);
  }
}

void note_cross_validation(const json& facts, NoteList& notes) {
  const json& crossed = member_or_null(facts, "cross_validation");
  if (crossed.is_null()) return;
  const size_t num_models = crossed["folds"].size();
  const int64_t validation_fold = crossed["final_validation_fold"];
  notes.inform(
      "cross_validation",
      "These scores estimate the recipe, by {} models that were each tested on the fold they were not "
      "trained on. The exported model is none of them: it is trained on {}, so that no sample is left "
      "to test it on.",
      num_models,
      validation_fold == 0 ? "all folds"
                           : fmt::format("all folds but fold {}, which validates", validation_fold));
  const std::vector<int64_t> absent = crossed["absent_folds"];
  if (absent.empty()) return;
  const bool one = absent.size() == 1;
  notes.inform("absent_folds",
               "Fold{} {} of the plan {} not in this copy of the data: the {} others were taken.",
               one ? "" : "s", fmt::join(absent, ", "), one ? "is" : "are", num_models);
}

/// Resamples of samples that are all right, or all wrong, are too.
void note_interval_without_width(const json& facts, NoteList& notes) {
  const json& accuracy = facts["metrics"]["accuracy"];
  const double share = accuracy["value"];
  if (!accuracy["ci95"].is_array() || (share > 0 && share < 1)) return;
  const int64_t num_samples = facts["data"]["num_samples"];
  const Interval wilson = wilson_interval(share > 0 ? num_samples : 0, num_samples);
  notes.warn("interval_without_width",
             "{} of the {} is right, and so it is in every resample: the intervals of accuracy, macro F1 and "
             "UAR have no width, which means nothing. Wilson's 95 % interval of the accuracy is {}.",
             share > 0 ? "Each" : "None", count_samples(facts),
             format_interval(MetricFormat::kPercent, {wilson.low, wilson.high}));
}

void note_few_samples(const json& facts, NoteList& notes) {
  if (facts["data"]["num_samples"] < kFewSamples)
    notes.warn("few_samples", "Only {}: {}.", count_samples(facts),
               facts["metrics"]["accuracy"]["ci95"].is_array()
                   ? "the intervals are rough and probably too narrow"
               : facts["data"]["num_samples"] == 1
                   ? "each score is that of one answer and says nothing of the next; there are no intervals"
                   : "one or two more right answers would change the scores a lot");
}

}  // namespace

void note_training(const json& facts, NoteList& notes) {
  if (is_synthetic_name(facts["data"]["name"]))
    notes.inform("synthetic_data",
                 "The data are synthetic, made by `affekt demo-data`: these scores mean nothing about real "
                 "people.");
  const json& selection = member_or_null(facts["model"], "selection");
  if (member_or_null(selection, "finished") != false) return;
  const json& epoch = member_or_null(selection, "epoch");
  notes.warn("training_unfinished",
             "The training was not finished: these are its best weights so far (epoch {}){}.",
             epoch.is_number() ? to_json_text(epoch) : "not known",
             facts["model"].contains("temperature") ? ", and no calibration temperature was fitted" : "");
}

void note_selection(const json& facts, NoteList& notes) {
  if (is_of_other_data(facts)) return note_other_data(facts, notes);
  const std::string split = facts["data"]["split"];
  const json& selected_here = facts["selected_on_this_split"];
  if (split == "train") {
    notes.warn(
        "trained_on_this_split",
        "These are the samples that the model was trained on: the scores say how well it remembers them, "
        "not how good it is.");
  } else if (selected_here.is_null()) {
    notes.inform("selection_unknown",
                 "The model does not say on which samples its checkpoint was chosen. If it was chosen on the "
                 "samples scored here, the scores are optimistic.");
  } else if (selected_here == true) {
    const json& temperature = member_or_null(facts["model"], "temperature");
    const bool has_temperature = temperature.is_number() && temperature != 1.0;
    notes.warn(
        "selected_on_this_split",
        "The checkpoint was chosen by its score on this very split ({}){}. The scores below are therefore "
        "optimistic: expect somewhat lower ones on samples that played no part in the choice.",
        split, has_temperature ? ", and the calibration temperature was fitted on it too" : "");
  }
}

void note_few_groups(const json& facts, NoteList& notes) {
  const std::string unit = facts["bootstrap"]["unit"];
  const int64_t num_units = facts["bootstrap"]["num_units"];
  if (unit == "sample" || num_units >= kFewGroups) return;
  if (num_units == 1) {
    notes.warn(
        "few_groups",
        "All {} are of one {}: nothing is known of how the scores differ between {}, so the scores have "
        "no intervals.",
        words_of(facts), unit, plural_of(unit));
  } else {
    notes.warn("few_groups", "The intervals are drawn over only {}: they are rough and probably too narrow.",
               count_of(num_units, unit));
  }
}

void note_skipped(const json& facts, NoteList& notes) {
  const int64_t num_skipped = facts["data"]["skipped"]["count"];
  if (num_skipped > 0)
    notes.warn("skipped_samples",
               "{} of the data set could not be read and {} left out of it; report.json names each.",
               count_of(num_skipped, "sample"), num_skipped == 1 ? "is" : "are");
}

void note_no_saliency(const std::string& reason, NoteList& notes) {
  if (!reason.empty())
    notes.warn("no_saliency",
               "This report does not show where the network looked (evaluate.saliency): " + reason);
}

json make_report_notes(const json& facts, const ReasonsForAbsence& reasons) {
  NoteList notes;
  note_training(facts, notes);
  note_selection(facts, notes);
  note_classes(facts, notes);
  note_chosen_classes(facts, notes);
  note_majority(facts, notes);
  note_cross_validation(facts, notes);
  if (!reasons.why_no_baseline.empty())
    notes.inform("no_acoustic_baseline",
                 "There is no acoustic baseline beside these scores: " + reasons.why_no_baseline);
  note_no_saliency(reasons.why_no_saliency, notes);
  note_strongest_baseline(facts, notes);
  note_leaks(facts, notes);
  note_interval_without_width(facts, notes);
  note_few_samples(facts, notes);
  note_few_groups(facts, notes);
  note_skipped(facts, notes);
  return notes.take();
}

}  // namespace affekt
