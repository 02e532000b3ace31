#include <algorithm>
#include <array>
#include <numeric>

#include "core/error.h"
#include "evaluation/classification/baselines.h"
#include "evaluation/classification/report.h"
#include "evaluation/classification/report_notes.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/shown_samples.h"
#include "evaluation/classification/table_scores.h"
#include "evaluation/report/report_folder.h"
#include "metrics/calibration.h"
#include "metrics/prediction_scores.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr int kReportSchemaVersion = 1;
constexpr size_t kNumTopConfusions = 5;

BootstrapOptions bootstrap_options(const PredictionTable& table, const ReportInput& input) {
  return resampling_of(table, {input.options.bootstrap_samples, static_cast<uint64_t>(input.seed)});
}

/// All scores of a table with their intervals.
json score_table(const PredictionTable& table, const ReportInput& input) {
  const auto num_bins = static_cast<int>(input.options.calibration_bins);
  json scores = scores_to_json(score_predictions(scored(table, num_bins), bootstrap_options(table, input)));
  const ClassificationScores classes = score_classes(table);
  scores["macro_f1"]["num_classes"] = classes.num_occurring;
  scores["uar"]["num_classes"] = classes.num_labelled;
  return scores;
}

json counts_by_class(const std::vector<int64_t>& counts, const std::vector<std::string>& class_names) {
  json result = json::object();
  for (size_t k = 0; k < counts.size(); ++k) result[class_names[k]] = counts[k];
  return result;
}

json describe_data(const ReportInput& input, const std::vector<int64_t>& class_counts) {
  const PredictionTable& table = input.table;
  json data = {{"name", input.data.dataset_name},
               {"input_kind", input.input_kind},
               {"digest", input.data.content_digest},
               {"source_digest", input.data.source_digest},
               {"prepared_by", input.data.tool_version},
               {"split", table.split},
               {"num_samples", table.num_samples()},
               {"class_names", table.class_names},
               {"counts", counts_by_class(class_counts, table.class_names)},
               {"skipped", {{"count", input.data.skipped.size()}, {"samples", input.data.skipped}}}};
  if (!input.train_class_counts.empty())
    data["train_counts"] = counts_by_class(input.train_class_counts, table.class_names);
  const json options = json::parse(input.data.ingest_options, nullptr, /*allow_exceptions=*/false);
  if (options.is_object() && options.contains("classes")) data["chosen_classes"] = options["classes"];
  return data;
}

json describe_bootstrap(const ReportInput& input) {
  const PredictionTable& table = input.table;
  const auto groups = number_groups(table.groups);
  const bool grouped = !groups.empty();
  const std::string unit = grouped ? group_word(input.input_kind) : "sample";
  const int64_t num_resamples = bootstrap_options(table, input).num_resamples;
  return {{"resamples", num_resamples},
          {"unit", unit},
          {"num_units", grouped ? *std::max_element(groups.begin(), groups.end()) + 1 : table.num_samples()},
          {"interval", "percentile, 95 %"},
          {"recall_interval", grouped && num_resamples > 0
                                  ? "Wilson, widened to the bootstrap over " + unit + "s, 95 %"
                                  : std::string("Wilson, 95 %")}};
}

json describe_groups(const ReportInput& input) {
  const json groups = score_groups(input.table);
  return {{"unit", group_word(input.input_kind)},
          {"groups", groups},
          {"spread", spread_of(groups, {"accuracy", "uar"})}};
}

json describe_classes(const ClassificationScores& scores, const ReportInput& input) {
  const std::vector<std::string>& class_names = input.table.class_names;
  const auto intervals = recall_intervals(input.table, bootstrap_options(input.table, input));
  json rows = json::array();
  for (size_t k = 0; k < class_names.size(); ++k) {
    const ClassScores& of_class = scores.per_class[k];
    const auto if_any = [](int64_t count, double score) { return count > 0 ? json(score) : json(nullptr); };
    rows.push_back({{"class", class_names[k]},
                    {"support", of_class.support},
                    {"num_predicted", of_class.num_predicted},
                    {"precision", if_any(of_class.num_predicted, of_class.precision)},
                    {"recall", if_any(of_class.support, of_class.recall)},
                    {"f1", if_any(of_class.support + of_class.num_predicted, of_class.f1)},
                    {"recall_ci95", interval_to_json(intervals[k])}});
  }
  return rows;
}

json find_top_confusions(const ClassificationScores& scores, const std::vector<std::string>& class_names) {
  std::vector<std::array<size_t, 2>> cells;  // true class, predicted class
  for (size_t row = 0; row < class_names.size(); ++row)
    for (size_t column = 0; column < class_names.size(); ++column)
      if (row != column && scores.confusion[row][column] > 0) cells.push_back({row, column});
  const auto count = [&](const std::array<size_t, 2>& cell) { return scores.confusion[cell[0]][cell[1]]; };
  std::stable_sort(cells.begin(), cells.end(),
                   [&](const auto& a, const auto& b) { return count(a) > count(b); });
  cells.resize(std::min(kNumTopConfusions, cells.size()));
  json top = json::array();
  for (const auto& cell : cells) {
    const auto support = static_cast<double>(scores.per_class[cell[0]].support);
    top.push_back({{"label", class_names[cell[0]]},
                   {"prediction", class_names[cell[1]]},
                   {"count", count(cell)},
                   {"share_of_label", static_cast<double>(count(cell)) / support}});
  }
  return top;
}

json describe_calibration(const Calibration& calibration) {
  json bins = json::array();
  for (const ReliabilityBin& bin : calibration.bins) {
    const bool filled = bin.count > 0;
    bins.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"count", bin.count},
                    {"confidence", filled ? json(bin.confidence) : json(nullptr)},
                    {"accuracy", filled ? json(bin.accuracy) : json(nullptr)}});
  }
  return {{"ece", calibration.ece}, {"brier", calibration.brier}, {"bins", bins}};
}

/// The audit's counts; its lists of samples stay in the prepared file.
json audit_counts(const json& audit) {
  json counts = json::object();
  for (const auto& [key, value] : audit.items())
    if (value.is_primitive()) counts[key] = value;
  return counts;
}

json describe_leaks(const ReportInput& input) {
  const PredictionTable& table = input.table;
  std::vector<int64_t> clean;
  for (int64_t i = 0; i < table.num_samples(); ++i)
    if (table.has_train_duplicate[static_cast<size_t>(i)] == 0) clean.push_back(i);
  const auto num_clean = static_cast<int64_t>(clean.size());
  const int64_t num_left_out = table.num_samples() - num_clean;
  json without = {{"num_samples", num_clean}, {"num_left_out", num_left_out}, {"metrics", nullptr}};
  if (num_clean > 0) without["metrics"] = score_table(select_rows(table, clean), input);
  return {{"num_with_train_duplicate", num_left_out},
          {"share", static_cast<double>(num_left_out) / static_cast<double>(table.num_samples())},
          {"without_train_duplicates", without},
          {"of_training_data", is_training_data(input.model, input.data.content_digest)},
          {"audit", audit_counts(input.data.audit)}};
}

json describe_augmented(const ReportInput& input) {
  const PredictionTable& augmented = *input.augmented;
  check_prediction_table(augmented);
  AFFEKT_CHECK(augmented.source_ids == input.table.source_ids && augmented.labels == input.table.labels,
               "test-time augmentation must be of the same samples");
  const auto num_bins = static_cast<int>(input.options.calibration_bins);
  const PredictionScores difference = compare_predictions(
      scored(input.table, num_bins), scored(augmented, num_bins), bootstrap_options(augmented, input));
  return {{"method", "mean of the probabilities of the image and its mirror image"},
          {"metrics", score_table(augmented, input)},
          {"difference_to_plain", scores_to_json(difference)}};
}

}  // namespace

json build_report(const ReportInput& input) {
  const PredictionTable& table = input.table;
  check_prediction_table(table);
  const BootstrapOptions bootstrap = bootstrap_options(table, input);
  const std::string headline = table.groups.empty() ? "accuracy" : "uar";
  const ClassificationScores classes = score_classes(table);
  std::vector<int64_t> class_counts;
  for (const ClassScores& of_class : classes.per_class) class_counts.push_back(of_class.support);

  json report = {
      {"schema_version", kReportSchemaVersion},
      {"kind", "classification"},
      {"tool", describe_tool()},
      {"model", input.model},
      {"data", describe_data(input, class_counts)},
      {"seed", input.seed},
      {"selected_on_this_split",
       is_selected_on(input.model, table.split, is_training_data(input.model, input.data.content_digest))},
      {"headline", headline},
      {"bootstrap", describe_bootstrap(input)},
      {"per_class", describe_classes(classes, input)},
      {"confusion",
       {{"rows", "true class"},
        {"columns", "predicted class"},
        {"class_names", table.class_names},
        {"counts", classes.confusion}}},
      {"top_confusions", find_top_confusions(classes, table.class_names)},
      {"baselines", compute_baselines(input.train_class_counts, class_counts, table.class_names)},
      {"leaks", describe_leaks(input)},
      {"worst_mistakes",
       describe_samples(table, find_worst_mistakes(table, input.options.num_worst_mistakes))},
      {"timing", input.timing}};
  report["metrics"] = score_table(table, input);
  report["calibration"] =
      describe_calibration(measure_calibration(table.probabilities, table.labels, table.num_classes(),
                                               static_cast<int>(input.options.calibration_bins)));
  if (!table.groups.empty()) report["per_group"] = describe_groups(input);
  if (!input.baselines.empty()) {
    report["baselines"].update(score_trained_baselines(table, input.baselines, bootstrap));
    report["strongest_baseline"] = describe_strongest_baseline(table, input.baselines, headline, bootstrap);
  }
  if (!input.cross_validation.is_null()) report["cross_validation"] = input.cross_validation;
  if (input.augmented) report["test_time_augmentation"] = describe_augmented(input);
  if (input.saliency)
    report["saliency"] = {{"method", "Grad-CAM"}, {"samples", describe_samples(table, input.saliency->rows)}};
  report["notes"] = make_report_notes(report, {input.why_no_baseline, input.why_no_saliency});
  return report;
}

}  // namespace affekt
