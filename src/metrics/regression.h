// How far predicted values lie from the true ones, and how well they agree: MAE, RMSE, concordance (CCC).
#pragma once

#include <cstdint>
#include <vector>

namespace affekt {

struct RegressionScores {
  double mae = 0;   // mean absolute error
  double rmse = 0;  // root of the mean squared error
  /// Lin's concordance correlation (1989), -1..1: 2 cov / (var + var' + (mean - mean')^2), all divided by N.
  /// 0 where one of the two is constant; NaN where both are the same constant: there is nothing to agree on.
  double ccc = 0;
};

/// A value that is NaN makes all three NaN.
/// @param truth, predicted  [N], N > 0
/// @param counts  [N], how many times each row counts, not all 0; empty: once
RegressionScores score_regression(const std::vector<float>& truth, const std::vector<float>& predicted,
                                  const std::vector<int32_t>& counts = {});

/// Low, middle and high on a scale of 1..10. The levels are meant for whole points: low up to 4, middle 5 to
/// 6, high from 7. A value between them is rounded to the nearest whole point, a half one upwards: low is
/// below 4.5, high from 6.5 on.
/// @return  0 low, 1 middle, 2 high; -1 for NaN, which is of no level and never right
int three_level_of(float value);

/// Share of the rows whose predicted value is on the level of the true one. @param counts  as above
double three_level_accuracy(const std::vector<float>& truth, const std::vector<float>& predicted,
                            const std::vector<int32_t>& counts = {});

}  // namespace affekt
