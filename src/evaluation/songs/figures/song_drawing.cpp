#include "evaluation/songs/figures/song_drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

// No common divisor: colour and shape together repeat only after 56 clusters.
constexpr int64_t kNumColours = 8;
constexpr int64_t kNumShapes = 7;

using Corners = std::vector<std::pair<double, double>>;

// clang-format off
/// Around (0, 0), for a circle of radius 1 with about the same area.
const std::vector<Corners>& shapes() {
  static const std::vector<Corners> corners = {
      {},  // the circle itself
      {{-0.89, -0.89}, {0.89, -0.89}, {0.89, 0.89}, {-0.89, 0.89}},  // square
      {{0, -1.5}, {1.35, 0.85}, {-1.35, 0.85}},                      // triangle
      {{0, -1.45}, {1.1, 0}, {0, 1.45}, {-1.1, 0}},                  // diamond
      {{0, 1.5}, {1.35, -0.85}, {-1.35, -0.85}},                     // triangle, downwards
      {{-0.4, -1.35}, {0.4, -1.35}, {0.4, -0.4}, {1.35, -0.4}, {1.35, 0.4}, {0.4, 0.4},  // plus
       {0.4, 1.35}, {-0.4, 1.35}, {-0.4, 0.4}, {-1.35, 0.4}, {-1.35, -0.4}, {-0.4, -0.4}},
      {{-1.2, -1.2}, {-0.6, -1.2}, {0, -0.55}, {0.6, -1.2}, {1.2, -1.2}, {0.5, 0},  // cross
       {1.2, 1.2}, {0.6, 1.2}, {0, 0.55}, {-0.6, 1.2}, {-1.2, 1.2}, {-0.5, 0}},
  };
  return corners;
}
// clang-format on

std::string closed_path(const Corners& corners, double x, double y, double radius) {
  std::string path;
  for (const auto& [dx, dy] : corners)
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', x + radius * dx, y + radius * dy);
  return path + "z";
}

}  // namespace

std::string cluster_class(int64_t cluster) {
  return fmt::format("s{}", cluster % kNumColours + 1);
}

std::string mark_path(int64_t cluster, double x, double y, double radius) {
  const Corners& corners = shapes()[static_cast<size_t>(cluster % kNumShapes)];
  if (!corners.empty()) return closed_path(corners, x, y, radius);
  return fmt::format("M{0:.1f} {1:.1f}a{2:.1f} {2:.1f} 0 1 0 {3:.1f} 0a{2:.1f} {2:.1f} 0 1 0 -{3:.1f} 0z",
                     x - radius, y, radius, 2 * radius);
}

std::string arrow_path(double x, double y, double dx, double dy, double size) {
  const double base_x = x - 1.5 * size * dx, base_y = y - 1.5 * size * dy;
  return fmt::format("M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}z", x, y, base_x - size * dy,
                     base_y + size * dx, base_x + size * dy, base_y - size * dx);
}

std::string star_path(double x, double y, double radius) {
  return closed_path(
      {{0, -1.5}, {0.35, -0.35}, {1.5, 0}, {0.35, 0.35}, {0, 1.5}, {-0.35, 0.35}, {-1.5, 0}, {-0.35, -0.35}},
      x, y, radius);
}

void draw_cluster_numbers(SvgCanvas& canvas, const std::vector<ClusterPlace>& clusters, double ring_radius,
                          double mark_radius) {
  if (clusters.size() > kMaxNumberedClusters) {
    for (const ClusterPlace& each : clusters)
      canvas.path(mark_path(each.cluster, each.x, each.y, mark_radius), "mark " + cluster_class(each.cluster),
                  each.tooltip);
    return;
  }
  std::vector<std::pair<double, double>> rings;
  for (const ClusterPlace& each : clusters) rings.emplace_back(each.x, each.y);
  rings = spread_apart(rings, 2 * ring_radius + 2);
  for (size_t i = 0; i < rings.size(); ++i)
    canvas.line(clusters[i].x, clusters[i].y, rings[i].first, rings[i].second, "whisker");
  for (size_t i = 0; i < rings.size(); ++i) {
    const auto& [x, y] = rings[i];
    canvas.circle(x, y, ring_radius, "ring " + cluster_class(clusters[i].cluster), clusters[i].tooltip);
    canvas.text(x, y + 4, std::to_string(clusters[i].cluster), "label", SvgCanvas::Anchor::kMiddle);
  }
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
  using Anchor = SvgCanvas::Anchor;
  const auto step_of = [](const std::vector<double>& ticks) {
    return ticks.size() > 1 ? ticks[1] - ticks[0] : 1.0;
  };
  const std::vector<double> x_ticks = round_ticks(area.x_min, area.x_max, num_x_ticks);
  for (const double tick : x_ticks) {
    const double x = area.x(tick);
    canvas.line(x, area.top, x, area.bottom(), "grid");
    canvas.text(x, area.bottom() + 15, tick_text(tick, step_of(x_ticks)), "tick", Anchor::kMiddle);
  }
  const std::vector<double> y_ticks = round_ticks(area.y_min, area.y_max, num_y_ticks);
  for (const double tick : y_ticks) {
    const double y = area.y(tick);
    canvas.line(area.left, y, area.right(), y, "grid");
    canvas.text(area.left - 6, y + 4, tick_text(tick, step_of(y_ticks)), "tick", Anchor::kEnd);
  }
}

}  // namespace affekt
