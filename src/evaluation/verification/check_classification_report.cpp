// A report on a classifier against the predictions beside it, and against its own confusion matrix.
#include <algorithm>

#include "core/error.h"
#include "evaluation/classification/report.h"
#include "evaluation/classification/table_scores.h"
#include "evaluation/report/value_text.h"
#include "evaluation/verification/compare_facts.h"
#include "evaluation/verification/kept_report.h"
#include "metrics/classification.h"

namespace affekt {
namespace {

using nlohmann::json;

std::vector<int64_t> read_train_counts(const KeptReport& kept, const std::vector<std::string>& class_names) {
  const json counts = kept.member("/data/train_counts");
  std::vector<int64_t> read;
  if (counts.is_object())
    for (const std::string& name : class_names) read.push_back(counts.at(name).get<int64_t>());
  return read;
}

/// With the parameters that were tuned, which the table does not have.
std::vector<TrainedBaseline> read_baselines(const KeptReport& kept, const PredictionTable& table) {
  const std::filesystem::path path = kept.directory / "baseline_predictions.csv";
  if (!std::filesystem::exists(path)) return {};
  std::vector<TrainedBaseline> baselines = read_baseline_predictions(path, table);
  for (TrainedBaseline& baseline : baselines)
    baseline.chosen = kept.report.at("baselines").at(baseline.name).at("chosen").get<std::string>();
  return baselines;
}

/// What the report was made from, as far as it and the files beside it tell.
ReportInput read_input(const KeptReport& kept, const std::filesystem::path& predictions) {
  const json& report = kept.report;
  ReportInput input;
  input.table = read_predictions_csv(predictions);
  input.table.split = kept.text("/data/split");
  input.train_class_counts = read_train_counts(kept, input.table.class_names);
  input.input_kind = report.at("data").at("input_kind");
  input.model = report.at("model");
  input.seed = report.at("seed");
  input.options.bootstrap_samples = report.at("bootstrap").at("resamples");
  input.options.calibration_bins = static_cast<int64_t>(report.at("calibration").at("bins").size());
  input.options.num_worst_mistakes = static_cast<int64_t>(report.at("worst_mistakes").size());
  input.data.content_digest = kept.text("/data/digest");
  const bool has_names = predictions.filename() == "predictions.csv";
  if (has_names) input.baselines = read_baselines(kept, input.table);
  return input;
}

void check_classifier_predictions(const KeptReport& kept, const std::filesystem::path& predictions,
                                  CheckList& checks) {
  const ReportInput input = read_input(kept, predictions);
  const json computed = build_report(input);
  FactRules rules;
  // Of the data, not of the predictions; and what only the samples' names tell.
  rules.ignored = {"audit", "source_id", "group", "digest"};
  const std::string against = " against " + predictions.filename().string();
  for (const char* member :
       {"metrics", "per_class", "confusion", "top_confusions", "calibration", "bootstrap", "leaks",
        "worst_mistakes", "baselines", "per_group", "strongest_baseline"}) {
    if (!computed.contains(member)) continue;
    compare_facts(checks, member + against, computed.at(member), member_or_null(kept.report, member), rules);
  }
  json data;
  for (const char* member : {"split", "num_samples", "class_names", "counts"})
    data[member] = computed.at("data").at(member);
  compare_facts(checks, "counts of samples" + against, data, kept.report.at("data"));
  if (kept.report.contains("strongest_baseline") && input.baselines.empty())
    checks.add_not_kept("trained baselines against their predictions", "baseline_predictions.csv");
  if (kept.report.contains("test_time_augmentation"))
    checks.add_impossible("test-time augmentation", "its predictions are never kept");
}

double divide(int64_t part, int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// A row and a column of the matrix: [{class, support, num_predicted, precision, recall, f1}].
json score_classes_of(const std::vector<std::vector<int64_t>>& counts,
                      const std::vector<std::string>& class_names) {
  json classes = json::array();
  for (size_t k = 0; k < counts.size(); ++k) {
    int64_t support = 0, num_predicted = 0;
    for (size_t other = 0; other < counts.size(); ++other) {
      support += counts[k][other];
      num_predicted += counts[other][k];
    }
    json row = {{"class", class_names[k]}, {"support", support}, {"num_predicted", num_predicted}};
    if (num_predicted > 0) row["precision"] = divide(counts[k][k], num_predicted);
    if (support > 0) row["recall"] = divide(counts[k][k], support);
    if (support + num_predicted > 0) row["f1"] = divide(2 * counts[k][k], support + num_predicted);
    classes.push_back(row);
  }
  return classes;
}

void check_against_confusion(const KeptReport& kept, CheckList& checks) {
  const json& matrix = kept.report.at("confusion");
  const std::vector<std::vector<int64_t>> counts = matrix.at("counts");
  const std::vector<std::string> class_names = matrix.at("class_names");
  std::vector<int64_t> cells;  // [K, K]
  for (const auto& row : counts) cells.insert(cells.end(), row.begin(), row.end());
  int64_t num_samples = 0;
  bool is_right = counts.size() == class_names.size();
  for (const auto& row : counts) is_right = is_right && row.size() == counts.size();
  for (const int64_t cell : cells) {
    constexpr int64_t kMost = int64_t{1} << 40;  // so that no sum overflows
    is_right = is_right && cell >= 0 && cell < kMost && (num_samples += cell) < kMost;
  }
  if (!is_right || num_samples == 0)
    throw ArtifactError("confusion: expected a row and a column for each class, and counts of samples");
  const ConfusionScores scores = score_confusion(cells.data(), static_cast<int>(counts.size()));
  const json classes = score_classes_of(counts, class_names);
  compare_facts(checks, "metrics against the confusion matrix",
                {{"accuracy", {{"value", scores.accuracy}}},
                 {"macro_f1", {{"value", scores.macro_f1}}},
                 {"uar", {{"value", scores.uar}}}},
                kept.report.at("metrics"));
  compare_facts(checks, "per_class against the confusion matrix", classes, kept.report.at("per_class"));
  json counted = json::object();
  for (const json& row : classes) counted[row.at("class").get<std::string>()] = row.at("support");
  compare_facts(checks, "counts of samples against the confusion matrix",
                {{"num_samples", num_samples}, {"counts", counted}}, kept.report.at("data"));
  const json& calibration = kept.report.at("calibration");
  FactRules rules;
  rules.tolerance = 1e-9;  // the two are summed up in another order
  compare_facts(
      checks, "metrics against the calibration",
      {{"ece", {{"value", calibration.at("ece")}}}, {"brier", {{"value", calibration.at("brier")}}}},
      kept.report.at("metrics"), rules);
}

}  // namespace

void check_classification_report(const KeptReport& kept, CheckList& checks) {
  check_against_confusion(kept, checks);
  const std::filesystem::path predictions = kept.find_predictions();
  if (predictions.empty()) {
    checks.add_not_kept("report against predictions", "predictions.csv, published_predictions.csv");
  } else {
    check_classifier_predictions(kept, predictions, checks);
  }
}

}  // namespace affekt
