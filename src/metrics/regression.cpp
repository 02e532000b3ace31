#include "metrics/regression.h"

#include <cmath>
#include <limits>

#include "core/error.h"

namespace affekt {
namespace {

void check_rows(const std::vector<float>& truth, const std::vector<float>& predicted,
                const std::vector<int32_t>& counts) {
  AFFEKT_CHECK(!truth.empty() && truth.size() == predicted.size(), "one prediction for each true value");
  AFFEKT_CHECK(counts.empty() || counts.size() == truth.size(), "one count for each value");
}

double count_of_row(const std::vector<int32_t>& counts, size_t row) {
  return counts.empty() ? 1.0 : static_cast<double>(counts[row]);
}

}  // namespace

RegressionScores score_regression(const std::vector<float>& truth, const std::vector<float>& predicted,
                                  const std::vector<int32_t>& counts) {
  check_rows(truth, predicted, counts);
  // All values less the first one that counts, so that a constant has a variance of exactly 0.
  size_t first = 0;
  while (first + 1 < truth.size() && count_of_row(counts, first) == 0) ++first;
  const double true_origin = truth[first], predicted_origin = predicted[first];
  double n = 0, absolute = 0, squares = 0, true_sum = 0, predicted_sum = 0;
  for (size_t i = 0; i < truth.size(); ++i) {
    const double count = count_of_row(counts, i);
    if (count == 0) continue;  // 0 times NaN would be NaN
    const double error = static_cast<double>(predicted[i]) - static_cast<double>(truth[i]);
    n += count;
    absolute += count * std::abs(error);
    squares += count * error * error;
    true_sum += count * (static_cast<double>(truth[i]) - true_origin);
    predicted_sum += count * (static_cast<double>(predicted[i]) - predicted_origin);
  }
  const double true_mean = true_sum / n, predicted_mean = predicted_sum / n;
  double true_variance = 0, predicted_variance = 0, covariance = 0;
  for (size_t i = 0; i < truth.size(); ++i) {
    const double count = count_of_row(counts, i);
    if (count == 0) continue;
    const double a = static_cast<double>(truth[i]) - true_origin - true_mean;
    const double b = static_cast<double>(predicted[i]) - predicted_origin - predicted_mean;
    true_variance += count * a * a / n;
    predicted_variance += count * b * b / n;
    covariance += count * a * b / n;
  }
  const double distance = true_origin + true_mean - predicted_origin - predicted_mean;
  const double whole = true_variance + predicted_variance + distance * distance;
  return {absolute / n, std::sqrt(squares / n),
          whole == 0 ? std::numeric_limits<double>::quiet_NaN() : 2 * covariance / whole};
}

int three_level_of(float value) {
  if (std::isnan(value)) return -1;
  return value < 4.5F ? 0 : value < 6.5F ? 1 : 2;
}

double three_level_accuracy(const std::vector<float>& truth, const std::vector<float>& predicted,
                            const std::vector<int32_t>& counts) {
  check_rows(truth, predicted, counts);
  double n = 0, num_right = 0;
  for (size_t i = 0; i < truth.size(); ++i) {
    const double count = count_of_row(counts, i);
    const int level = three_level_of(truth[i]);
    n += count;
    if (level >= 0 && level == three_level_of(predicted[i])) num_right += count;
  }
  return num_right / n;
}

}  // namespace affekt
