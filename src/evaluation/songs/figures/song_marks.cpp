#include "evaluation/songs/figures/song_marks.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

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

}  // namespace affekt
