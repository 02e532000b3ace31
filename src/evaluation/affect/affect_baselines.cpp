#include "evaluation/affect/affect_baselines.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "evaluation/affect/affect_report_text.h"
#include "evaluation/classification/table_scores.h"

namespace affekt {
namespace {

using nlohmann::json;

/// An answer of three values; 0..2 of a level stand for values on it.
constexpr float kValueOnLevel[] = {3, 5.5F, 8};

template <class Number>
std::vector<float> repeat_row(const std::vector<Number>& row, int64_t num_rows) {
  std::vector<float> rows;
  for (int64_t i = 0; i < num_rows; ++i)
    for (const Number value : row) rows.push_back(static_cast<float>(value));
  return rows;
}

/// Scores of a baseline that are told of it: those whose names begin so.
json describe_baseline(const std::vector<double>& scores, const AffectScores& difference,
                       const std::vector<std::string>& prefixes) {
  json baseline = json::object();
  const std::vector<MetricInfo>& metrics = affect_metrics();
  for (size_t i = 0; i < metrics.size(); ++i) {
    for (const std::string& prefix : prefixes) {
      if (metrics[i].name.rfind(prefix, 0) != 0) continue;
      const json score = score_to_json(scores[i], {});
      baseline[metrics[i].name] = score["value"];
      baseline["difference"][metrics[i].name] = score_to_json(difference.values[i], difference.ci[i]);
    }
  }
  return baseline;
}

json values_to_json(const std::array<double, kNumAffectValues>& values) {
  json named = json::object();
  for (size_t d = 0; d < kNumAffectValues; ++d) named[kAffectValueNames[d]] = values[d];
  return named;
}

/// Of the baselines that have the metric, the one with the best score; null if none has.
json find_strongest(const json& baselines, const MetricInfo& metric) {
  json strongest;
  for (const auto& [name, baseline] : baselines.items()) {
    const json& score = member_or_null(baseline, metric.name);
    if (!score.is_number()) continue;
    const double sign = metric.higher_is_better ? 1 : -1;
    if (!strongest.is_null() &&
        sign * score.get<double>() <=
            sign * baselines[strongest["baseline"].get<std::string>()][metric.name].get<double>())
      continue;
    strongest = baseline["difference"][metric.name];
    strongest["baseline"] = name;
    strongest["verdict"] = judge_difference(strongest, metric.higher_is_better);
  }
  return strongest;
}

json describe_strongest(const json& baselines, const json& metrics) {
  json difference = json::object();
  for (const MetricInfo& metric : affect_metrics()) {
    const json strongest = find_strongest(baselines, metric);
    if (!strongest.is_null()) difference[metric.name] = strongest;
  }
  const json& of_map = member_or_null(difference, kAffectHeadline);
  if (of_map.is_null())
    return {{"metric", kAffectHeadline}, {"baseline", "random_order"},       {"verdict", "not beaten"},
            {"ratio", nullptr},          {"ratio_to_random_order", nullptr}, {"difference", difference}};
  const double map = metrics[kAffectHeadline]["value"];
  const auto ratio_to = [&](const char* baseline) {
    return map / baselines[baseline][kAffectHeadline].get<double>();
  };
  return {{"metric", kAffectHeadline},
          {"baseline", of_map["baseline"]},
          {"verdict", of_map["verdict"]},
          {"ratio", ratio_to("category_prior")},
          {"ratio_to_random_order", ratio_to("random_order")},
          {"difference", difference}};
}

}  // namespace

AffectBaselines add_affect_baselines(const AffectPredictions& predictions, const TrainingPriors& priors,
                                     const BootstrapOptions& options, json& facts) {
  json& baselines = facts["baselines"] = json::object();
  if (priors.num_people == 0) return {};
  const int64_t num_people = predictions.num_samples(), num_categories = predictions.num_categories();
  AFFEKT_CHECK(static_cast<int64_t>(priors.prevalence.size()) == num_categories, "one share per category");
  const auto row_of = [](const auto& array) { return std::vector<double>(array.begin(), array.end()); };
  BootstrapOptions values_only = options;
  values_only.num_resamples = 0;

  const std::vector<float> shares = repeat_row(priors.prevalence, num_people);
  const std::vector<float> means = repeat_row(row_of(priors.mean), num_people);
  const ScoredAffect prior = {predictions.labels, shares, predictions.values, means, num_categories};
  const std::vector<double> prior_scores = score_affect(prior, values_only).values;
  const AffectScores prior_difference = compare_affect(prior, scored(predictions), options);
  baselines["category_prior"] = describe_baseline(prior_scores, prior_difference, {kAffectHeadline});
  const std::vector<double> random_scores = score_random_order(scored(predictions));
  const AffectScores random_difference = compare_with_random_order(scored(predictions), options);
  baselines["random_order"] = describe_baseline(random_scores, random_difference, {kAffectHeadline});
  baselines["training_mean"] = describe_baseline(prior_scores, prior_difference, {"mae_", "rmse_", "ccc_"});
  baselines["training_mean"]["values"] = values_to_json(priors.mean);

  const std::vector<uint8_t> no_labels;  // the other baselines say nothing of the categories
  const std::vector<float> no_scores;
  const auto values_alone = [&](const std::vector<float>& predicted) {
    return ScoredAffect{no_labels, no_scores, predictions.values, predicted, 0};
  };
  const auto describe_answer = [&](const std::vector<float>& answer, const std::string& prefix) {
    return describe_baseline(
        score_affect(values_alone(answer), values_only).values,
        compare_affect(values_alone(answer), values_alone(predictions.predicted_values), options), {prefix});
  };
  baselines["training_median"] = describe_answer(repeat_row(row_of(priors.median), num_people), "mae_");
  baselines["training_median"]["values"] = values_to_json(priors.median);
  std::vector<float> on_levels;
  json levels = json::object();
  for (size_t d = 0; d < kNumAffectValues; ++d) {
    on_levels.push_back(kValueOnLevel[priors.level[d]]);
    levels[kAffectValueNames[d]] = kLevelNames[priors.level[d]];
  }
  baselines["majority_level"] = describe_answer(repeat_row(on_levels, num_people), "three_level_accuracy");
  baselines["majority_level"]["levels"] = levels;
  facts["strongest_baseline"] = describe_strongest(baselines, facts["metrics"]);

  AffectBaselines result;
  const auto first = static_cast<std::ptrdiff_t>(affect_metrics().size());
  result.average_precision_of_random_order.assign(random_scores.begin() + first, random_scores.end());
  result.average_precision_differences.assign(random_difference.values.begin() + first,
                                              random_difference.values.end());
  result.average_precision_ci.assign(random_difference.ci.begin() + first, random_difference.ci.end());
  return result;
}

}  // namespace affekt
