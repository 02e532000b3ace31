// All headline scores of a classifier's probabilities with their intervals, and of two classifiers'
// difference.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "metrics/bootstrap.h"
#include "metrics/metric_info.h"

namespace affekt {

/// The scores, in the order of the arrays below.
constexpr int kNumPredictionScores = 6;
constexpr std::array<const char*, kNumPredictionScores> kPredictionScoreNames = {
    "accuracy", "macro_f1", "uar", "log_loss", "brier", "ece"};

/// The same in words, in the same order.
const std::vector<MetricInfo>& prediction_metrics();

struct PredictionScores {
  std::array<double, kNumPredictionScores> values{};
  std::array<Interval, kNumPredictionScores> ci{};  // NaN ends when no interval was asked for
};

/// What is scored. The members are borrowed.
struct ScoredPredictions {
  const std::vector<float>& probabilities;  // [N, K] row-major, N > 0
  const std::vector<int32_t>& labels;       // [N]
  int num_classes = 0;
  int num_bins = 15;  // of the ECE
};

/// @param options  num_resamples 0: values without intervals
PredictionScores score_predictions(const ScoredPredictions& predictions, const BootstrapOptions& options);

/// Scores of `second` minus those of `first`, on the same samples in the same order. Both are scored on the
/// same resamples, so what makes a sample hard for both cancels out.
PredictionScores compare_predictions(const ScoredPredictions& first, const ScoredPredictions& second,
                                     const BootstrapOptions& options);

}  // namespace affekt
