// Percentile bootstrap: how far a score would move had other samples, or other groups, been drawn.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace affekt {

/// Both ends NaN when no resample gives a finite score.
struct Interval {
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  /// Of a difference: two-sided, that it is 0 in truth. With R resamples of which s lie on the rarer side of
  /// 0, or on it: 2 (s + 1) / (R + 1), at most 1 (Davison and Hinkley, 1997, 4.2). NaN as the ends.
  double p_value = std::numeric_limits<double>::quiet_NaN();
};

struct BootstrapOptions {
  int64_t num_resamples = 2000;
  uint64_t seed = 1;
  double confidence = 0.95;  // in (0, 1)
  int num_threads = 1;       // speed only: every thread count gives the same bits
  /// [N], any numbers: samples with equal ones (one actor, one station) are drawn together. Empty: each
  /// sample is independent.
  std::vector<int64_t> groups;
};

/// Writes the scores of one resample. Called from several threads at once.
/// @param draws   indices of the drawn samples, with repeats; N of them, or those of as many groups as there
/// are
/// @param scores  `num_scores` values to fill in; one that is not defined for these draws is NaN
using ScoreDraws = std::function<void(const std::vector<int32_t>& draws, double* scores)>;

/// One interval for each score, all from the same resamples. Resample r draws from the stream
/// (seed, "bootstrap", r), so neither threads nor the other resamples matter.
std::vector<Interval> bootstrap_intervals(int64_t num_samples, int num_scores, const ScoreDraws& score,
                                          const BootstrapOptions& options);

struct ScoresWithIntervals {
  std::vector<double> values;  // of all samples, each once
  std::vector<Interval> ci;    // one for each value; NaN ends when no interval was asked for
};

/// @param options   num_resamples 0: values without intervals
/// @param centred   scores, by index, whose resamples are moved by one step so that their mean is the value
/// of
///                  all samples. For a score that repeats of samples push to one side, as they do average
///                  precision (equal samples stand together in the ranking): else the value lies at one end
///                  of its own interval. (Efron and Tibshirani, 1993, chapter 10: the bootstrap's estimate of
///                  bias.)
ScoresWithIntervals score_with_intervals(int64_t num_samples, int num_scores, const ScoreDraws& score,
                                         const BootstrapOptions& options,
                                         const std::vector<size_t>& centred = {});

/// The quantile of values in any order, linear between neighbours (numpy's default). Infinite and NaN values
/// are left out; NaN if none is left. @param q  in [0, 1]
double compute_quantile(std::vector<double> values, double q);

/// Wilson's interval for a share of successes: honest also for few trials and for 0 or all successes, where
/// the bootstrap collapses to a point. {0, 1} for no trial. @param z  1.96 for 95 %
Interval wilson_interval(int64_t num_successes, int64_t num_trials, double z = 1.959963984540054);

}  // namespace affekt
