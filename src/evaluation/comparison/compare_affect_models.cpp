// Two models of affect on the same people.
#include <fmt/format.h>

#include <set>

#include "core/error.h"
#include "evaluation/affect/affect_predictions.h"
#include "evaluation/comparison/compared_report.h"
#include "metrics/regression.h"

namespace affekt {
namespace {

using nlohmann::json;

AffectPredictions read_affect_predictions(const ComparedReport& compared) {
  compared.expect("/metrics/map", &json::is_object);
  AffectPredictions predictions = read_affect_predictions_csv(compared.predictions);
  if (predictions.num_samples() == 0)
    throw ArtifactError(compared.predictions.string() + ": holds no sample");
  check_affect_predictions(predictions);
  BootstrapOptions values_only;
  values_only.num_resamples = 0;
  const AffectScores scores = score_affect(scored(predictions), values_only);
  for (const char* metric : {"map", "mae_valence"})
    compared.check_belongs_together(metric, scores.values[affect_metric_index(metric)]);
  return predictions;
}

/// The rows of the second in the order of the first.
AffectPredictions align_people(const ComparedReport& first, const AffectPredictions& of_first,
                               const ComparedReport& second, const AffectPredictions& of_second) {
  if (of_first.category_names != of_second.category_names)
    fail_for_other_samples(
        first, second,
        fmt::format("the categories are {} and {}", fmt::join(of_first.category_names, ", "),
                    fmt::join(of_second.category_names, ", ")));
  AffectPredictions aligned =
      select_rows(of_second, align_rows(first, of_first.source_ids, second, of_second.source_ids));
  for (size_t i = 0; i < aligned.labels.size(); ++i) {
    if (aligned.labels[i] == of_first.labels[i]) continue;
    const size_t num_categories = of_first.category_names.size();
    fail_for_other_samples(
        first, second,
        fmt::format("'{}' is of the category '{}' in one of them only",
                    of_first.source_ids[i / num_categories], of_first.category_names[i % num_categories]));
  }
  for (size_t i = 0; i < aligned.values.size(); ++i)
    if (aligned.values[i] != of_first.values[i])
      fail_for_other_samples(
          first, second,
          fmt::format("the true {} of '{}' is {} in the first, {} in the second",
                      kAffectValueNames[i % kNumAffectValues], of_first.source_ids[i / kNumAffectValues],
                      of_first.values[i], aligned.values[i]));
  return aligned;
}

/// 1 where the predicted value is on the level of the true one. @param value  0..2, of kAffectValueNames
std::vector<uint8_t> right_levels(const AffectPredictions& predictions, size_t value) {
  std::vector<uint8_t> right;
  for (size_t i = value; i < predictions.values.size(); i += kNumAffectValues) {
    const int level = three_level_of(predictions.values[i]);
    right.push_back(level >= 0 && level == three_level_of(predictions.predicted_values[i]) ? 1 : 0);
  }
  return right;
}

/// [{"class", "num_samples", "average_precision": the paired difference}]
json compare_categories(const AffectPredictions& people, const AffectScores& first,
                        const AffectScores& second, const AffectScores& difference) {
  const size_t num_metrics = affect_metrics().size(), num_categories = people.category_names.size();
  json categories = json::array();
  for (size_t k = 0; k < num_categories; ++k) {
    int64_t num_samples = 0;
    for (size_t i = k; i < people.labels.size(); i += num_categories) num_samples += people.labels[i];
    const size_t at = num_metrics + k;
    categories.push_back(
        {{"class", people.category_names[k]},
         {"num_samples", num_samples},
         {"average_precision", difference_to_json(first.values[at], second.values[at], difference.values[at],
                                                  difference.ci[at])}});
  }
  return categories;
}

}  // namespace

json compare_affect_models(const ComparedReport& first, const ComparedReport& second,
                           const ResamplingOptions& options) {
  const AffectPredictions of_first = read_affect_predictions(first);
  const AffectPredictions aligned = align_people(first, of_first, second, read_affect_predictions(second));
  const BootstrapOptions resampling = resampling_of(
      std::vector<int64_t>(of_first.images.begin(), of_first.images.end()), of_first.num_samples(), options);
  BootstrapOptions values_only = resampling;
  values_only.num_resamples = 0;
  const AffectScores first_scores = score_affect(scored(of_first), values_only);
  const AffectScores second_scores = score_affect(scored(aligned), values_only);
  const AffectScores difference = compare_affect(scored(of_first), scored(aligned), resampling);
  json metrics;
  for (size_t i = 0; i < affect_metrics().size(); ++i)
    metrics[affect_metrics()[i].name] = difference_to_json(first_scores.values[i], second_scores.values[i],
                                                           difference.values[i], difference.ci[i]);
  json levels;
  for (size_t value = 0; value < kNumAffectValues; ++value)
    levels[kAffectValueNames[value]] =
        test_mcnemar(right_levels(of_first, value), right_levels(aligned, value));
  return {{"metrics", metrics},
          {"mcnemar_levels", levels},
          {"per_class", compare_categories(of_first, first_scores, second_scores, difference)},
          {"num_samples", of_first.num_samples()},
          {"unit", "image"},
          {"num_units", std::set<int32_t>(of_first.images.begin(), of_first.images.end()).size()}};
}

}  // namespace affekt
