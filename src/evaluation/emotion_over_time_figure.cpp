#include "evaluation/emotion_over_time_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "evaluation/report_text.h"

namespace affekt {
namespace {

using Anchor = SvgCanvas::Anchor;

constexpr double kWidth = 1040, kLeft = 44, kPlotWidth = kWidth - kLeft - 12;
constexpr double kCharacterWidth = 6.8;  // of the 12 px label, on average
constexpr size_t kMaxPoints = 500;
constexpr size_t kMaxSeries = 8;

/// What is drawn in one colour.
struct Series {
  std::string label, css_class;
  std::vector<size_t> classes;  // summed
};

/// One drawn point: the mean of some neighbouring windows that aren't silent, or silence.
struct Point {
  double from_s = 0, to_s = 0, center_s = 0;
  bool silent = true;
  std::vector<double> probabilities;  // [series]
};

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

/// The classes in their own order; the least probable ones as "other" when there are too many for the
/// colours.
std::vector<Series> choose_series(const EmotionOverTime& result) {
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
  std::vector<Series> series;
  for (size_t i = 0; i < order.size(); ++i) series.push_back({labels[i], colours[i], {order[i]}});
  if (!rest.empty()) series.push_back({"other", "other", rest});
  return series;
}

std::vector<Point> choose_points(const EmotionOverTime& result, const std::vector<Series>& series) {
  const std::vector<WindowEmotion>& windows = result.windows;
  const size_t count = std::min(windows.size(), kMaxPoints);
  std::vector<Point> points;
  for (size_t i = 0; i < count; ++i) {
    const size_t first = i * windows.size() / count, end = (i + 1) * windows.size() / count;
    Point point;
    point.from_s = windows[first].from_s;
    point.to_s = windows[end - 1].to_s;
    point.center_s = (windows[first].center_s + windows[end - 1].center_s) / 2;
    point.probabilities.assign(series.size(), 0);
    size_t num_heard = 0;
    for (size_t w = first; w < end; ++w) {
      if (windows[w].silent()) continue;
      ++num_heard;
      for (size_t s = 0; s < series.size(); ++s)
        for (const size_t k : series[s].classes) point.probabilities[s] += windows[w].probabilities[k];
    }
    point.silent = 2 * num_heard < end - first;
    for (double& probability : point.probabilities)
      probability /= static_cast<double>(std::max<size_t>(num_heard, 1));
    points.push_back(std::move(point));
  }
  return points;
}

size_t top_series(const Point& point) {
  return static_cast<size_t>(std::max_element(point.probabilities.begin(), point.probabilities.end()) -
                             point.probabilities.begin());
}

std::string describe_point(const Point& point, const std::vector<Series>& series) {
  std::string text = fmt::format("{} – {}: ", format_clock(point.from_s), format_clock(point.to_s));
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

/// Rows of swatches with names; the height they take.
double draw_legend(SvgCanvas& canvas, double top, const std::vector<Series>& series, bool has_silence) {
  double x = kLeft, y = top;
  const auto entry = [&](const std::string& label, const std::string& css_class) {
    const double width = 17 + kCharacterWidth * static_cast<double>(label.size()) + 16;
    if (x + width > kWidth && x > kLeft) {
      x = kLeft;
      y += 18;
    }
    canvas.rect(x, y, 12, 12, css_class);
    canvas.text(x + 17, y + 10, label, "label");
    x += width;
  };
  for (const Series& one : series) entry(one.label, one.css_class);
  if (has_silence) entry("silent", "empty");
  return y + 18 - top;
}

/// The most probable class along the time, with its name where there is room.
void draw_ribbon(SvgCanvas& canvas, const PlotArea& area, const std::vector<Point>& points,
                 const std::vector<Series>& series) {
  for (size_t begin = 0; begin < points.size();) {
    const Point& first = points[begin];
    size_t end = begin + 1;
    const auto same = [&](const Point& other) {
      return other.silent == first.silent && (first.silent || top_series(other) == top_series(first));
    };
    while (end < points.size() && same(points[end])) ++end;
    const double x = area.x(first.from_s), width = area.x(points[end - 1].to_s) - x;
    const std::string label = first.silent ? "silent" : series[top_series(first)].label;
    canvas.rect(
        x, area.top, width, area.height, first.silent ? "empty" : series[top_series(first)].css_class,
        fmt::format("{} – {}: {}", format_clock(first.from_s), format_clock(points[end - 1].to_s), label));
    if (width > kCharacterWidth * static_cast<double>(label.size()) + 8)
      canvas.text(x + width / 2, area.top + area.height / 2 + 4, label, first.silent ? "tick" : "on-series",
                  Anchor::kMiddle);
    begin = end;
  }
}

/// One run of points without silence, as areas on top of each other.
void draw_stack(SvgCanvas& canvas, const PlotArea& area, const std::vector<Point>& points, size_t begin,
                size_t end, const std::vector<Series>& series) {
  std::vector<std::pair<double, const Point*>> corners = {{points[begin].from_s, &points[begin]}};
  for (size_t i = begin; i < end; ++i) corners.emplace_back(points[i].center_s, &points[i]);
  corners.emplace_back(points[end - 1].to_s, &points[end - 1]);
  std::vector<double> floor(corners.size(), 0);
  for (size_t s = 0; s < series.size(); ++s) {
    std::vector<std::pair<double, double>> outline;
    for (size_t i = 0; i < corners.size(); ++i)
      outline.emplace_back(area.x(corners[i].first), area.y(floor[i]));
    for (size_t i = corners.size(); i-- > 0;) {
      floor[i] += corners[i].second->probabilities[s];
      outline.emplace_back(area.x(corners[i].first), area.y(std::min(floor[i], 1.0)));
    }
    canvas.polygon(outline, series[s].css_class);
  }
}

void draw_probabilities(SvgCanvas& canvas, const PlotArea& area, const std::vector<Point>& points,
                        const std::vector<Series>& series) {
  canvas.text(area.left, area.top - 8, "probability, %", "axis-label");
  for (size_t begin = 0; begin < points.size();) {
    size_t end = begin + 1;
    while (end < points.size() && points[end].silent == points[begin].silent) ++end;
    if (points[begin].silent) {
      const double x = area.x(points[begin].from_s);
      canvas.rect(x, area.top, area.x(points[end - 1].to_s) - x, area.height, "empty");
    } else {
      draw_stack(canvas, area, points, begin, end, series);
    }
    begin = end;
  }
  for (const double tick : round_ticks(0, 1, 5))
    canvas.text(area.left - 6, area.y(tick) + 4, fmt::format("{:.0f}", 100 * tick), "tick", Anchor::kEnd);
}

/// The largest samples of each part, above and below a middle line.
void draw_level(SvgCanvas& canvas, const PlotArea& area, const std::vector<float>& envelope) {
  canvas.text(area.left, area.top - 6, "level", "axis-label");
  const float largest = *std::max_element(envelope.begin(), envelope.end());
  std::vector<std::pair<double, double>> upper, lower;
  for (size_t i = 0; i < envelope.size(); ++i) {
    const double x =
        area.left + area.width * (static_cast<double>(i) + 0.5) / static_cast<double>(envelope.size());
    const double height = largest > 0 ? double{envelope[i]} / largest * area.height / 2 : 0;
    const double middle = area.top + area.height / 2;
    upper.emplace_back(x, middle - height - 0.3);
    lower.emplace_back(x, middle + height + 0.3);
  }
  upper.insert(upper.end(), lower.rbegin(), lower.rend());
  canvas.polygon(upper, "level");
}

/// Steps that divide minutes and hours: about ten ticks.
void draw_time_axis(SvgCanvas& canvas, const PlotArea& area, double duration_s) {
  constexpr std::array<double, 14> kSteps = {0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600};
  const auto enough =
      std::find_if(kSteps.begin(), kSteps.end(), [&](double step) { return duration_s / step <= 12; });
  const double step = enough == kSteps.end() ? 3600 * std::ceil(duration_s / 12 / 3600) : *enough;
  canvas.line(area.left, area.bottom(), area.right(), area.bottom(), "axis");
  for (int64_t i = 0; static_cast<double>(i) * step <= duration_s; ++i) {
    const double time = static_cast<double>(i) * step;
    canvas.line(area.x(time), area.bottom(), area.x(time), area.bottom() + 4, "axis");
    canvas.text(area.x(time), area.bottom() + 17, step < 1 ? format_clock(time) : format_whole_clock(time),
                "tick", Anchor::kMiddle);
  }
  canvas.text(area.left + area.width / 2, area.bottom() + 34, "time", "axis-label", Anchor::kMiddle);
}

std::string write_clock(int64_t seconds) {
  if (seconds >= 3600) return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

}  // namespace

std::string format_clock(double seconds) {
  const auto tenths = static_cast<int64_t>(std::llround(10 * seconds));
  return fmt::format("{}.{}", write_clock(tenths / 10), tenths % 10);
}

std::string format_whole_clock(double seconds) {
  return write_clock(static_cast<int64_t>(std::llround(seconds)));
}

Figure draw_emotion_over_time(const EmotionOverTime& result, const std::string& title) {
  const std::vector<Series> series = choose_series(result);
  const std::vector<Point> points = choose_points(result, series);
  SvgCanvas legend(kWidth, 40);
  const double legend_height = draw_legend(legend, 28, series, result.silent_seconds > 0);
  const double ribbon_top = 28 + legend_height + 6, plot_top = ribbon_top + 22 + 26,
               level_top = plot_top + 260 + 26;
  const auto area = [&](double top, double height) {
    return PlotArea{kLeft, top, kPlotWidth, height, 0, result.duration_s, 0, 1};
  };
  SvgCanvas canvas(kWidth, level_top + 48 + 44);
  canvas.text(kLeft, 16, title, "title");
  canvas.place(legend, 0, 0);
  draw_ribbon(canvas, area(ribbon_top, 22), points, series);
  draw_probabilities(canvas, area(plot_top, 260), points, series);
  draw_level(canvas, area(level_top, 48), result.envelope);
  draw_time_axis(canvas, area(level_top, 48), result.duration_s);
  for (const Point& point : points) {  // on top of all: what the pointer meets
    const PlotArea plot = area(plot_top, level_top + 48 - plot_top);
    canvas.rect(plot.x(point.from_s), plot.top, plot.x(point.to_s) - plot.x(point.from_s), plot.height,
                "hover", describe_point(point, series));
  }
  std::string description =
      fmt::format("{} windows over {}", result.windows.size(), format_clock(result.duration_s));
  for (size_t k = 0; k < result.class_names.size(); ++k)
    description += fmt::format(", {} {}", result.class_names[k], format_percent(result.classes[k].share, 0));
  return {title, description, canvas};
}

}  // namespace affekt
