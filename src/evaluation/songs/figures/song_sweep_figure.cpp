#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "clustering/sweep/choose_k.h"
#include "evaluation/report/value_text.h"
#include "evaluation/songs/figures/song_drawing.h"
#include "evaluation/songs/figures/song_figures.h"

namespace affekt {
namespace {

using nlohmann::json;
using Anchor = SvgCanvas::Anchor;
using Score = double SweepPoint::*;

/// A score over k, with whiskers down to another one, or by a deviation to both sides.
struct Curve {
  std::string name, css_class;  // the name is shown where there are several
  Score score;
  Score least = nullptr, deviation = nullptr;

  double value(const SweepPoint& point) const { return point.*score; }
  double low(const SweepPoint& point) const {
    return least != nullptr ? point.*least : value(point) - (deviation != nullptr ? point.*deviation : 0);
  }
  double high(const SweepPoint& point) const {
    return value(point) + (deviation != nullptr ? point.*deviation : 0);
  }
  bool has_whiskers() const { return least != nullptr || deviation != nullptr; }

  bool is_finite(const Sweep& sweep) const {
    return std::all_of(sweep.points.begin(), sweep.points.end(),
                       [&](const SweepPoint& point) { return std::isfinite(value(point)); });
  }
  /// What the sweep did not measure is zero everywhere.
  bool is_measured(const Sweep& sweep) const {
    return std::any_of(sweep.points.begin(), sweep.points.end(),
                       [&](const SweepPoint& point) { return value(point) != 0; });
  }
};

struct Panel {
  std::string title, hint;  // hint: which way is better
  std::vector<Curve> curves;
};

std::vector<Panel> list_panels(const Sweep& sweep) {
  using Point = SweepPoint;
  std::vector<Panel> panels = {
      {"Inertia", "falls with every k", {{"", "s1", &Point::inertia}}},
      {"Silhouette", "higher is better", {{"", "s1", &Point::silhouette}}},
      {"Davies-Bouldin", "lower is better", {{"", "s1", &Point::davies_bouldin}}},
      {"Calinski-Harabasz", "higher is better", {{"", "s1", &Point::calinski_harabasz}}},
      {"Gap to permuted features",
       "± s_k; higher is better",
       {{"", "s1", &Point::gap, nullptr, &Point::gap_deviation}}},
      {"Stability (adjusted Rand index)",
       "down to the least; 1: the same",
       {{"seeds", "s1", &Point::seed_ari, &Point::seed_ari_min},
        {"bootstrap samples", "s2", &Point::bootstrap_ari, &Point::bootstrap_ari_min}}}};
  const auto is_empty = [&](const Panel& panel) {
    return std::none_of(panel.curves.begin(), panel.curves.end(), [&](const Curve& curve) {
      return curve.is_measured(sweep) && curve.is_finite(sweep);
    });
  };
  panels.erase(std::remove_if(panels.begin(), panels.end(), is_empty), panels.end());
  return panels;
}

ValueRange range_of_panel(const Sweep& sweep, const Panel& panel) {
  std::vector<double> values;
  for (const Curve& curve : panel.curves)
    for (const SweepPoint& point : sweep.points)
      for (const double value : {curve.value(point), curve.low(point), curve.high(point)})
        if (std::isfinite(value)) values.push_back(value);
  return range_of(values, 0.08);
}

void draw_curve(SvgCanvas& canvas, const PlotArea& area, const Sweep& sweep, const Panel& panel,
                const Curve& curve) {
  std::vector<std::pair<double, double>> line;
  for (const SweepPoint& point : sweep.points)
    line.emplace_back(area.x(static_cast<double>(point.k)), area.y(curve.value(point)));
  canvas.polyline(line, curve.css_class);
  for (size_t i = 0; i < sweep.points.size(); ++i) {
    const SweepPoint& point = sweep.points[i];
    if (curve.has_whiskers())
      canvas.line(line[i].first, area.y(curve.low(point)), line[i].first, area.y(curve.high(point)),
                  "spread " + curve.css_class);
    const bool chosen = point.k == sweep.chosen_k;
    canvas.circle(line[i].first, line[i].second, chosen ? 5 : 3, curve.css_class,
                  fmt::format("k = {}{}: {}{} {:.6g}", point.k, chosen ? " (chosen)" : "", panel.title,
                              curve.name.empty() ? "" : ", " + curve.name, curve.value(point)));
  }
}

Figure draw_panel(const Sweep& sweep, const Panel& panel) {
  SvgCanvas canvas(300, 230);
  const ValueRange range = range_of_panel(sweep, panel);
  const auto first = static_cast<double>(sweep.points.front().k),
             last = static_cast<double>(sweep.points.back().k);
  const PlotArea area{56, 46, 232, 144, first - 0.5, last + 0.5, range.low, range.high};
  canvas.text(8, 16, panel.title, "title");
  canvas.text(8, 32, panel.hint, "small");
  const std::vector<double> ticks = round_ticks(range.low, range.high, 4);
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : range.high - range.low;
  for (const double tick : ticks) {
    canvas.line(area.left, area.y(tick), area.right(), area.y(tick), "grid");
    const bool large = std::abs(tick) >= 10000;
    canvas.text(area.left - 6, area.y(tick) + 4,
                large ? fmt::format("{:.0f}k", tick / 1000) : tick_text(tick, step), "tick", Anchor::kEnd);
  }
  const auto every = static_cast<int64_t>(std::ceil((last - first + 1) / 10));
  for (const SweepPoint& point : sweep.points) {
    if ((point.k - sweep.points.front().k) % every != 0) continue;
    canvas.text(area.x(static_cast<double>(point.k)), area.bottom() + 15, std::to_string(point.k), "tick",
                Anchor::kMiddle);
  }
  const auto chosen = static_cast<double>(sweep.chosen_k);
  if (chosen >= first && chosen <= last)
    canvas.line(area.x(chosen), area.top, area.x(chosen), area.bottom(), "reference");
  canvas.line(area.left, area.bottom(), area.right(), area.bottom(), "axis");
  std::vector<SeriesName> names;
  for (const Curve& curve : panel.curves) {
    if (!curve.is_finite(sweep)) continue;
    draw_curve(canvas, area, sweep, panel, curve);
    if (!curve.name.empty()) names.push_back({"● " + curve.name, curve.css_class});
  }
  draw_series_names(canvas, area.left, area.bottom() + 34, names);
  if (panel.curves.size() < 2)
    canvas.text(area.left + area.width / 2, area.bottom() + 32, "clusters, k", "axis-label", Anchor::kMiddle);
  return {panel.title,
          fmt::format("over k from {} to {}, {}; {} is chosen by the sweep", sweep.points.front().k,
                      sweep.points.back().k, panel.hint, sweep.chosen_k),
          canvas};
}

}  // namespace

std::vector<Figure> draw_sweep(const json& facts) {
  if (facts["sweep"].is_null()) return {};
  const Sweep sweep = sweep_from_json(facts["sweep"]);
  std::vector<Figure> figures;
  for (const Panel& panel : list_panels(sweep)) figures.push_back(draw_panel(sweep, panel));
  return figures;
}

}  // namespace affekt
