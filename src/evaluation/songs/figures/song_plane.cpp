#include "evaluation/songs/figures/song_plane.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "evaluation/songs/figures/song_drawing.h"
#include "evaluation/songs/song_report_text.h"

namespace affekt {

using Anchor = SvgCanvas::Anchor;

std::vector<EmotionPlace> group_emotions(const EmotionPolicy& policy) {
  std::vector<EmotionPlace> groups;
  for (const EmotionPolicy::Advice& advice : policy.advice) {
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const EmotionPlace& group) {
      return group.place.valence == advice.place.valence && group.place.arousal == advice.place.arousal &&
             group.uplift == advice.uplift;
    });
    if (same == groups.end()) {
      groups.push_back({advice.emotion, advice.place, advice.uplift});
    } else {
      same->names += ", " + advice.emotion;
    }
  }
  return groups;
}

PlaneDrawing start_plane(SvgCanvas canvas, const std::string& title, const std::vector<AffectPoint>& places,
                         double size) {
  std::vector<double> valence = {0}, arousal = {0};
  for (const AffectPoint& place : places) {
    valence.push_back(place.valence);
    arousal.push_back(place.arousal);
  }
  const ValueRange across = range_of(valence, 0.12), up = range_of(arousal, 0.12);
  const double half = std::max({across.high - across.low, up.high - up.low, 0.2}) / 2;
  const double x = (across.low + across.high) / 2, y = (up.low + up.high) / 2;
  const PlotArea area = {48, 36, size, size, x - half, x + half, y - half, y + half};
  canvas.text(8, 16, title, "title");
  draw_grid(canvas, area, 5, 5);
  if (area.x_min < 0 && area.x_max > 0) canvas.line(area.x(0), area.top, area.x(0), area.bottom(), "axis");
  if (area.y_min < 0 && area.y_max > 0) canvas.line(area.left, area.y(0), area.right(), area.y(0), "axis");
  canvas.text(area.right(), area.bottom() + 32, "valence →", "axis-label", Anchor::kEnd);
  canvas.turned_text(area.left - 34, area.top + 62, -90, "arousal →", "axis-label");
  return {std::move(canvas), area};
}

PlaneSpot find_spot(const PlotArea& area, AffectPoint place, AffectPoint from) {
  const double from_x = area.x(from.valence), from_y = area.y(from.arousal);
  PlaneSpot spot{area.x(place.valence), area.y(place.arousal)};
  const double across = spot.x - from_x, down = spot.y - from_y, length = std::hypot(across, down);
  if (length > 0) {
    spot.dx = across / length;
    spot.dy = down / length;
  }
  double share = 1;  // of the way that lies inside
  if (spot.x > area.right()) share = std::min(share, (area.right() - from_x) / across);
  if (spot.x < area.left) share = std::min(share, (area.left - from_x) / across);
  if (spot.y > area.bottom()) share = std::min(share, (area.bottom() - from_y) / down);
  if (spot.y < area.top) share = std::min(share, (area.top - from_y) / down);
  if (share >= 1) return spot;
  spot.is_outside = true;
  spot.x = from_x + share * across;
  spot.y = from_y + share * down;
  return spot;
}

void draw_cluster_numbers(SvgCanvas& canvas, const PlotArea& area, const EmotionPolicy& policy,
                          const nlohmann::json& facts, const std::vector<int64_t>& shown) {
  std::vector<ClusterPlace> places;
  for (const int64_t k : shown) {
    const AffectPoint& place = policy.clusters[static_cast<size_t>(k)];
    places.push_back({k, area.x(place.valence), area.y(place.arousal),
                      fmt::format("cluster {}: {}", cluster_title(facts["clusters"][static_cast<size_t>(k)]),
                                  describe_place(place))});
  }
  draw_cluster_numbers(canvas, places, 9, 3);
}

std::string describe_place(AffectPoint place) {
  return fmt::format("valence {}, arousal {}", format_signed(place.valence, 2),
                     format_signed(place.arousal, 2));
}

bool PlaneLabels::Box::overlaps(const Box& other) const {
  return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
}

void PlaneLabels::keep_free(double x, double y, double radius) {
  taken_.push_back({x - radius, y - radius, x + radius, y + radius});
}

void PlaneLabels::write(SvgCanvas& canvas, double x, double y, double distance, const std::string& text) {
  constexpr double kPlaneCharacterWidth = 6.6;
  const double width = kPlaneCharacterWidth * static_cast<double>(text.size());
  const std::vector<Box> choices = {
      {x + distance, y - 8, x + distance + width, y + 6},
      {x - distance - width, y - 8, x - distance, y + 6},
      {x - width / 2, y - distance - 13, x + width / 2, y - distance + 1},
      {x - width / 2, y + distance, x + width / 2, y + distance + 14},
      {x + distance, y + 6, x + distance + width, y + 20},
      {x + distance, y - 22, x + distance + width, y - 8},
  };
  const auto is_free = [&](const Box& box) {
    return box.left >= 0 && box.right <= canvas.width() &&
           std::none_of(taken_.begin(), taken_.end(), [&](const Box& other) { return box.overlaps(other); });
  };
  const auto found = std::find_if(choices.begin(), choices.end(), is_free);
  const Box& box = found == choices.end() ? choices[0] : *found;
  taken_.push_back(box);
  canvas.text(box.left, box.top + 12, text);
}

}  // namespace affekt
