#include "evaluation/affect/affect_notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "evaluation/affect/affect_report_text.h"
#include "evaluation/classification/report_notes.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/table_scores.h"

namespace affekt {
namespace {

using nlohmann::json;

/// From this factor on, the labels of two splits are not made alike.
constexpr double kOtherLabelling = 1.25;

/// The metrics that the notes weigh against the baselines: RMSE tells what MAE tells, and a level's accuracy
/// of one value what the pooled one tells.
std::vector<std::string> weighed_metrics() {
  std::vector<std::string> names = {kAffectHeadline};
  for (const char* score : {"mae_", "ccc_"})
    for (const char* value : kAffectValueNames) names.push_back(std::string(score) + value);
  names.emplace_back("three_level_accuracy");
  return names;
}

/// "mAP 28.1 % against 20.0 % (category prior)"
std::string weigh(const json& facts, const std::string& name) {
  const MetricInfo& metric = affect_metric(name);
  const std::string baseline = facts["strongest_baseline"]["difference"][name]["baseline"];
  return fmt::format("{} {} against {} ({})", metric.title,
                     format_metric(metric, facts["metrics"][name]["value"]),
                     format_metric(metric, facts["baselines"][baseline][name]), key_to_words(baseline));
}

void note_baselines(const json& facts, NoteList& notes) {
  if (!facts.contains("strongest_baseline")) {
    notes.warn("no_baseline",
               "The data have no train split, so there is no baseline beside these scores: what answers "
               "without looking at a picture would score is not known.");
    return;
  }
  const json& strongest = facts["strongest_baseline"];
  std::vector<std::string> beaten, unclear, worse;
  for (const std::string& name : weighed_metrics()) {
    const json& difference = member_or_null(strongest["difference"], name);
    if (difference.is_null()) continue;
    const std::string verdict = difference["verdict"];
    (verdict == "beaten" ? beaten : verdict == "not beaten" ? worse : unclear).push_back(weigh(facts, name));
  }
  if (!worse.empty())
    notes.warn("baseline_not_beaten",
               "The model is not better than an answer that never looks at a picture: {}.",
               fmt::join(worse, "; "));
  if (!unclear.empty())
    notes.warn("baseline_not_clearly_beaten", "The model is better than the strongest baseline, but {}: {}.",
               facts["bootstrap"]["resamples"] > 0 ? "the interval of the difference contains zero"
                                                   : "there is no interval to tell whether that is chance",
               fmt::join(unclear, "; "));
  if (!beaten.empty())
    notes.inform(
        "baseline_beaten",
        "Better than the strongest baseline, with an interval of the difference that excludes zero: "
        "{}.{}",
        fmt::join(beaten, "; "),
        strongest["ratio"].is_number() && strongest["verdict"] == "beaten"
            ? fmt::format(" The mAP is {:.2f} times that of the category prior and {:.2f} times that of a "
                          "random order.",
                          strongest["ratio"].get<double>(), strongest["ratio_to_random_order"].get<double>())
            : "");
}

void note_categories(const json& facts, NoteList& notes) {
  std::vector<std::string> absent;
  for (const json& row : facts["per_category"])
    if (row["num_positives"] == 0) absent.push_back(row["category"]);
  if (absent.empty()) return;
  notes.warn("absent_categories",
             "Nobody in this split is labelled {}: mAP is the mean over the other {} of {} categories.",
             fmt::join(absent, ", "), json_to_text(facts["metrics"][kAffectHeadline]["num_categories"]),
             facts["per_category"].size());
}

void note_folds_of_test_list(const json& facts, NoteList& notes) {
  const json& folds = folds_of_test_list(facts);
  if (folds.is_null()) return;
  notes.warn(
      "folds_of_official_test",
      "{} So no score here is one on the data set's official test split, and none can be compared with such "
      "scores.",
      describe_folds_of_test_list(folds));
}

const json* find_split(const json& facts, const std::string& name) {
  for (const json& split : facts["prevalence"])
    if (split["split"] == name) return &split;
  return nullptr;
}

void note_labelling(const json& facts, NoteList& notes) {
  const std::string name = facts["data"]["split"];
  const json *train = find_split(facts, "train"), *split = find_split(facts, name);
  if (train == nullptr || split == nullptr || train == split) return;
  const double in_train = (*train)["categories_per_person"], here = (*split)["categories_per_person"];
  if (std::max(in_train, here) <= kOtherLabelling * std::min(in_train, here)) return;
  notes.warn(
      "labels_differ_by_split",
      "The splits are not labelled alike: a person has {:.1f} categories on average in train, {:.1f} "
      "in {}. In EMOTIC's own lists one annotator labelled each person of train, and several those of "
      "val and test, whose labels are united: each category's share differs by list{}.",
      in_train, here, name,
      in_train < here ? ", and the probabilities of a model of this train split are too low here" : "");
}

void note_loss(const std::optional<AffectLossConfig>& loss, NoteList& notes) {
  if (!loss || (loss->category_weights == "none" && loss->category_loss == "bce")) return;
  notes.inform("probabilities_are_no_frequencies",
               "The categories were trained with {}: that helps to rank people, which is what average "
               "precision measures, but the probabilities are not frequencies. Of 100 people with a "
               "probability of 30 %, there need not be 30 who are of the category.",
               loss->category_weights == "none"
                   ? "the loss " + loss->category_loss
                   : fmt::format("{} weights that raise rare categories", loss->category_weights));
}

void note_few_people(const json& facts, NoteList& notes) {
  const int64_t num_people = facts["data"]["num_samples"];
  if (num_people < kFewSamples)
    notes.warn("few_samples", "Only {}: {}.", count_of(num_people, "person"),
               facts["bootstrap"]["resamples"] > 0
                   ? "the intervals are rough and probably too narrow"
                   : "one or two more right answers would change the scores a lot");
}

}  // namespace

json make_affect_notes(const json& facts, const std::optional<AffectLossConfig>& loss,
                       const std::string& why_no_saliency) {
  NoteList notes;
  note_training(facts, notes);
  note_selection(facts, notes);
  note_folds_of_test_list(facts, notes);
  note_baselines(facts, notes);
  note_categories(facts, notes);
  note_labelling(facts, notes);
  note_loss(loss, notes);
  note_no_saliency(why_no_saliency, notes);
  note_few_people(facts, notes);
  note_few_groups(facts, notes);
  note_skipped(facts, notes);
  return notes.take();
}

}  // namespace affekt
