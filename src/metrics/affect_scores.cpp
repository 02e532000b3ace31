#include "metrics/affect_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "core/error.h"
#include "metrics/multi_label.h"
#include "metrics/regression.h"

namespace affekt {
namespace {

/// Scores any multiset of the samples.
class AffectScorer {
 public:
  explicit AffectScorer(const ScoredAffect& scored) {
    AFFEKT_CHECK(!scored.values.empty() && scored.values.size() % kNumAffectValues == 0 &&
                     scored.predicted_values.size() == scored.values.size(),
                 "values are not [N, 3]");
    num_samples_ = scored.values.size() / kNumAffectValues;
    AFFEKT_CHECK(scored.labels.size() == num_samples_ * static_cast<size_t>(scored.num_categories),
                 "labels are not [N, K]");
    for (int64_t k = 0; k < scored.num_categories; ++k)
      rankings_.emplace_back(scored.labels, scored.probabilities, scored.num_categories, k);
    for (size_t i = 0; i < scored.values.size(); ++i) {
      truth_[i % kNumAffectValues].push_back(scored.values[i]);
      predicted_[i % kNumAffectValues].push_back(scored.predicted_values[i]);
    }
  }

  int64_t num_samples() const { return static_cast<int64_t>(num_samples_); }
  int num_scores() const { return static_cast<int>(affect_metrics().size() + rankings_.size()); }

  /// @param scores  num_scores() values to fill in, in the order of AffectScores
  void score(const std::vector<int32_t>& draws, double* scores) const {
    const std::vector<int32_t> counts = count(draws);
    double* next = scores + 1;  // map comes first, and is known last
    double level_sum = 0;
    std::array<RegressionScores, kNumAffectValues> of_values;
    for (size_t d = 0; d < kNumAffectValues; ++d)
      of_values[d] = score_regression(truth_[d], predicted_[d], counts);
    for (const RegressionScores& of_value : of_values) *next++ = of_value.mae;
    for (const RegressionScores& of_value : of_values) *next++ = of_value.rmse;
    for (const RegressionScores& of_value : of_values) *next++ = of_value.ccc;
    for (size_t d = 0; d < kNumAffectValues; ++d) {
      *next = three_level_accuracy(truth_[d], predicted_[d], counts);
      level_sum += *next++;
    }
    *next++ = level_sum / kNumAffectValues;  // each has as many samples: the share of all pairs
    for (const RankedLabels& ranking : rankings_) *next++ = ranking.average_precision(counts);
    scores[0] = mean_of_defined(next - rankings_.size(), next);
  }

  /// The same of a random order; NaN but for map and the average precisions.
  void score_random_order(const std::vector<int32_t>& draws, double* scores) const {
    const std::vector<int32_t> counts = count(draws);
    double* next = std::fill_n(scores, affect_metrics().size(), std::numeric_limits<double>::quiet_NaN());
    for (const RankedLabels& ranking : rankings_) *next++ = ranking.average_precision_of_random_order(counts);
    scores[0] = mean_of_defined(next - rankings_.size(), next);
  }

  /// Places of map and the average precisions among the scores.
  std::vector<size_t> ranking_scores() const {
    std::vector<size_t> places = {0};
    for (size_t k = 0; k < rankings_.size(); ++k) places.push_back(affect_metrics().size() + k);
    return places;
  }

 private:
  std::vector<int32_t> count(const std::vector<int32_t>& draws) const {
    std::vector<int32_t> counts(num_samples_, 0);
    for (const int32_t draw : draws) ++counts[static_cast<size_t>(draw)];
    return counts;
  }

  static double mean_of_defined(const double* begin, const double* end) {
    double sum = 0;
    int num_defined = 0;
    for (; begin != end; ++begin)
      if (!std::isnan(*begin)) sum += *begin, ++num_defined;
    return num_defined > 0 ? sum / num_defined : std::numeric_limits<double>::quiet_NaN();
  }

  size_t num_samples_ = 0;
  std::vector<RankedLabels> rankings_;                                  // [K]
  std::array<std::vector<float>, kNumAffectValues> truth_, predicted_;  // [N] each
};

std::vector<MetricInfo> describe_metrics() {
  std::vector<MetricInfo> metrics = {
      {"map", "mAP",
       "Mean average precision: mean over the categories that have samples of the average precision, which "
       "is "
       "the mean precision over all recalls as the threshold of the probability falls. Constant "
       "probabilities get each category's share.",
       MetricFormat::kPercent}};
  const auto add = [&](const std::string& name, const std::string& title, const std::string& explanation,
                       MetricFormat format, bool higher_is_better) {
    for (const char* value : kAffectValueNames)
      metrics.push_back({name + value, title + value, explanation, format, higher_is_better});
  };
  add("mae_", "MAE, ", "Mean absolute error in points of the scale of 1 to 10; lower is better.",
      MetricFormat::kNumber, false);
  add("rmse_", "RMSE, ", "Root of the mean squared error in points of the scale of 1 to 10; lower is better.",
      MetricFormat::kNumber, false);
  add("ccc_", "CCC, ",
      "Lin's concordance correlation, -1 to 1: 1 for equal values, 0 for a constant answer, whichever it is.",
      MetricFormat::kNumber, true);
  const std::string levels =
      "whose level is the true one: low (below 4.5), middle, or high (from 6.5 on); these are the levels up "
      "to 4, 5 to 6 and from 7 on of values in whole points.";
  add("three_level_accuracy_", "Three-level accuracy, ", "Share of the samples " + levels,
      MetricFormat::kPercent, true);
  metrics.push_back({"three_level_accuracy", "Three-level accuracy",
                     "Share of all values, those of valence, arousal and dominance together, " + levels,
                     MetricFormat::kPercent});
  return metrics;
}

AffectScores score_all(const AffectScorer& scorer, const ScoreDraws& score, const BootstrapOptions& options,
                       const std::vector<size_t>& centred) {
  return score_with_intervals(scorer.num_samples(), scorer.num_scores(), score, options, centred);
}

}  // namespace

const std::vector<MetricInfo>& affect_metrics() {
  static const std::vector<MetricInfo> metrics = describe_metrics();
  return metrics;
}

size_t affect_metric_index(const std::string& name) {
  const MetricInfo* found = find_metric(affect_metrics(), name);
  AFFEKT_CHECK(found != nullptr, "no score " + name);
  return static_cast<size_t>(found - affect_metrics().data());
}

AffectScores score_affect(const ScoredAffect& predictions, const BootstrapOptions& options) {
  const AffectScorer scorer(predictions);
  return score_all(
      scorer, [&](const std::vector<int32_t>& draws, double* scores) { scorer.score(draws, scores); },
      options, scorer.ranking_scores());
}

AffectScores compare_affect(const ScoredAffect& first, const ScoredAffect& second,
                            const BootstrapOptions& options) {
  AFFEKT_CHECK(first.labels == second.labels && first.values == second.values,
               "both must be predictions of the same samples");
  const AffectScorer scorer_first(first), scorer_second(second);
  return score_all(
      scorer_second,
      [&](const std::vector<int32_t>& draws, double* scores) {
        std::vector<double> subtracted(static_cast<size_t>(scorer_first.num_scores()));
        scorer_first.score(draws, subtracted.data());
        scorer_second.score(draws, scores);
        for (size_t i = 0; i < subtracted.size(); ++i) scores[i] -= subtracted[i];
      },
      options, scorer_second.ranking_scores());
}

std::vector<double> score_random_order(const ScoredAffect& predictions) {
  const AffectScorer scorer(predictions);
  std::vector<int32_t> each_once(static_cast<size_t>(scorer.num_samples()));
  std::iota(each_once.begin(), each_once.end(), 0);
  std::vector<double> scores(static_cast<size_t>(scorer.num_scores()));
  scorer.score_random_order(each_once, scores.data());
  return scores;
}

AffectScores compare_with_random_order(const ScoredAffect& predictions, const BootstrapOptions& options) {
  const AffectScorer scorer(predictions);
  return score_all(
      scorer,
      [&](const std::vector<int32_t>& draws, double* scores) {
        std::vector<double> by_chance(static_cast<size_t>(scorer.num_scores()));
        scorer.score_random_order(draws, by_chance.data());
        scorer.score(draws, scores);
        for (size_t i = 0; i < by_chance.size(); ++i) scores[i] -= by_chance[i];
      },
      options, scorer.ranking_scores());
}

}  // namespace affekt
