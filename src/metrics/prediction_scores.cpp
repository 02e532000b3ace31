#include "metrics/prediction_scores.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "metrics/calibration.h"
#include "metrics/classification.h"

namespace affekt {
namespace {

using ScoreValues = std::array<double, kNumPredictionScores>;

/// What one sample adds to the scores, worked out once for all resamples.
struct SampleTerms {
  int32_t confusion_cell;  // label * K + prediction
  int32_t bin;             // of the prediction's confidence
  double log_loss, brier;
  double gap;  // confidence - right (0 or 1): a bin's |sum of gaps| is its share of N * ECE
};

/// Scores any multiset of the samples in one pass over their terms.
class ResampleScorer {
 public:
  explicit ResampleScorer(const ScoredPredictions& p) : num_classes_(p.num_classes), num_bins_(p.num_bins) {
    AFFEKT_CHECK(p.num_classes > 0 && p.num_bins > 0 && !p.labels.empty(), "nothing to score");
    const auto stride = static_cast<size_t>(p.num_classes);
    AFFEKT_CHECK(p.probabilities.size() == p.labels.size() * stride, "probabilities are not [N, K]");
    const std::vector<int32_t> predictions = argmax_rows(p.probabilities, p.num_classes);
    terms_.reserve(p.labels.size());
    for (size_t i = 0; i < p.labels.size(); ++i) {
      const int32_t label = p.labels[i];
      AFFEKT_CHECK(label >= 0 && label < p.num_classes, "label " + std::to_string(label));
      const float* row = p.probabilities.data() + i * stride;
      const double confidence = row[predictions[i]];
      double brier = 0;
      for (int k = 0; k < p.num_classes; ++k) {
        const double difference = static_cast<double>(row[k]) - (k == label ? 1.0 : 0.0);
        brier += difference * difference;
      }
      terms_.push_back({label * p.num_classes + predictions[i], reliability_bin_index(confidence, p.num_bins),
                        -std::log(std::max(static_cast<double>(row[label]), kMinLogProbability)), brier,
                        confidence - (predictions[i] == label ? 1.0 : 0.0)});
    }
  }

  int64_t num_samples() const { return static_cast<int64_t>(terms_.size()); }

  ScoreValues score(const std::vector<int32_t>& draws) const {
    std::vector<int64_t> confusion(static_cast<size_t>(num_classes_) * static_cast<size_t>(num_classes_), 0);
    std::vector<double> gaps(static_cast<size_t>(num_bins_), 0.0);
    double log_loss = 0, brier = 0;
    for (const int32_t draw : draws) {
      const SampleTerms& terms = terms_[static_cast<size_t>(draw)];
      ++confusion[static_cast<size_t>(terms.confusion_cell)];
      gaps[static_cast<size_t>(terms.bin)] += terms.gap;
      log_loss += terms.log_loss;
      brier += terms.brier;
    }
    double ece = 0;
    for (const double gap : gaps) ece += std::abs(gap);
    const auto n = static_cast<double>(draws.size());
    const ConfusionScores scores = score_confusion(confusion.data(), num_classes_);
    return {scores.accuracy, scores.macro_f1, scores.uar, log_loss / n, brier / n, ece / n};
  }

 private:
  int num_classes_, num_bins_;
  std::vector<SampleTerms> terms_;
};

/// @param score  multiset of samples -> ScoreValues
template <class Score>
PredictionScores score_all(int64_t num_samples, const Score& score, const BootstrapOptions& options) {
  const auto write_scores = [&](const std::vector<int32_t>& draws, double* out) {
    const ScoreValues values = score(draws);
    std::copy(values.begin(), values.end(), out);
  };
  const ScoresWithIntervals scores =
      score_with_intervals(num_samples, kNumPredictionScores, write_scores, options);
  PredictionScores result;
  std::copy(scores.values.begin(), scores.values.end(), result.values.begin());
  std::copy(scores.ci.begin(), scores.ci.end(), result.ci.begin());
  return result;
}

}  // namespace

const std::vector<MetricInfo>& prediction_metrics() {
  static const std::vector<MetricInfo> metrics = {
      {"accuracy", "Accuracy", "Share of samples whose most probable class is the true one.",
       MetricFormat::kPercent},
      {"macro_f1", "Macro F1",
       "Mean of the F1 scores of the classes that occur in truth or predictions; rare classes count as much "
       "as "
       "common ones.",
       MetricFormat::kPercent},
      {"uar", "UAR", "Unweighted average recall: mean over the classes that have samples of the share found.",
       MetricFormat::kPercent},
      {"log_loss", "Log loss", "Mean negative log-probability of the true class, in nats; lower is better.",
       MetricFormat::kNumber, false},
      {"brier", "Brier score",
       "Mean squared distance of the probabilities to the truth, 0 to 2; lower is better.",
       MetricFormat::kNumber, false},
      {"ece", "ECE",
       "Expected calibration error: mean distance between stated confidence and accuracy; lower is better. "
       "Resampling adds noise to its bins, so its interval lies a little high.",
       MetricFormat::kNumber, false},
  };
  return metrics;
}

PredictionScores score_predictions(const ScoredPredictions& predictions, const BootstrapOptions& options) {
  const ResampleScorer scorer(predictions);
  return score_all(
      scorer.num_samples(), [&](const std::vector<int32_t>& draws) { return scorer.score(draws); }, options);
}

PredictionScores compare_predictions(const ScoredPredictions& first, const ScoredPredictions& second,
                                     const BootstrapOptions& options) {
  AFFEKT_CHECK(first.labels == second.labels, "both must be predictions of the same samples");
  const ResampleScorer scorer_first(first), scorer_second(second);
  const auto difference = [&](const std::vector<int32_t>& draws) {
    ScoreValues values = scorer_second.score(draws);
    const ScoreValues subtract = scorer_first.score(draws);
    for (size_t i = 0; i < values.size(); ++i) values[i] -= subtract[i];
    return values;
  };
  return score_all(scorer_first.num_samples(), difference, options);
}

}  // namespace affekt
