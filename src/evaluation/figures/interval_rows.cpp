#include "evaluation/figures/interval_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace affekt {
namespace {

constexpr double kRowStep = 26, kPlotWidth = 320;

/// All that is drawn, and some room beside it.
void fit_axis(const std::vector<IntervalRow>& rows, double reference, PlotArea& area) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const auto hold = [&](double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const IntervalRow& row : rows)
    for (const double value : {row.value, row.low, row.high}) hold(value);
  hold(reference);
  const double room = high > low ? 0.06 * (high - low) : std::max(0.01 * std::abs(high), 1e-6);
  area.x_min = low - room;
  area.x_max = high + room;
}

void draw_axis(const PlotArea& area, const IntervalAxis& axis, SvgCanvas& canvas) {
  const std::vector<double> ticks = round_ticks(area.x_min * axis.factor, area.x_max * axis.factor, 5);
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
  for (const double tick : ticks) {
    const double x = area.x(tick / axis.factor);
    canvas.line(x, area.top, x, area.bottom(), "grid");
    canvas.text(x, area.bottom() + 16, tick_text(tick, step), "tick", SvgCanvas::Anchor::kMiddle);
  }
  canvas.line(area.left, area.bottom(), area.right(), area.bottom(), "axis");
  canvas.text(area.left + area.width / 2, area.bottom() + 34, axis.title, "axis-label",
              SvgCanvas::Anchor::kMiddle);
  if (std::isnan(axis.reference)) return;
  const double x = area.x(axis.reference);
  canvas.line(x, area.top, x, area.bottom(), "reference");
}

}  // namespace

Figure draw_interval_rows(const std::string& title, const std::vector<IntervalRow>& rows,
                          const IntervalAxis& axis) {
  std::vector<std::string> names;
  for (const IntervalRow& row : rows) names.push_back(row.name);
  PlotArea area{label_width(names) + 10, 8, kPlotWidth, static_cast<double>(rows.size()) * kRowStep};
  fit_axis(rows, axis.reference, area);
  SvgCanvas canvas(area.right() + 20, area.bottom() + 44);
  draw_axis(area, axis, canvas);
  for (size_t i = 0; i < rows.size(); ++i) {
    const IntervalRow& row = rows[i];
    const double y = area.top + (static_cast<double>(i) + 0.5) * kRowStep, tick = 4;
    canvas.text(area.left - 8, y + 4, row.name, "label", SvgCanvas::Anchor::kEnd);
    if (std::isfinite(row.low) && std::isfinite(row.high)) {
      canvas.line(area.x(row.low), y, area.x(row.high), y, "whisker");
      for (const double end : {row.low, row.high})
        canvas.line(area.x(end), y - tick, area.x(end), y + tick, "whisker");
    }
    canvas.circle(area.x(row.value), y, 4.5, "s1", row.tooltip);
  }
  return {title, "values as dots, their intervals as lines with ends, one row each", canvas};
}

}  // namespace affekt
