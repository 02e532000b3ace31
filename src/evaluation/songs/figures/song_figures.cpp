#include "evaluation/songs/figures/song_figures.h"

#include <algorithm>
#include <cmath>

namespace affekt {

namespace {

/// A key alone has no mean, so there would be nothing to draw.
bool has_profiles(const nlohmann::json& report) {
  for (const nlohmann::json& cluster : report["clusters"])
    for (const nlohmann::json& column : cluster["profile"])
      if (column["z"].is_number()) return true;
  return false;
}

}  // namespace

std::vector<FigureGroup> draw_song_figures(const nlohmann::json& report, const std::optional<SongMap>& map) {
  std::vector<FigureGroup> groups;
  const auto add = [&](const char* name, const char* title, std::vector<Figure> panels, double min_width) {
    if (!panels.empty()) groups.push_back({name, title, std::move(panels), min_width});
  };
  if (map) add("song_map", "Map of the songs", {draw_song_map(report, *map)}, 620);
  if (has_profiles(report)) {
    std::vector<Figure> profiles = {draw_cluster_profiles(report)};
    const double natural = profiles.front().canvas.width();
    add("cluster_profiles", "Profiles of the clusters", std::move(profiles), std::min(620.0, natural));
  }
  add("sweep", "Scores over the number of clusters", draw_sweep(report), 0);
  add("affect_plane", "Clusters and emotions in valence and arousal", draw_affect_plane(report), 0);
  add("uplift_paths", "From a mood to a better one", draw_uplift_paths(report), 0);
  return groups;
}

ValueRange range_of(const std::vector<double>& values, double margin) {
  AFFEKT_CHECK(!values.empty(), "a range needs a value");
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  AFFEKT_CHECK(std::isfinite(*low) && std::isfinite(*high), "a range of values that are not finite");
  // One value: room around it, in its own order of magnitude.
  const double width = *high > *low ? *high - *low : std::max(1e-6, std::abs(*low));
  return {*low - margin * width, *high + margin * width};
}

std::vector<std::pair<double, double>> spread_apart(std::vector<std::pair<double, double>> places,
                                                    double distance) {
  constexpr int kMaxRounds = 50;
  bool moved = true;
  for (int round = 0; moved && round < kMaxRounds; ++round) {
    moved = false;
    for (size_t i = 0; i < places.size(); ++i) {
      for (size_t j = i + 1; j < places.size(); ++j) {
        const double dx = places[j].first - places[i].first, dy = places[j].second - places[i].second;
        const double gap = std::hypot(dx, dy);
        if (gap >= distance) continue;
        const bool same_place = gap < 1e-9;  // any direction will do
        const double push = (distance - gap) / 2 + 0.01;
        const double x = push * (same_place ? 1 : dx / gap), y = push * (same_place ? 0 : dy / gap);
        places[i].first -= x;
        places[i].second -= y;
        places[j].first += x;
        places[j].second += y;
        moved = true;
      }
    }
  }
  return places;
}

void draw_grid(SvgCanvas& canvas, const PlotArea& area, int num_x_ticks, int num_y_ticks) {
  const auto step_of = [](const std::vector<double>& ticks) {
    return ticks.size() > 1 ? ticks[1] - ticks[0] : 1.0;
  };
  const std::vector<double> x_ticks = round_ticks(area.x_min, area.x_max, num_x_ticks);
  for (const double tick : x_ticks) {
    canvas.line(area.x(tick), area.top, area.x(tick), area.bottom(), "grid");
    canvas.text(area.x(tick), area.bottom() + 15, tick_text(tick, step_of(x_ticks)), "tick",
                SvgCanvas::Anchor::kMiddle);
  }
  const std::vector<double> y_ticks = round_ticks(area.y_min, area.y_max, num_y_ticks);
  for (const double tick : y_ticks) {
    canvas.line(area.left, area.y(tick), area.right(), area.y(tick), "grid");
    canvas.text(area.left - 6, area.y(tick) + 4, tick_text(tick, step_of(y_ticks)), "tick",
                SvgCanvas::Anchor::kEnd);
  }
}

}  // namespace affekt
