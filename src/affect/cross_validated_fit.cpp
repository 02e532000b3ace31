#include "affect/cross_validated_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"

namespace affekt {

double compute_r2(const std::vector<float>& targets, const std::vector<float>& predictions,
                  int64_t num_columns, int64_t column, const std::vector<int32_t>& rows) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  if (rows.empty()) return nan;
  const auto at = [&](int32_t row) { return static_cast<size_t>(row * num_columns + column); };
  double sum = 0;
  for (const int32_t row : rows) sum += static_cast<double>(targets[at(row)]);
  const double mean = sum / static_cast<double>(rows.size());
  double residual = 0, total = 0;
  for (const int32_t row : rows) {
    const double target = static_cast<double>(targets[at(row)]);
    const double error = target - static_cast<double>(predictions[at(row)]);
    residual += error * error;
    total += (target - mean) * (target - mean);
  }
  return total > 0 ? 1.0 - residual / total : nan;
}

CrossValidatedFit score_cross_validation(const AffectSamples& samples, const std::vector<float>& predictions,
                                         const std::vector<int32_t>& folds, BootstrapOptions bootstrap) {
  const int64_t n = samples.num_songs;
  AFFEKT_CHECK(predictions.size() == samples.targets.size() && static_cast<int64_t>(folds.size()) == n,
               "every song needs its prediction and its fold");
  const int64_t num_columns = static_cast<int64_t>(samples.targets.size()) / n;
  std::vector<int32_t> all(static_cast<size_t>(n));
  std::iota(all.begin(), all.end(), 0);
  std::vector<std::vector<int32_t>> rows_of(
      static_cast<size_t>(*std::max_element(folds.begin(), folds.end())) + 1);
  for (const int32_t row : all) rows_of[static_cast<size_t>(folds[static_cast<size_t>(row)])].push_back(row);

  bootstrap.groups = samples.artists;
  const auto intervals = bootstrap_intervals(
      n, static_cast<int>(num_columns),
      [&](const std::vector<int32_t>& draws, double* scores) {
        for (int64_t column = 0; column < num_columns; ++column)
          scores[column] = compute_r2(samples.targets, predictions, num_columns, column, draws);
      },
      bootstrap);

  CrossValidatedFit fit;
  for (int64_t column = 0; column < num_columns; ++column) {
    fit.r2.push_back(compute_r2(samples.targets, predictions, num_columns, column, all));
    fit.r2_low.push_back(intervals[static_cast<size_t>(column)].low);
    fit.r2_high.push_back(intervals[static_cast<size_t>(column)].high);
    double error = 0;
    for (int64_t row = 0; row < n; ++row) {
      const auto at = static_cast<size_t>(row * num_columns + column);
      error += std::abs(static_cast<double>(samples.targets[at]) - static_cast<double>(predictions[at]));
    }
    fit.mae.push_back(error / static_cast<double>(n));
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto& rows : rows_of) {
      const double r2 = compute_r2(samples.targets, predictions, num_columns, column, rows);
      low = std::min(low, r2);  // a fold without variance (NaN) is passed over
      high = std::max(high, r2);
    }
    if (low > high) low = high = fit.r2.back();  // no fold has any
    fit.r2_by_fold_min.push_back(low);
    fit.r2_by_fold_max.push_back(high);
  }
  return fit;
}

R2Gain score_r2_gain(const AffectSamples& samples, const std::vector<float>& first,
                     const std::vector<float>& second, BootstrapOptions bootstrap) {
  AFFEKT_CHECK(first.size() == samples.targets.size() && second.size() == first.size(),
               "every song needs its prediction");
  const int64_t num_columns = static_cast<int64_t>(first.size()) / samples.num_songs;
  const auto gain = [&](const std::vector<int32_t>& rows) {
    double sum = 0;
    for (int64_t column = 0; column < num_columns; ++column)
      sum += compute_r2(samples.targets, second, num_columns, column, rows) -
             compute_r2(samples.targets, first, num_columns, column, rows);
    return sum / static_cast<double>(num_columns);
  };
  std::vector<int32_t> all(static_cast<size_t>(samples.num_songs));
  std::iota(all.begin(), all.end(), 0);
  bootstrap.groups = samples.artists;
  R2Gain result;
  result.value = gain(all);
  result.interval =
      bootstrap_intervals(
          samples.num_songs, 1,
          [&](const std::vector<int32_t>& draws, double* score) { *score = gain(draws); }, bootstrap)
          .front();
  return result;
}

}  // namespace affekt
