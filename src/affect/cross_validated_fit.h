// How good predictions of valence and arousal are that a cross-validation gave: R2 with intervals, error, and
// how far the folds lie apart.
#pragma once

#include <cstdint>
#include <vector>

#include "affect/affect_regression.h"
#include "affect/affect_samples.h"
#include "metrics/bootstrap.h"

namespace affekt {

/// R2 of one column: 1 - sum of squared errors / sum of squared distances to the mean of these rows. NaN if
/// the column does not vary over them.
/// @param targets, predictions  [n, num_columns]  @param rows  with repeats, as a bootstrap draws them
double compute_r2(const std::vector<float>& targets, const std::vector<float>& predictions,
                  int64_t num_columns, int64_t column, const std::vector<int32_t>& rows);

/// @param predictions  [n, 2], each song's by the fit that did not see it
/// @param folds        [n], 0..; every number up to the largest occurs
/// @param bootstrap    its groups are set to the artists
CrossValidatedFit score_cross_validation(const AffectSamples& samples, const std::vector<float>& predictions,
                                         const std::vector<int32_t>& folds, BootstrapOptions bootstrap);

/// By how much the second predictions' R2, the mean over both targets, is above the first's.
struct R2Gain {
  double value = 0;
  Interval interval;  // 95 %, bootstrapped over artists; each resample scores both
};
/// @param first, second  [n, 2], each song's by the fit that did not see it  @param bootstrap  as above
R2Gain score_r2_gain(const AffectSamples& samples, const std::vector<float>& first,
                     const std::vector<float>& second, BootstrapOptions bootstrap);

}  // namespace affekt
