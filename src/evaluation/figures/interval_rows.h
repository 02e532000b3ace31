// The drawing of values with their intervals: one row each, on a common axis.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "evaluation/figures/figure.h"

namespace affekt {

struct IntervalRow {
  std::string name;
  double value = 0;
  double low = std::numeric_limits<double>::quiet_NaN(), high = low;  // NaN: no interval
  std::string tooltip = {};
};

struct IntervalAxis {
  std::string title;  // below the axis: "accuracy, %"
  double factor = 1;  // of the numbers on it: 100 for shares in percent
  /// A dashed line across all rows, such as a mean, or 0 of differences; NaN: none.
  double reference = std::numeric_limits<double>::quiet_NaN();
};

/// @param rows  at least one; values are finite
Figure draw_interval_rows(const std::string& title, const std::vector<IntervalRow>& rows,
                          const IntervalAxis& axis);

}  // namespace affekt
