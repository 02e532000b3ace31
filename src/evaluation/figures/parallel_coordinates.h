// The drawing of many trials at once: one line a trial across one axis a parameter, the last one the score.
#pragma once

#include <string>
#include <vector>

#include "evaluation/figures/figure.h"
#include "metrics/metric_info.h"

namespace affekt {

struct ParallelAxis {
  std::string title;
  std::vector<std::string> texts;  // one a trial: numbers, or names that stand in the order of their coming
  bool is_log = false;
};

struct ParallelCoordinates {
  std::vector<ParallelAxis> axes;
  std::vector<double> scores;         // one a trial, none of them NaN
  std::vector<std::string> tooltips;  // one a trial, shown where its line meets the score
  MetricInfo metric;                  // of the scores; the better end is on top
  size_t best = 0;                    // the trial that stands out
};

/// @param trials  at least one trial and one axis
Figure draw_parallel_coordinates(const ParallelCoordinates& trials);

}  // namespace affekt
