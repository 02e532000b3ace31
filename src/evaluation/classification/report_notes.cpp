#include "evaluation/classification/report_notes.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

#include "evaluation/report/note_list.h"
#include "evaluation/classification/report_groups.h"
#include "evaluation/classification/report_text.h"
#include "store/data_set_name.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string word_of(const json& report) {
  return sample_word(report["data"]["input_kind"]);
}

bool is_of_other_data(const json& report) {
  return report["leaks"]["of_training_data"] == false;
}

std::string begin_of(const json& digest) {
  return digest.get<std::string>().substr(0, 12) + "...";
}

void note_other_data(const json& report, NoteList& notes) {
  const json& data = report["data"];
  const json& all_folds = member_or_null(report["model"], "trained_on_all_folds");
  if (all_folds.is_string()) {
    notes.warn(
        "trained_on_all_folds",
        fmt::format("The model was trained on {}, so that no sample was held out to test it. If these {}s "
                    "(data set {}) are of those data, they were its training samples: the scores say how "
                    "well it remembers them, not how good it is.",
                    all_folds.get<std::string>(), word_of(report), data["name"].get<std::string>()));
    return;
  }
  notes.warn("other_data",
             fmt::format("These are not the data that the model was trained on ({}, it was trained on {}). "
                         "It can't be told whether these {}s, or the same people, were among its training "
                         "samples; if they were, the scores are too good.",
                         begin_of(data["digest"]), begin_of(report["model"]["trained_on"]), word_of(report)));
}

void note_selection(const json& report, NoteList& notes) {
  if (is_of_other_data(report)) return note_other_data(report, notes);
  const std::string split = report["data"]["split"];
  if (split == "train") {
    notes.warn("trained_on_this_split",
               "These are the samples that the model was trained on: the scores say how well it remembers "
               "them, not how good it is.");
    return;
  }
  const json& selected_here = report["selected_on_this_split"];
  if (selected_here.is_null()) {
    notes.inform("selection_unknown",
                 "The model does not say on which samples its checkpoint was chosen. If it was chosen on the "
                 "samples scored here, the scores are optimistic.");
    return;
  }
  if (!selected_here.get<bool>()) return;
  const json& temperature = member_or_null(report["model"], "temperature");
  const bool has_temperature = temperature.is_number() && temperature.get<double>() != 1.0;
  notes.warn(
      "selected_on_this_split",
      fmt::format("The checkpoint was chosen by its score on this very split ({}){}. The scores below are "
                  "therefore optimistic: expect somewhat lower ones on samples that played no part in the "
                  "choice.",
                  split, has_temperature ? ", and the calibration temperature was fitted on it too" : ""));
}

void note_synthetic(const json& report, NoteList& notes) {
  if (!is_synthetic_name(report["data"]["name"])) return;
  notes.inform("synthetic_data",
               "The data are synthetic, made by `affekt demo-data`: these scores mean nothing "
               "about real people.");
}

void note_unfinished(const json& report, NoteList& notes) {
  const json& selection = member_or_null(report["model"], "selection");
  if (member_or_null(selection, "finished") != false) return;
  const json& epoch = member_or_null(selection, "epoch");
  notes.warn(
      "training_unfinished",
      fmt::format("The training was not finished: these are its best weights so far (epoch {}), and no "
                  "calibration temperature was fitted.",
                  epoch.is_number() ? epoch.dump() : "not known"));
}

void note_classes(const json& report, NoteList& notes) {
  std::vector<std::string> absent, never_predicted;
  for (const json& row : report["per_class"]) {
    if (row["support"] == 0) absent.push_back(row["class"]);
    if (row["support"] > 0 && row["num_predicted"] == 0) never_predicted.push_back(row["class"]);
  }
  if (!absent.empty()) {
    notes.warn("absent_classes",
               fmt::format("This split has no sample of {}: UAR is the mean over the other classes.",
                           fmt::join(absent, ", ")));
  }
  if (!never_predicted.empty()) {
    notes.warn("never_predicted",
               fmt::format("The model never predicts {}.", fmt::join(never_predicted, ", ")));
  }
}

void note_baseline(const json& report, NoteList& notes) {
  const json& accuracy = report["metrics"]["accuracy"];
  if (!report["baselines"].contains("majority") || accuracy["ci95"].is_null()) return;
  const json& majority = report["baselines"]["majority"];
  if (accuracy["ci95"][0].get<double>() > majority["accuracy"].get<double>()) return;
  notes.warn("not_above_majority",
             fmt::format("The accuracy is not clearly above that of always answering '{}' ({}).",
                         majority["class"].get<std::string>(), format_percent(majority["accuracy"])));
}

void note_leaks(const json& report, NoteList& notes) {
  const json& leaks = report["leaks"];
  if (leaks["num_with_train_duplicate"] == 0 || is_of_other_data(report)) return;
  const json& without = leaks["without_train_duplicates"]["metrics"];
  std::string rest = "no sample is left without them.";
  if (!without.is_null()) {
    const std::string headline = report["headline"];
    rest = fmt::format("without them the {} is {}.", headline == "uar" ? "UAR" : headline,
                       format_percent(without[headline]["value"]));
  }
  notes.inform(
      "train_duplicates",
      fmt::format("{} of the {} ({}) have an exact or near duplicate in {}; {}",
                  format_count(leaks["num_with_train_duplicate"]),
                  count_of(report["data"]["num_samples"], word_of(report)), format_percent(leaks["share"]),
                  report.contains("cross_validation") ? "the train split of their fold" : "the train split",
                  rest));
}

void note_line_to_beat(const json& report, const std::string& why_no_baseline, NoteList& notes) {
  if (!why_no_baseline.empty()) {
    notes.inform("no_acoustic_baseline",
                 "There is no acoustic baseline beside these scores: " + why_no_baseline);
  }
  const json& line = member_or_null(report, "strongest_baseline");
  if (line.is_null()) return;
  const std::string baseline = line["baseline"], metric = line["metric"], verdict = line["verdict"];
  const json& difference = line["difference"][metric];
  const double points = 100 * difference["value"].get<double>();
  std::string interval = "without an interval";
  if (difference["ci95"].is_array()) {
    interval =
        fmt::format("95 % interval over {} {:+.1f} to {:+.1f}", resampled_units(report),
                    100 * difference["ci95"][0].get<double>(), 100 * difference["ci95"][1].get<double>());
  }
  const std::string place = std::abs(points) < 0.05 ? "as good as it"
                                                    : fmt::format("{:.1f} points {} it", std::abs(points),
                                                                  points > 0 ? "above" : "below");
  const std::string text = fmt::format(
      "The line to beat, {} with {} {}, is {}: the model is {} ({}).", baseline_title(baseline),
      metric_title(metric), format_percent(report["baselines"][baseline][metric]), verdict, place, interval);
  if (verdict == "beaten") {
    notes.inform("line_beaten", text);
  } else {
    notes.warn("line_not_beaten", text);
  }
}

void note_cross_validation(const json& report, NoteList& notes) {
  const json& crossed = member_or_null(report, "cross_validation");
  if (crossed.is_null()) return;
  const size_t num_models = crossed["folds"].size();
  const int64_t validation_fold = crossed["final_validation_fold"];
  const std::string final_folds =
      validation_fold == 0 ? "all folds"
                           : fmt::format("all folds but fold {}, which validates", validation_fold);
  notes.inform(
      "cross_validation",
      fmt::format(
          "These scores estimate the recipe, by {} models that were each tested on the fold they were "
          "not trained on. The exported model is none of them: it is trained on {}, so that no sample is "
          "left "
          "to test it on.",
          num_models, final_folds));
  const std::vector<int64_t> absent = crossed["absent_folds"];
  if (absent.empty()) return;
  notes.inform("absent_folds",
               fmt::format("Fold{} {} of the plan {} not in this copy of the data: the {} others were taken.",
                           absent.size() == 1 ? "" : "s", fmt::join(absent, ", "),
                           absent.size() == 1 ? "is" : "are", num_models));
}

void note_few_units(const json& report, NoteList& notes) {
  const int64_t num_samples = report["data"]["num_samples"];
  if (num_samples < kFewSamples) {
    const bool has_intervals = report["metrics"]["accuracy"]["ci95"].is_array();
    notes.warn("few_samples", fmt::format("Only {}: {}.", count_of(num_samples, word_of(report)),
                                          has_intervals ? "the intervals are rough and rather too narrow"
                                                        : "a few more or less that are right change the "
                                                          "scores by much"));
  }
  const std::string unit = report["bootstrap"]["unit"];
  const int64_t num_units = report["bootstrap"]["num_units"];
  if (unit == "sample" || num_units >= kFewGroups) return;
  notes.warn(
      "few_groups",
      num_units == 1
          ? fmt::format("All {}s are of one {}: how the scores differ between {}s can't be told, so the "
                        "scores have no intervals.",
                        word_of(report), unit, unit)
          : fmt::format("The intervals are drawn over only {}: they are rough and rather too narrow.",
                        count_of(num_units, unit)));
}

}  // namespace

json make_report_notes(const json& report, const std::string& why_no_baseline) {
  NoteList notes;
  note_synthetic(report, notes);
  note_unfinished(report, notes);
  note_selection(report, notes);
  note_classes(report, notes);
  note_baseline(report, notes);
  note_cross_validation(report, notes);
  note_line_to_beat(report, why_no_baseline, notes);
  note_leaks(report, notes);
  note_few_units(report, notes);
  const int64_t num_skipped = report["data"]["skipped"]["count"];
  if (num_skipped > 0) {
    notes.warn(
        "skipped_samples",
        fmt::format("{} sample{} of the data set could not be read and {} left out of it; report.json "
                    "names each.",
                    format_count(num_skipped), num_skipped == 1 ? "" : "s", num_skipped == 1 ? "is" : "are"));
  }
  return notes.take();
}

}  // namespace affekt
