#include "evaluation/over_time/emotion_over_time_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using Anchor = SvgCanvas::Anchor;

constexpr double kWidth = 1040, kLeft = 44, kPlotWidth = kWidth - kLeft - 26;
constexpr double kClassCharacterWidth = 6.8;  // of the 12 px label, on average
constexpr size_t kMaxPoints = 500;
constexpr size_t kMaxPointsOfPart = 300;
constexpr size_t kMaxLevels = 1000;
constexpr double kPartSeconds = 300;
constexpr double kLevelRangeDb = 60;
constexpr int64_t kDenseWindows = 4;  // so many a point change too much for lines between the areas

/// Rows of swatches with names; the height they take.
double draw_legend(SvgCanvas& canvas, double top, const std::vector<TimeSeries>& series, bool has_silence) {
  double x = kLeft, y = top;
  const auto entry = [&](const std::string& label, const std::string& css_class) {
    const double width = 17 + kClassCharacterWidth * static_cast<double>(label.size()) + 16;
    if (x + width > kWidth && x > kLeft) {
      x = kLeft;
      y += 18;
    }
    canvas.rect(x, y, 12, 12, css_class);
    canvas.text(x + 17, y + 10, label, "label");
    x += width;
  };
  for (const TimeSeries& one : series) entry(one.label, one.css_class);
  if (has_silence) entry("silent", "empty");
  return y + 18 - top;
}

/// The most probable class along the time, with its name where there is room.
void draw_ribbon(SvgCanvas& canvas, const PlotArea& area, const std::vector<TimePoint>& points,
                 const std::vector<TimeSeries>& series) {
  for (size_t begin = 0; begin < points.size();) {
    const TimePoint& first = points[begin];
    size_t end = begin + 1;
    const auto same = [&](const TimePoint& other) {
      return other.silent == first.silent && (first.silent || top_series(other) == top_series(first));
    };
    while (end < points.size() && same(points[end])) ++end;
    const double x = area.x(first.from_s), width = area.x(points[end - 1].to_s) - x;
    const std::string label = first.silent ? "silent" : series[top_series(first)].label;
    canvas.rect(x, area.top, width, area.height, first.silent ? "empty" : series[top_series(first)].css_class,
                format_span(first.from_s, points[end - 1].to_s) + ": " + label);
    if (width > kClassCharacterWidth * static_cast<double>(label.size()) + 8)
      canvas.text(x + width / 2, area.top + area.height / 2 + 4, label, first.silent ? "tick" : "on-series",
                  Anchor::kMiddle);
    begin = end;
  }
}

/// One run of points without silence, as areas on top of each other.
void draw_stack(SvgCanvas& canvas, const PlotArea& area, const std::vector<TimePoint>& points, size_t begin,
                size_t end, const std::vector<TimeSeries>& series) {
  const bool dense = points[begin].num_windows >= kDenseWindows;
  std::vector<std::pair<double, const TimePoint*>> corners = {{points[begin].from_s, &points[begin]}};
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
    canvas.polygon(outline, series[s].css_class + (dense ? " dense" : ""));
  }
}

void draw_probabilities(SvgCanvas& canvas, const PlotArea& area, const std::vector<TimePoint>& points,
                        const std::vector<TimeSeries>& series) {
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

/// The largest samples of the span's parts in dB, above and below a middle line: quiet speech is seen beside
/// shouting.
void draw_level(SvgCanvas& canvas, const PlotArea& area, const EmotionOverTime& result) {
  canvas.text(area.left, area.top - 6, fmt::format("level, the loudest {:.0f} dB", kLevelRangeDb),
              "axis-label");
  const std::vector<float>& envelope = result.envelope;
  const float largest = *std::max_element(envelope.begin(), envelope.end());
  const double parts_per_s = static_cast<double>(envelope.size()) / result.duration_s;
  const auto begin = static_cast<size_t>(area.x_min * parts_per_s);
  const size_t end =
      std::clamp(static_cast<size_t>(std::ceil(area.x_max * parts_per_s)), begin + 1, envelope.size());
  const size_t count = std::min(end - begin, kMaxLevels);
  std::vector<std::pair<double, double>> upper, lower;
  for (size_t i = 0; i < count; ++i) {
    const auto first = envelope.begin() + static_cast<std::ptrdiff_t>(begin + i * (end - begin) / count);
    const auto behind =
        envelope.begin() + static_cast<std::ptrdiff_t>(begin + (i + 1) * (end - begin) / count);
    const float peak = *std::max_element(first, behind);
    const double x = area.left + area.width * (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    const double share = peak > 0 ? std::max(0.0, 1 + 20 * std::log10(peak / largest) / kLevelRangeDb) : 0;
    const double height = share * area.height / 2;
    const double middle = area.top + area.height / 2;
    upper.emplace_back(x, middle - height - 0.3);
    lower.emplace_back(x, middle + height + 0.3);
  }
  upper.insert(upper.end(), lower.rbegin(), lower.rend());
  canvas.polygon(upper, "level");
}

/// Steps that divide minutes and hours: about ten ticks.
void draw_time_axis(SvgCanvas& canvas, const PlotArea& area) {
  constexpr std::array<double, 16> kSteps = {0.1, 0.2, 0.5, 1,   2,   5,    10,   15,
                                             30,  60,  120, 300, 600, 1200, 1800, 3600};
  const double seconds = area.x_max - area.x_min;
  const auto enough =
      std::find_if(kSteps.begin(), kSteps.end(), [&](double step) { return seconds / step <= 12; });
  const double step = enough == kSteps.end() ? 3600 * std::ceil(seconds / 12 / 3600) : *enough;
  canvas.line(area.left, area.bottom(), area.right(), area.bottom(), "axis");
  for (auto i = static_cast<int64_t>(std::ceil(area.x_min / step));
       static_cast<double>(i) * step <= area.x_max; ++i) {
    const double time = static_cast<double>(i) * step;
    canvas.line(area.x(time), area.bottom(), area.x(time), area.bottom() + 4, "axis");
    canvas.text(area.x(time), area.bottom() + 17, step < 1 ? format_clock(time) : format_whole_clock(time),
                "tick", Anchor::kMiddle);
  }
  canvas.text(area.left + area.width / 2, area.bottom() + 34, "time", "axis-label", Anchor::kMiddle);
}

SvgCanvas draw_span(const EmotionOverTime& result, const std::string& title, TimeSpan span,
                    size_t max_points) {
  const std::vector<TimeSeries> series = choose_series(result);
  const std::vector<TimePoint> points = choose_points(result, series, span, max_points);
  SvgCanvas legend(kWidth, 40);
  const double legend_height = draw_legend(legend, 28, series, result.silent_seconds > 0);
  const double ribbon_top = 28 + legend_height + 6, plot_top = ribbon_top + 22 + 26,
               level_top = plot_top + 260 + 26;
  const auto area = [&](double top, double height) {
    return PlotArea{kLeft, top, kPlotWidth, height, span.from_s, span.to_s, 0, 1};
  };
  SvgCanvas canvas(kWidth, level_top + 48 + 44);
  canvas.text(kLeft, 16, title, "title");
  canvas.place(legend, 0, 0);
  draw_ribbon(canvas, area(ribbon_top, 22), points, series);
  draw_probabilities(canvas, area(plot_top, 260), points, series);
  draw_level(canvas, area(level_top, 48), result);
  draw_time_axis(canvas, area(level_top, 48));
  for (const TimePoint& point : points) {  // on top of all: what the pointer meets
    const PlotArea plot = area(plot_top, level_top + 48 - plot_top);
    canvas.rect(plot.x(point.from_s), plot.top, plot.x(point.to_s) - plot.x(point.from_s), plot.height,
                "hover", describe_point(point, series));
  }
  return canvas;
}

}  // namespace

Figure draw_emotion_over_time(const EmotionOverTime& result, const std::string& title) {
  std::string description =
      fmt::format("{} windows over {}", result.windows.size(), format_clock(result.duration_s));
  for (size_t k = 0; k < result.class_names.size(); ++k)
    description += fmt::format(", {} {}", result.class_names[k], format_percent(result.classes[k].share, 0));
  return {title, description, draw_span(result, title, {0, result.duration_s}, kMaxPoints)};
}

std::vector<Figure> draw_emotion_in_parts(const EmotionOverTime& result) {
  std::vector<Figure> parts;
  if (result.duration_s <= 2 * kPartSeconds) return parts;
  for (double from_s = 0; from_s < result.duration_s; from_s += kPartSeconds) {
    const TimeSpan span{from_s, std::min(from_s + kPartSeconds, result.duration_s)};
    const std::string title =
        fmt::format("{} – {}", format_whole_clock(span.from_s), format_whole_clock(span.to_s));
    parts.push_back(
        {title, "probabilities in these minutes", draw_span(result, title, span, kMaxPointsOfPart)});
  }
  return parts;
}

}  // namespace affekt
