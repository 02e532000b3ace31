// Statistics over time: what is left of a contour when a recording becomes one row.
#pragma once

#include <string>
#include <vector>

namespace affekt {

/// All are 0 of nothing; deviation and slope are 0 of a single value.
double compute_mean(const std::vector<float>& values);
/// Of the population: divided by the number of values.
double compute_deviation(const std::vector<float>& values);
/// Least squares slope of values over times, per unit of time; 0 where all times are equal.
double compute_slope(const std::vector<float>& values, const std::vector<float>& times);
/// Interpolated between the two nearest ranks, as numpy does. @param share 0..1
double compute_percentile(std::vector<float> values, double share);

/// One recording's features while they are being collected.
struct FeatureRow {
  std::vector<std::string> names;
  std::vector<float> values;

  void add(std::string name, double value);
  /// NAME.mean, NAME.std
  void add_moments(const std::string& name, const std::vector<float>& contour);
  /// NAME.p10, ... @param percents  0..100
  void add_percentiles(const std::string& name, const std::vector<float>& contour,
                       const std::vector<int>& percents);
};

}  // namespace affekt
