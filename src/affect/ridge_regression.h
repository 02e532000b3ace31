// Ridge regression in closed form, its penalty chosen by leave-one-out.
#pragma once

#include <cstdint>
#include <vector>

#include "affect/affect_regression.h"

namespace affekt {

/// What is regressed on what. The members are borrowed.
struct RegressionData {
  const std::vector<float>& points;  // [N, num_inputs]
  int64_t num_inputs = 0;
  const std::vector<float>& targets;  // [N, num_outputs]
  int64_t num_outputs = 0;
};

struct RidgeFit {
  LinearMap map;  // of the points as they are
  double lambda = 0;
};

/// The penalties that are tried: 1e-3 to 1e5 in quarter decades.
std::vector<double> ridge_lambdas();

/// Minimises |y - Xw - b|^2 + lambda |w|^2, where X are the columns divided by their deviation (over n) so
/// that the penalty treats all alike, and b is not penalised. One lambda for all outputs: the one with the
/// least squared leave-one-out error, each output's divided by its variance. A column that does not vary in
/// these rows gets weight 0.
/// @param rows  which of the N rows to fit to, at least 2
/// Source: Hoerl and Kennard (1970); leave-one-out errors in closed form as residual / (1 - leverage).
RidgeFit fit_ridge(const RegressionData& data, const std::vector<int64_t>& rows);

}  // namespace affekt
