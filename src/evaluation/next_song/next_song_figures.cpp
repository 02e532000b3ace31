#include "evaluation/next_song/next_song_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "evaluation/next_song/next_song_report_text.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using nlohmann::json;
using Anchor = SvgCanvas::Anchor;

/// The reported method, other networks and ensembles, and baselines.
const char* method_css_class(const json& facts, const json& method) {
  if (method["name"] == facts["reported"]["name"]) return "s1";
  return method["role"] == "baseline" ? "s2" : "s3";
}

double end_of(const json& score, size_t which) {
  return score["ci95"].is_array() ? score["ci95"][which].get<double>() : score["value"].get<double>();
}

Figure draw_methods(const json& facts, const std::string& metric) {
  std::vector<json> methods = facts["methods"];
  std::stable_sort(methods.begin(), methods.end(), [&](const json& a, const json& b) {
    return a["metrics"][metric]["value"].get<double>() > b["metrics"][metric]["value"].get<double>();
  });
  std::vector<std::string> names;
  double highest = 1e-4;  // all zero: an axis all the same
  for (const json& method : methods) {
    names.push_back(key_to_words(method["name"]));
    highest = std::max(highest, end_of(method["metrics"][metric], 1));
  }
  constexpr double kRow = 22;
  PlotArea area{label_width(names) + 6, 44, 250, kRow * static_cast<double>(names.size())};
  area.x_max = 1.05 * highest;
  SvgCanvas canvas(area.right() + 20, area.bottom() + 30);
  const std::string title = next_song_metric(metric).title;
  canvas.text(8, 16, title, "title");
  canvas.text(area.left, 34, "● reported", "label s1");
  canvas.text(area.left + 80, 34, "● baseline", "label s2");
  canvas.text(area.left + 160, 34, "● other", "label s3");
  const std::vector<double> ticks = round_ticks(0, area.x_max, 4);
  for (const double tick : ticks) {
    canvas.line(area.x(tick), area.top, area.x(tick), area.bottom(), "grid");
    canvas.text(area.x(tick), area.bottom() + 16,
                tick_text(tick, ticks.size() > 1 ? ticks[1] - ticks[0] : tick), "tick", Anchor::kMiddle);
  }
  for (size_t i = 0; i < methods.size(); ++i) {
    const json& score = methods[i]["metrics"][metric];
    const double y = area.top + (static_cast<double>(i) + 0.5) * kRow, value = score["value"];
    const std::string css_class = method_css_class(facts, methods[i]);
    canvas.text(area.left - 8, y + 4, names[i], "label", Anchor::kEnd);
    if (score["ci95"].is_array())
      canvas.line(area.x(end_of(score, 0)), y, area.x(end_of(score, 1)), y, "spread " + css_class);
    canvas.circle(area.x(value), y, 4.5, css_class,
                  fmt::format("{}: {} {}, interval {}", names[i], title, format_rank_score(score["value"]),
                              format_rank_interval(score["ci95"])));
  }
  canvas.line(area.left, area.top, area.left, area.bottom(), "axis");
  return {title,
          fmt::format("of {}, from {} of {} down to {} of {}",
                      count_of(static_cast<int64_t>(methods.size()), "method"),
                      format_rank_score(methods.front()["metrics"][metric]["value"]), names.front(),
                      format_rank_score(methods.back()["metrics"][metric]["value"]), names.back()),
          canvas};
}

/// Some room around the values; equal ones get an axis all the same.
std::pair<double, double> padded_range(const json& points, const char* member) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const json& point : points) {
    low = std::min(low, point[member].get<double>());
    high = std::max(high, point[member].get<double>());
  }
  const double pad = high > low ? 0.08 * (high - low) : std::max(0.01, 0.1 * std::max(high, -high));
  return {low - pad, high + pad};
}

Figure draw_trade(const json& points, const std::string& metric) {
  SvgCanvas canvas(340, 292);
  const auto [x_min, x_max] = padded_range(points, "fit");
  const double y_min = 0,
               y_max = padded_range(points, metric.c_str()).second;  // from 0: losses look as they are
  const PlotArea area{56, 36, 268, 206, x_min, x_max, y_min, y_max};
  const std::string title = next_song_metric(metric).title;
  canvas.text(8, 16, title + " and emotional fit", "title");
  canvas.text(area.right(), 16, "at each mark: strength", "small", Anchor::kEnd);
  const auto step_of = [](const std::vector<double>& ticks) {
    return ticks.size() > 1 ? ticks[1] - ticks[0] : 1e-3;
  };
  const std::vector<double> x_ticks = round_ticks(x_min, x_max, 4), y_ticks = round_ticks(y_min, y_max, 4);
  for (const double tick : x_ticks)
    canvas.text(area.x(tick), area.bottom() + 16, tick_text(tick, step_of(x_ticks)), "tick", Anchor::kMiddle);
  for (const double tick : y_ticks) {
    canvas.line(area.left, area.y(tick), area.right(), area.y(tick), "grid");
    canvas.text(area.left - 6, area.y(tick) + 4, tick_text(tick, step_of(y_ticks)), "tick", Anchor::kEnd);
  }
  std::vector<std::pair<double, double>> line;
  for (const json& point : points) line.emplace_back(area.x(point["fit"]), area.y(point[metric]));
  canvas.polyline(line, "s1");
  for (size_t i = 0; i < line.size(); ++i) {
    const std::string strength = fmt::format("{:.4g}", points[i]["strength"].get<double>());
    canvas.circle(line[i].first, line[i].second, 4.5, "s1",
                  fmt::format("strength {}: {} {}, fit {}", strength, title,
                              format_rank_score(points[i][metric]), format_rank_score(points[i]["fit"])));
    canvas.text(line[i].first, line[i].second - 8, strength, "small", Anchor::kMiddle);
  }
  canvas.line(area.left, area.bottom(), area.right(), area.bottom(), "axis");
  canvas.text(area.left + area.width / 2, area.bottom() + 34, "fit to the wanted emotion", "axis-label",
              Anchor::kMiddle);
  return {title + " and emotional fit",
          fmt::format("{} strengths, from {} with fit {} to {} with fit {}", points.size(),
                      format_rank_score(points.front()[metric]), format_rank_score(points.front()["fit"]),
                      format_rank_score(points.back()[metric]), format_rank_score(points.back()["fit"])),
          canvas};
}

}  // namespace

std::vector<Figure> draw_method_scores(const json& facts) {
  std::vector<Figure> panels;
  for (const char* metric : kDecidingMetrics) panels.push_back(draw_methods(facts, metric));
  return panels;
}

std::vector<Figure> draw_emotion_trade(const json& facts) {
  json points = json::array();
  for (const json& point : member_or_null(facts["emotion_trade"], "points"))
    if (std::all_of(point.begin(), point.end(), [](const json& value) { return value.is_number(); }))
      points.push_back(point);
  if (points.size() < 2) return {};
  std::vector<Figure> panels;
  for (const char* metric : kDecidingMetrics) panels.push_back(draw_trade(points, metric));
  return panels;
}

}  // namespace affekt
