#include "evaluation/over_time/emotion_over_time_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

constexpr size_t kMaxSeries = 8;  // as many as figure_style.cpp has colours

/// Well-known emotions keep their usual colours in every figure; the others take what is left.
std::vector<std::string> choose_colours(const std::vector<std::string>& labels) {
  static const std::map<std::string, std::string> usual = {
      {"sad", "s1"},       {"angry", "s2"},    {"anger", "s2"},  {"disgust", "s3"},
      {"fearful", "s4"},   {"fear", "s4"},     {"happy", "s7"},  {"calm", "s6"},
      {"surprised", "s5"}, {"surprise", "s5"}, {"neutral", "s8"}};
  std::vector<std::string> free = {"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"};
  std::vector<std::string> colours(labels.size());
  for (size_t i = 0; i < labels.size(); ++i) {
    const auto found = usual.find(labels[i]);
    const auto slot = found == usual.end() ? free.end() : std::find(free.begin(), free.end(), found->second);
    if (slot == free.end()) continue;
    colours[i] = *slot;
    free.erase(slot);
  }
  for (std::string& colour : colours) {
    if (!colour.empty()) continue;
    colour = free.front();
    free.erase(free.begin());
  }
  return colours;
}

std::string write_clock(int64_t seconds) {
  if (seconds >= 3600) return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

}  // namespace

std::vector<TimeSeries> choose_series(const EmotionOverTime& result) {
  std::vector<size_t> order(result.class_names.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return result.classes[a].mean_probability > result.classes[b].mean_probability;
  });
  std::vector<size_t> rest(order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), kMaxSeries)),
                           order.end());
  order.resize(std::min(order.size(), kMaxSeries));
  std::sort(order.begin(), order.end());
  std::vector<std::string> labels;
  for (const size_t k : order) labels.push_back(result.class_names[k]);
  const std::vector<std::string> colours = choose_colours(labels);
  std::vector<TimeSeries> series;
  for (size_t i = 0; i < order.size(); ++i) series.push_back({labels[i], colours[i], {order[i]}});
  if (!rest.empty()) series.push_back({"other", "other", rest});
  return series;
}

std::vector<TimePoint> choose_points(const EmotionOverTime& result, const std::vector<TimeSeries>& series,
                                     TimeSpan span, size_t max_points) {
  const std::vector<WindowEmotion>& windows = result.windows;
  size_t begin = 0, end = windows.size();
  while (begin + 1 < end && windows[begin].to_s <= span.from_s) ++begin;
  while (end - 1 > begin && windows[end - 1].from_s >= span.to_s) --end;
  const size_t num_windows = end - begin, count = std::min(num_windows, max_points);
  std::vector<TimePoint> points;
  for (size_t i = 0; i < count; ++i) {
    const size_t first = begin + i * num_windows / count, last = begin + (i + 1) * num_windows / count - 1;
    TimePoint point;
    point.from_s = std::max(windows[first].from_s, span.from_s);
    point.to_s = std::min(windows[last].to_s, span.to_s);
    point.center_s =
        std::clamp((windows[first].center_s + windows[last].center_s) / 2, span.from_s, span.to_s);
    point.probabilities.assign(series.size(), 0);
    size_t num_heard = 0;
    for (size_t w = first; w <= last; ++w) {
      if (windows[w].silent()) continue;
      ++num_heard;
      for (size_t s = 0; s < series.size(); ++s)
        for (const size_t k : series[s].classes) point.probabilities[s] += windows[w].probabilities[k];
    }
    point.num_windows = static_cast<int64_t>(last - first + 1);
    point.silent = 2 * num_heard < last - first + 1;
    for (double& probability : point.probabilities)
      probability /= static_cast<double>(std::max<size_t>(num_heard, 1));
    points.push_back(std::move(point));
  }
  return points;
}

size_t top_series(const TimePoint& point) {
  return static_cast<size_t>(std::max_element(point.probabilities.begin(), point.probabilities.end()) -
                             point.probabilities.begin());
}

std::string describe_point(const TimePoint& point, const std::vector<TimeSeries>& series) {
  std::string text = format_span(point.from_s, point.to_s) + ": ";
  if (point.silent) return text + "silent";
  std::vector<size_t> order(series.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return point.probabilities[a] > point.probabilities[b]; });
  for (size_t i = 0; i < std::min<size_t>(order.size(), 3); ++i)
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", series[order[i]].label,
                        format_percent(point.probabilities[order[i]], 0));
  return text;
}

std::string format_span(double from_s, double to_s) {
  return format_clock(from_s) + " – " + format_clock(to_s);
}

std::string format_clock(double seconds) {
  const auto tenths = static_cast<int64_t>(std::llround(10 * seconds));
  return fmt::format("{}.{}", write_clock(tenths / 10), tenths % 10);
}

std::string format_whole_clock(double seconds) {
  return write_clock(static_cast<int64_t>(std::llround(seconds)));
}

}  // namespace affekt
