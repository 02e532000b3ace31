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
    names.push_back(method["title"]);
    highest = std::max(highest, end_of(method["metrics"][metric], 1));
  }
  constexpr double kRow = 22;
  PlotArea area{label_width(names) + 6, 44, 250, kRow * static_cast<double>(names.size())};
  area.x_max = 1.05 * highest;
  SvgCanvas canvas(area.right() + 20, area.bottom() + 30);
  const std::string title = next_song_metric(metric).title;
  canvas.text(8, 16, title, "title");
  draw_series_names(canvas, area.left, 34, {{"● reported", "s1"}, {"● baseline", "s2"}, {"● other", "s3"}});
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

/// The axes that all curves share, so that they can be compared.
struct TradeRange {
  double nearest = 0, farthest = 0, highest = 0;  // distances; the hit rate
};

/// Points with a distance and a hit rate.
std::vector<json> drawn_points(const json& curve) {
  std::vector<json> points;
  for (const json& point : curve["points"])
    if (point["mean_distance"].is_number() && point[kNextSongHeadline].is_number()) points.push_back(point);
  return points;
}

TradeRange range_of_curves(const std::vector<json>& curves) {
  double nearest = std::numeric_limits<double>::infinity(), farthest = -nearest, highest = 1e-4;
  for (const json& curve : curves) {
    if (curve["catalogue_distance"].is_number())
      farthest = std::max(farthest, curve["catalogue_distance"].get<double>());
    for (const json& point : drawn_points(curve)) {
      nearest = std::min(nearest, point["mean_distance"].get<double>());
      farthest = std::max(farthest, point["mean_distance"].get<double>());
      highest = std::max(highest, point[kNextSongHeadline].get<double>());
    }
  }
  const double pad = std::max(0.05, 0.08 * (farthest - nearest));
  return {std::max(0.0, nearest - pad), farthest + pad, 1.15 * highest};
}

Figure draw_trade(const json& curve, const TradeRange& range) {
  SvgCanvas canvas(340, 304);
  const PlotArea area{56, 48, 268, 206, range.nearest, range.farthest, 0, range.highest};
  const std::string title = "Wanted: " + key_to_words(curve["wanted"]);
  canvas.text(8, 16, title, "title");
  canvas.text(8, 34, "HR@20", "axis-label");
  canvas.text(area.right(), 34, "at each mark: strength", "small", Anchor::kEnd);
  const auto step_of = [](const std::vector<double>& ticks) {
    return ticks.size() > 1 ? ticks[1] - ticks[0] : 1e-3;
  };
  const std::vector<double> x_ticks = round_ticks(area.x_min, area.x_max, 4),
                            y_ticks = round_ticks(0, area.y_max, 4);
  for (const double tick : x_ticks)
    canvas.text(area.x(tick), area.bottom() + 16, tick_text(tick, step_of(x_ticks)), "tick", Anchor::kMiddle);
  for (const double tick : y_ticks) {
    canvas.line(area.left, area.y(tick), area.right(), area.y(tick), "grid");
    canvas.text(area.left - 6, area.y(tick) + 4, tick_text(tick, step_of(y_ticks)), "tick", Anchor::kEnd);
  }
  if (curve["catalogue_distance"].is_number()) {
    const double x = area.x(curve["catalogue_distance"]);
    canvas.line(x, area.top, x, area.bottom(), "reference");
    canvas.text(x - 4, area.bottom() - 6, "songs at random", "small", Anchor::kEnd);
  }
  const std::vector<json> points = drawn_points(curve);
  std::vector<std::pair<double, double>> line;
  for (const json& point : points)
    line.emplace_back(area.x(point["mean_distance"]), area.y(point[kNextSongHeadline]));
  canvas.polyline(line, "s1");
  for (size_t i = 0; i < line.size(); ++i) {
    const std::string strength = fmt::format("{:.4g}", points[i]["strength"].get<double>());
    canvas.circle(line[i].first, line[i].second, 4.5, "s1",
                  fmt::format("strength {}: HR@20 {}, distance {}", strength,
                              format_rank_score(points[i][kNextSongHeadline]),
                              format_number(points[i]["mean_distance"])));
    canvas.text(line[i].first, line[i].second - 8, strength, "small", Anchor::kMiddle);
  }
  canvas.line(area.left, area.bottom(), area.right(), area.bottom(), "axis");
  canvas.text(area.left + area.width / 2, area.bottom() + 34, "distance to the wanted mood", "axis-label",
              Anchor::kMiddle);
  return {title,
          fmt::format("{} strengths, from HR@20 {} at the distance {} to {} at {}", points.size(),
                      format_rank_score(points.front()[kNextSongHeadline]),
                      format_number(points.front()["mean_distance"]),
                      format_rank_score(points.back()[kNextSongHeadline]),
                      format_number(points.back()["mean_distance"])),
          canvas};
}

}  // namespace

std::vector<Figure> draw_method_scores(const json& facts) {
  std::vector<Figure> panels;
  for (const char* metric : kDecidingMetrics) panels.push_back(draw_methods(facts, metric));
  return panels;
}

std::vector<Figure> draw_emotion_trade(const json& facts) {
  std::vector<json> curves;
  for (const json& curve : facts["emotion_trade"]["curves"])
    if (drawn_points(curve).size() > 1) curves.push_back(curve);
  const TradeRange range = range_of_curves(curves);
  std::vector<Figure> panels;
  for (const json& curve : curves) panels.push_back(draw_trade(curve, range));
  return panels;
}

}  // namespace affekt
