#include "evaluation/report_notes.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "evaluation/report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr int64_t kFewSamples = 100;  // below this a percentile bootstrap is known to be too narrow

class Notes {
 public:
  void warn(const char* code, const std::string& text) { add(warnings_, "warning", code, text); }
  void inform(const char* code, const std::string& text) { add(infos_, "info", code, text); }

  json take() {
    json all = warnings_;
    all.insert(all.end(), infos_.begin(), infos_.end());
    return all;
  }

 private:
  static void add(json& list, const char* level, const char* code, const std::string& text) {
    list.push_back({{"level", level}, {"code", code}, {"text", text}});
  }
  json warnings_ = json::array(), infos_ = json::array();
};

void note_selection(const json& report, Notes& notes) {
  const std::string split = report["data"]["split"];
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

void note_unfinished(const json& report, Notes& notes) {
  const json& selection = member_or_null(report["model"], "selection");
  if (member_or_null(selection, "finished") != false) return;
  const json& epoch = member_or_null(selection, "epoch");
  notes.warn(
      "training_unfinished",
      fmt::format("The training was not finished: these are its best weights so far (epoch {}), and no "
                  "calibration temperature was fitted.",
                  epoch.is_number() ? epoch.dump() : "not known"));
}

void note_classes(const json& report, Notes& notes) {
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

void note_baseline(const json& report, Notes& notes) {
  const json& accuracy = report["metrics"]["accuracy"];
  if (!report["baselines"].contains("majority") || accuracy["ci95"].is_null()) return;
  const json& majority = report["baselines"]["majority"];
  if (accuracy["ci95"][0].get<double>() > majority["accuracy"].get<double>()) return;
  notes.warn("not_above_majority",
             fmt::format("The accuracy is not clearly above that of always answering '{}' ({}).",
                         majority["class"].get<std::string>(), format_percent(majority["accuracy"])));
}

void note_leaks(const json& report, Notes& notes) {
  const json& leaks = report["leaks"];
  if (leaks["num_with_train_twin"] == 0) return;
  const json& without = leaks["without_train_twins"]["metrics"];
  std::string rest = "no sample is left without them.";
  if (!without.is_null()) {
    rest = fmt::format("without them the accuracy is {}.", format_percent(without["accuracy"]["value"]));
  }
  notes.inform(
      "train_twins",
      fmt::format("{} of the {} samples ({}) have an exact or near duplicate in the train split; {}",
                  format_count(leaks["num_with_train_twin"]), format_count(report["data"]["num_samples"]),
                  format_percent(leaks["share"]), rest));
}

}  // namespace

json make_report_notes(const json& report) {
  Notes notes;
  note_unfinished(report, notes);
  note_selection(report, notes);
  note_classes(report, notes);
  note_baseline(report, notes);
  note_leaks(report, notes);
  const int64_t num_samples = report["data"]["num_samples"];
  if (num_samples < kFewSamples) {
    notes.warn("few_samples", fmt::format("Only {} sample{}: the intervals are rough and rather too narrow.",
                                          num_samples, num_samples == 1 ? "" : "s"));
  }
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
