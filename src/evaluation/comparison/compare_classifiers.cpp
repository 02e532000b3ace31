// Two classifiers on the same samples.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/error.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/comparison/compared_report.h"
#include "metrics/classification.h"
#include "metrics/differences/recall_difference.h"

namespace affekt {
namespace {

using nlohmann::json;

PredictionTable read_table(const ComparedReport& compared) {
  compared.expect("/metrics/accuracy/value", &json::is_number);
  compared.expect("/calibration/bins/0", &json::is_object);
  PredictionTable table = read_predictions_csv(compared.predictions);
  if (table.num_samples() == 0) throw ArtifactError(compared.predictions.string() + ": holds no sample");
  check_prediction_table(table);
  compared.check_belongs_together("accuracy", score_classes(table).accuracy);
  return table;
}

/// The rows of the second in the order of the first.
PredictionTable align_table(const ComparedReport& first, const PredictionTable& of_first,
                            const ComparedReport& second, const PredictionTable& of_second) {
  if (of_first.class_names != of_second.class_names)
    fail_for_other_samples(first, second,
                           fmt::format("the classes are {} and {}", fmt::join(of_first.class_names, ", "),
                                       fmt::join(of_second.class_names, ", ")));
  PredictionTable aligned =
      select_rows(of_second, align_rows(first, of_first.source_ids, second, of_second.source_ids));
  for (size_t i = 0; i < aligned.labels.size(); ++i) {
    const auto compare = [&](const char* what, const std::string& a, const std::string& b) {
      if (a != b)
        fail_for_other_samples(first, second,
                               fmt::format("'{}' is of the {} '{}' in the first, of '{}' in the second",
                                           of_first.source_ids[i], what, a, b));
    };
    const auto label_of = [&](const PredictionTable& table) {
      return table.class_names[static_cast<size_t>(table.labels[i])];
    };
    compare("class", label_of(of_first), label_of(aligned));
    if (!of_first.groups.empty() && !aligned.groups.empty())
      compare("group", of_first.groups[i], aligned.groups[i]);
  }
  return aligned;
}

std::string input_kind_of(const json& report) {
  const json& kind = member_or_null(report["data"], "input_kind");
  return kind.is_string() && kind != "pictures" ? kind.get<std::string>() : "images";  // former reports
}

/// 1 where the most probable class is the true one.
std::vector<uint8_t> right_answers(const PredictionTable& table) {
  const std::vector<int32_t> predictions = argmax_rows(table.probabilities, table.num_classes());
  std::vector<uint8_t> right(table.labels.size());
  for (size_t i = 0; i < right.size(); ++i) right[i] = predictions[i] == table.labels[i] ? 1 : 0;
  return right;
}

json describe_class(const ClassScores& scores) {
  return {{"precision", scores.precision}, {"recall", scores.recall}, {"f1", scores.f1}};
}

/// [{"class", "num_samples", "first", "second": {"precision", "recall", "f1"}, "recall": the paired
/// difference}]
json compare_classes(const PredictionTable& first, const PredictionTable& second,
                     const BootstrapOptions& options) {
  const ClassificationScores a = score_classes(first), b = score_classes(second);
  const ScoresWithIntervals difference = compare_recalls(first.labels, right_answers(first),
                                                         right_answers(second), first.num_classes(), options);
  json classes = json::array();
  for (size_t k = 0; k < first.class_names.size(); ++k) {
    const bool has_samples = a.per_class[k].support > 0;
    const double none = std::numeric_limits<double>::quiet_NaN();
    classes.push_back({{"class", first.class_names[k]},
                       {"num_samples", a.per_class[k].support},
                       {"first", describe_class(a.per_class[k])},
                       {"second", describe_class(b.per_class[k])},
                       {"recall", difference_to_json(has_samples ? a.per_class[k].recall : none,
                                                     has_samples ? b.per_class[k].recall : none,
                                                     difference.values[k], difference.ci[k])}});
  }
  return classes;
}

}  // namespace

json compare_classifiers(const ComparedReport& first, const ComparedReport& second,
                         const ResamplingOptions& resampling) {
  const PredictionTable of_first = read_table(first);
  const PredictionTable aligned = align_table(first, of_first, second, read_table(second));
  const bool grouped = !of_first.groups.empty() || !aligned.groups.empty();
  const BootstrapOptions options = resampling_of(of_first.groups.empty() ? aligned : of_first, resampling);
  BootstrapOptions values_only = options;
  values_only.num_resamples = 0;

  // Both with the first one's bins, so that the ECEs can be compared.
  const auto num_bins = static_cast<int>(first.report["calibration"]["bins"].size());
  const ScoredPredictions a = scored(of_first, num_bins), b = scored(aligned, num_bins);
  const PredictionScores first_scores = score_predictions(a, values_only);
  const PredictionScores second_scores = score_predictions(b, values_only);
  const PredictionScores difference = compare_predictions(a, b, options);
  json metrics;
  for (size_t i = 0; i < kNumPredictionScores; ++i)
    metrics[kPredictionScoreNames[i]] = difference_to_json(first_scores.values[i], second_scores.values[i],
                                                           difference.values[i], difference.ci[i]);
  return {{"metrics", metrics},
          {"num_samples", of_first.num_samples()},
          {"unit", grouped ? group_word(input_kind_of(first.report)) : "sample"},
          {"num_units", grouped ? *std::max_element(options.groups.begin(), options.groups.end()) + 1
                                : of_first.num_samples()},
          {"macro_f1_classes", {score_classes(of_first).num_occurring, score_classes(aligned).num_occurring}},
          {"mcnemar", test_mcnemar(right_answers(of_first), right_answers(aligned))},
          {"per_class", compare_classes(of_first, aligned, options)}};
}

}  // namespace affekt
