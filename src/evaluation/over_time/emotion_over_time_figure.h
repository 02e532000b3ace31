// Emotion over time as a drawing: segments, stacked probabilities, and the recording's level on one time
// axis; and what of it is drawn: series with their colours, no more points than can be told apart.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "evaluation/figures/figure.h"
#include "exported/emotion_over_time.h"

namespace affekt {

/// Between two windows' centres the probabilities are drawn as straight lines; silence is left empty. With
/// more than 500 windows each drawn point is the mean of some.
Figure draw_emotion_over_time(const EmotionOverTime& result, const std::string& title);

/// A recording of more than ten minutes in parts of five, each drawn as above; empty for a shorter one.
std::vector<Figure> draw_emotion_in_parts(const EmotionOverTime& result);

/// What is drawn in one colour: a class, or "other".
struct TimeSeries {
  std::string label, css_class;  // a class of figure_style.cpp
  std::vector<size_t> classes;   // summed
};

/// One drawn point: the mean of some neighbouring windows that aren't silent, or silence.
struct TimePoint {
  double from_s = 0, to_s = 0, center_s = 0;
  bool silent = true;                 // most of its windows are
  std::vector<double> probabilities;  // [series]
  int64_t num_windows = 0;            // behind this point
};

struct TimeSpan {
  double from_s = 0, to_s = 0;
};

/// The classes in their own order. Well-known emotions keep their usual colours in every figure, the others
/// take what is left. Beyond eight classes the least probable ones are one series, "other".
std::vector<TimeSeries> choose_series(const EmotionOverTime& result);

/// The windows that stand for some of `span`, cut to it, as at most `max_points` points. They cover the span.
std::vector<TimePoint> choose_points(const EmotionOverTime& result, const std::vector<TimeSeries>& series,
                                     TimeSpan span, size_t max_points);

/// Index of the most probable series.
size_t top_series(const TimePoint& point);

/// For people who point at it: "0:12.0 – 0:12.5: angry 71 %, sad 12 %, calm 9 %".
std::string describe_point(const TimePoint& point, const std::vector<TimeSeries>& series);

/// Seconds as people read a player's clock: 67.25 -> "1:07.3" (tenths), 3723 -> "1:02:03.0".
std::string format_clock(double seconds);
/// "0:12.0 – 0:12.5"
std::string format_span(double from_s, double to_s);
/// The clock without tenths: "1:07".
std::string format_whole_clock(double seconds);

}  // namespace affekt
