#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "evaluation/classification/figures/classification_figures.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using Anchor = SvgCanvas::Anchor;

struct Series {
  const char* column;
  const char* label;
  const char* css_class;
};

struct PanelOptions {
  std::string title, unit;
  double factor = 1;  // of the values, for the axis: 100 for percent
  bool from_zero = false;
};

/// The range of the finite values that were added.
struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;

  void add(const std::vector<double>& values, double factor) {
    for (const double value : values) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value * factor);
      high = std::max(high, value * factor);
    }
  }
  bool empty() const { return low > high; }
};

void draw_axes(SvgCanvas& canvas, const PlotArea& area) {
  const auto y_ticks = round_ticks(area.y_min, area.y_max, 5);
  const double y_step = y_ticks.size() > 1 ? y_ticks[1] - y_ticks[0] : 1;
  for (const double tick : y_ticks) {
    canvas.line(area.left, area.y(tick), area.right(), area.y(tick), "grid");
    canvas.text(area.left - 6, area.y(tick) + 4, tick_text(tick, y_step), "tick", Anchor::kEnd);
  }
  for (const double tick : round_ticks(area.x_min, area.x_max, 6)) {
    if (std::abs(tick - std::round(tick)) > 1e-6) continue;  // epochs are whole
    canvas.text(area.x(tick), area.bottom() + 16, tick_text(tick, 1), "tick", Anchor::kMiddle);
  }
  canvas.line(area.left, area.bottom(), area.right(), area.bottom(), "axis");
  canvas.text(area.left + area.width / 2, area.bottom() + 32, "epoch", "axis-label", Anchor::kMiddle);
}

/// A gap in the values is a gap in the line; a point without neighbours is drawn as a dot.
void draw_series(SvgCanvas& canvas, const PlotArea& area, const std::vector<double>& x,
                 const std::vector<double>& values, const Series& series, double factor) {
  std::vector<std::pair<double, double>> run;
  const auto end_run = [&] {
    if (run.size() == 1) canvas.circle(run[0].first, run[0].second, 3, series.css_class);
    if (run.size() > 1) canvas.polyline(run, series.css_class);
    run.clear();
  };
  for (size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i]) && std::isfinite(x[i])) {
      run.emplace_back(area.x(x[i]), area.y(values[i] * factor));
    } else {
      end_run();
    }
  }
  end_run();
}

/// Its words stand above the plot, where no curve runs.
void draw_mark(SvgCanvas& canvas, const PlotArea& area, const EpochMark& mark) {
  if (!std::isfinite(mark.epoch) || mark.epoch < area.x_min || mark.epoch > area.x_max) return;
  const double x = area.x(mark.epoch);
  canvas.line(x, area.top, x, area.bottom(), "reference");
  const bool at_the_right = x > area.left + area.width / 2;
  canvas.text(x, area.top - 5,
              mark.is_last ? fmt::format("kept: the last epoch, {:.0f}", mark.epoch)
                           : fmt::format("chosen: epoch {:.0f}", mark.epoch),
              "small", at_the_right ? Anchor::kEnd : Anchor::kStart);
}

void draw_legend(SvgCanvas& canvas, double x, double y, const std::vector<Series>& series) {
  for (const Series& one : series) {
    canvas.line(x, y - 4, x + 14, y - 4, "axis");
    canvas.polyline({{x, y - 4}, {x + 14, y - 4}}, one.css_class);
    canvas.text(x + 19, y, one.label, "label");
    x += 19 + 6.6 * static_cast<double>(std::string_view(one.label).size()) + 14;
  }
}

std::string describe(const LearningCurves& curves, const std::vector<Series>& series,
                     const PanelOptions& options) {
  std::string text;
  for (const Series& one : series) {
    const std::vector<double>& values = curves.columns.at(one.column);
    text += fmt::format("{}{} from {:.3g} to {:.3g}{}", text.empty() ? "" : ", ", one.label,
                        values.front() * options.factor, values.back() * options.factor,
                        options.unit.empty() ? "" : " " + options.unit);
  }
  return text;
}

/// Appends the panel of those of `wanted` that the file has; nothing if it has none.
void append_panel(std::vector<Figure>& panels, const LearningCurves& curves,
                  const std::vector<Series>& wanted, const PanelOptions& options, const EpochMark& mark) {
  std::vector<Series> series;
  Range x_range, y_range;
  const std::vector<double> epochs = curves.epochs();
  x_range.add(epochs, 1);
  for (const Series& one : wanted) {
    Range of_series;
    if (curves.has(one.column)) of_series.add(curves.columns.at(one.column), options.factor);
    if (of_series.empty()) continue;
    series.push_back(one);
    y_range.add({of_series.low, of_series.high}, 1);
  }
  if (series.empty() || x_range.empty()) return;
  if (x_range.low == x_range.high) x_range = {x_range.low - 1, x_range.high + 1};
  // Some room above and below; a single value gets a range too.
  const double room = y_range.high > y_range.low ? (y_range.high - y_range.low) * 0.04
                                                 : std::max(std::abs(y_range.high) * 0.1, 1e-9);

  SvgCanvas canvas(360, 284);
  const PlotArea area{48,
                      64,
                      298,
                      176,
                      x_range.low,
                      x_range.high,
                      options.from_zero ? 0 : y_range.low - room,
                      y_range.high + room};
  canvas.text(area.left, 16, options.title + (options.unit.empty() ? "" : ", " + options.unit), "title");
  draw_axes(canvas, area);
  draw_mark(canvas, area, mark);
  for (const Series& one : series)
    draw_series(canvas, area, epochs, curves.columns.at(one.column), one, options.factor);
  if (wanted.size() > 1) draw_legend(canvas, area.left, 36, series);
  panels.push_back({options.title, describe(curves, series, options), canvas});
}

}  // namespace

EpochMark epoch_mark_of(const nlohmann::json& model) {
  EpochMark mark;
  const nlohmann::json& epoch = member_or_null(model, "selected_epoch");
  if (epoch.is_number()) mark.epoch = epoch.get<double>();
  mark.is_last = member_or_null(member_or_null(model, "selection"), "policy") == "last";
  return mark;
}

std::vector<Figure> draw_learning_curves(const LearningCurves& curves, const EpochMark& mark) {
  std::vector<Figure> panels;
  if (curves.num_rows() == 0) return panels;
  append_panel(panels, curves, {{"train_loss", "train", "s1"}, {"val_loss", "validation", "s2"}},
               {"Loss", "", 1, false}, mark);
  append_panel(panels, curves,
               {{"train_accuracy", "train", "s1"},
                {"val_accuracy", "validation", "s2"},
                {"val_macro_f1", "F1", "s3"},
                {"val_uar", "UAR", "s4"}},
               {"Accuracy, F1 and UAR", "%", 100, false}, mark);
  append_panel(panels, curves, {{"val_map", "validation", "s2"}}, {"mAP", "%", 100, false}, mark);
  append_panel(panels, curves,
               {{"val_mae_valence", "valence", "s1"},
                {"val_mae_arousal", "arousal", "s2"},
                {"val_mae_dominance", "dominance", "s3"}},
               {"MAE on validation", "points", 1, false}, mark);
  append_panel(panels, curves, {{"val_hit_rate_at_20", "HR@20", "s1"}, {"val_mrr_at_20", "MRR@20", "s2"}},
               {"HR@20 and MRR@20 on validation", "", 1, true}, mark);
  append_panel(panels, curves, {{"lr", "learning rate", "s1"}}, {"Learning rate", "", 1, true}, mark);
  return panels;
}

}  // namespace affekt
