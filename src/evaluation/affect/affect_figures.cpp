#include "evaluation/affect/affect_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "evaluation/affect/affect_report_text.h"
#include "evaluation/figures/rows_of_shares.h"

namespace affekt {
namespace {

using nlohmann::json;
using Anchor = SvgCanvas::Anchor;

double number_or_nan(const json& value) {
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

/// Both axes alike, so that the diagonal is where predicted and true values are equal.
PlotArea make_square(const json& bins) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const json& bin : bins) {
    const double predicted = bin["predicted"], mean = bin["mean"], deviation = bin["deviation"];
    low = std::min({low, predicted, mean - deviation});
    high = std::max({high, predicted, mean + deviation});
  }
  low -= 0.25, high += 0.25;
  return {44, 40, 256, 220, low, high, low, high};
}

void draw_value_axes(SvgCanvas& canvas, const PlotArea& area) {
  for (const double tick : round_ticks(area.y_min, area.y_max, 6)) {
    canvas.line(area.left, area.y(tick), area.right(), area.y(tick), "grid");
    canvas.text(area.left - 6, area.y(tick) + 4, tick_text(tick, 1), "tick", Anchor::kEnd);
    canvas.text(area.x(tick), area.bottom() + 16, tick_text(tick, 1), "tick", Anchor::kMiddle);
  }
  canvas.line(area.left, area.bottom(), area.right(), area.bottom(), "axis");
  canvas.line(area.x(area.x_min), area.y(area.y_min), area.x(area.x_max), area.y(area.y_max), "reference");
  canvas.text(area.left, 32, "true", "axis-label");
  canvas.text(area.left + area.width / 2, area.bottom() + 32, "predicted", "axis-label", Anchor::kMiddle);
}

}  // namespace

Figure draw_average_precisions(const json& facts) {
  std::vector<json> rows;
  for (const json& row : facts["per_category"])
    if (row["average_precision"].is_number()) rows.push_back(row);
  std::stable_sort(rows.begin(), rows.end(), [](const json& a, const json& b) {
    return a["average_precision"].get<double>() > b["average_precision"].get<double>();
  });
  std::vector<std::string> names;
  for (const json& row : rows) names.push_back(row["category"]);
  RowsOfShares figure(names, 22);
  SvgCanvas& canvas = figure.canvas;
  const PlotArea& area = figure.area;
  draw_series_names(canvas, area.left, 16,
                    {{"Average precision with interval", "s1"}, {"● category prior", "s2"}});
  for (size_t i = 0; i < rows.size(); ++i) {
    const json& row = rows[i];
    const json& ends = row["ci95"];
    figure.draw_bar(
        i, row["average_precision"], ends.is_array() ? number_or_nan(ends[0]) : NAN,
        ends.is_array() ? number_or_nan(ends[1]) : NAN,
        fmt::format("{}: average precision {}, interval {}, of {} people", names[i],
                    format_percent(row["average_precision"]), format_interval(MetricFormat::kPercent, ends),
                    format_count(row["num_positives"])));
    canvas.circle(area.x(row["prior"]), figure.y(i), 4, "s2",
                  fmt::format("{}: category prior {}", names[i], format_percent(row["prior"])));
  }
  figure.draw_axis();
  return {"Average precision of each category",
          "average precision as bars with 95 % interval, the category's share of the people as dots", canvas};
}

std::vector<Figure> draw_predicted_values(const json& facts) {
  std::vector<Figure> panels;
  for (const json& row : facts["per_value"]) {
    const json& bins = row["bins"];
    const std::string title = capitalised(row["value"]);
    SvgCanvas canvas(312, 304);
    const PlotArea area = make_square(bins);
    canvas.text(area.left, 16, title, "title");
    draw_value_axes(canvas, area);
    for (const json& bin : bins) {
      const double x = area.x(bin["predicted"]), mean = bin["mean"], deviation = bin["deviation"];
      const std::string tooltip =
          fmt::format("{} people, predicted {:.2f} on average: true {:.2f}, deviation {:.2f}",
                      format_count(bin["count"]), bin["predicted"].get<double>(), mean, deviation);
      canvas.line(x, area.y(mean - deviation), x, area.y(mean + deviation), "spread s1");
      canvas.circle(x, area.y(mean), 4.5, "s1", tooltip);
    }
    panels.push_back(
        {title,
         fmt::format("mean true {} of {} of people, from {:.2f} where {:.2f} is predicted to {:.2f} where "
                     "{:.2f} is predicted; the dashed line is where both are equal",
                     row["value"].get<std::string>(), count_of(static_cast<int64_t>(bins.size()), "group"),
                     bins.front()["mean"].get<double>(), bins.front()["predicted"].get<double>(),
                     bins.back()["mean"].get<double>(), bins.back()["predicted"].get<double>()),
         canvas});
  }
  return panels;
}

}  // namespace affekt
