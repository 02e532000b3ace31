// All scores of predicted categories, valence, arousal and dominance, with their intervals, and of two
// models' difference.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "metrics/bootstrap.h"
#include "metrics/metric_info.h"

namespace affekt {

constexpr int kNumAffectValues = 3;
constexpr std::array<const char*, kNumAffectValues> kAffectValueNames = {"valence", "arousal", "dominance"};

/// The scores: map; mae_, rmse_, ccc_ and three_level_accuracy_ of each of the values; three_level_accuracy.
const std::vector<MetricInfo>& affect_metrics();
/// Place of a score among affect_metrics() and in AffectScores. @param name  "mae_valence"
size_t affect_metric_index(const std::string& name);

/// What is scored. The members are borrowed.
struct ScoredAffect {
  const std::vector<uint8_t>& labels;          // [N, K] row-major, 0 or 1, N > 0
  const std::vector<float>& probabilities;     // [N, K], none is NaN
  const std::vector<float>& values;            // [N, 3], on 1..10
  const std::vector<float>& predicted_values;  // [N, 3]
  int64_t num_categories = 0;                  // 0: of the values only; map is NaN
};

/// Those of affect_metrics(), and behind them the average precision of each of the K categories; NaN where
/// it is not defined. A category without a sample counts for nothing in map; in a resample that lacks more of
/// them, map is the mean over the rest.
using AffectScores = ScoresWithIntervals;

/// The intervals of map and of the average precisions are centred: see score_with_intervals().
/// @param options  num_resamples 0: values without intervals
AffectScores score_affect(const ScoredAffect& predictions, const BootstrapOptions& options);

/// Scores of `second` minus those of `first`, on the same samples in the same order, both on the same
/// resamples; centred as those of score_affect().
AffectScores compare_affect(const ScoredAffect& first, const ScoredAffect& second,
                            const BootstrapOptions& options);

/// map and the average precisions of a random order of the samples, its mean over all orders; the other
/// scores are NaN.
std::vector<double> score_random_order(const ScoredAffect& predictions);

/// map and the average precisions minus those of a random order of the same samples, with centred intervals;
/// the other scores are NaN. What ranks at random lies above 0 with its whole 95 % interval in about one case
/// of 40.
AffectScores compare_with_random_order(const ScoredAffect& predictions, const BootstrapOptions& options);

}  // namespace affekt
