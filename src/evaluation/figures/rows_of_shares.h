// The drawing of a share for each of some names: rows on an axis from 0 to 100 %.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "evaluation/figures/svg_canvas.h"

namespace affekt {

struct RowsOfShares {
  RowsOfShares(const std::vector<std::string>& names, double row_height)
      : step(row_height),
        area{label_width(names) + 6, 34, 310, static_cast<double>(names.size()) * row_height},
        canvas(area.left + 330, area.height + 66) {
    draw_percent_grid(canvas, area, false);
    for (size_t i = 0; i < names.size(); ++i)
      canvas.text(area.left - 8, y(i) + 4, names[i], "label", SvgCanvas::Anchor::kEnd);
  }
  double y(size_t row) const { return area.top + (static_cast<double>(row) + 0.5) * step; }
  void draw_axis() {
    canvas.line(area.left, area.top, area.left, area.bottom(), "axis");
    canvas.text(area.left + area.width / 2, area.bottom() + 30, "%", "axis-label",
                SvgCanvas::Anchor::kMiddle);
  }
  /// A bar from 0 to a share, and its interval as a line with ends; no interval for a NaN.
  void draw_bar(size_t row, double share, double low, double high, const std::string& tooltip) {
    const double height = 0.6 * step, tick = 4;
    canvas.rect(area.left, y(row) - height / 2, area.x(share) - area.left, height, "s1", tooltip, 0.75);
    if (std::isnan(low) || std::isnan(high)) return;
    canvas.line(area.x(low), y(row), area.x(high), y(row), "whisker");
    for (const double end : {low, high})
      canvas.line(area.x(end), y(row) - tick, area.x(end), y(row) + tick, "whisker");
  }
  double step;
  PlotArea area;
  SvgCanvas canvas;
};

}  // namespace affekt
