#include "acoustics/functionals.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.h"

namespace affekt {

double compute_mean(const std::vector<float>& values) {
  if (values.empty()) return 0;
  double sum = 0;
  for (const float value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double compute_deviation(const std::vector<float>& values) {
  if (values.size() < 2) return 0;
  const double mean = compute_mean(values);
  double sum = 0;
  for (const float value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

double compute_slope(const std::vector<float>& values, const std::vector<float>& times) {
  AFFEKT_CHECK(values.size() == times.size(), "a contour has one time for each value");
  const double mean_value = compute_mean(values), mean_time = compute_mean(times);
  double covariance = 0, variance = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    covariance += (times[i] - mean_time) * (values[i] - mean_value);
    variance += (times[i] - mean_time) * (times[i] - mean_time);
  }
  return variance > 0 ? covariance / variance : 0;
}

double compute_percentile(std::vector<float> values, double share) {
  if (values.empty()) return 0;
  const double rank = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<size_t>(rank);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), at, values.end());
  if (below + 1 == values.size()) return *at;
  const float above = *std::min_element(at + 1, values.end());
  return *at + (rank - static_cast<double>(below)) * (static_cast<double>(above) - *at);
}

void FeatureRow::add(std::string name, double value) {
  names.push_back(std::move(name));
  values.push_back(static_cast<float>(value));
}

void FeatureRow::add_moments(const std::string& name, const std::vector<float>& contour) {
  add(name + ".mean", compute_mean(contour));
  add(name + ".std", compute_deviation(contour));
}

void FeatureRow::add_percentiles(const std::string& name, const std::vector<float>& contour,
                                 const std::vector<int>& percents) {
  for (const int percent : percents)
    add(fmt::format("{}.p{:02}", name, percent), compute_percentile(contour, percent / 100.0));
}

}  // namespace affekt
