#include <fmt/format.h>
#include <fmt/ranges.h>

#include "evaluation/songs/figures/song_figures.h"
#include "evaluation/songs/figures/song_marks.h"
#include "evaluation/songs/figures/song_plane.h"
#include "evaluation/songs/song_report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string place_words(AffectPoint place) {
  return fmt::format("valence {}, arousal {}", format_signed(place.valence, 2),
                     format_signed(place.arousal, 2));
}

/// "Off scale, where the arrows point: mood (−2.0, +2.2), target (+1.0, 0.0)"; empty if all is inside.
std::string caption_of(const PlaneSpot& start, AffectPoint mood, const PlaneSpot& target, AffectPoint goal) {
  std::vector<std::string> parts;
  const auto add = [&](const char* name, AffectPoint place) {
    parts.push_back(
        fmt::format("{} ({}, {})", name, format_signed(place.valence, 1), format_signed(place.arousal, 1)));
  };
  if (start.is_outside) add("mood", mood);
  if (target.is_outside) add("target", goal);
  return parts.empty() ? "" : fmt::format("→ off scale: {}", fmt::join(parts, ", "));
}

Figure draw_path(const json& report, const EmotionPolicy& policy, const EmotionPlace& emotion) {
  SvgCanvas canvas(300, 332);
  const PlotArea area = fit_plane(policy.clusters, 48, 36, 236);
  const auto cluster_at = [&](int64_t k) { return policy.clusters[static_cast<size_t>(k)]; };
  // Emotions mostly lie farther out than any cluster's mean: an arrow points to them.
  const PlaneSpot start = find_spot(area, emotion.place, cluster_at(emotion.uplift.front()));
  const PlaneSpot target = find_spot(area, policy.uplift_target, cluster_at(emotion.uplift.back()));
  canvas.text(8, 16, emotion.names, "title");
  draw_plane(canvas, area);
  const std::string target_words = "where uplift leads to: " + place_words(policy.uplift_target);
  if (target.is_outside) {
    canvas.circle(target.x - 14 * target.dx, target.y - 14 * target.dy, 5, "target", target_words);
    canvas.path(arrow_path(target.x, target.y, target.dx, target.dy, 5), "emotion",
                target_words + ", beyond the picture");
  } else {
    canvas.circle(target.x, target.y, 8, "target", target_words);
  }
  for (size_t k = 0; k < policy.clusters.size(); ++k) {
    const auto index = static_cast<int64_t>(k);
    canvas.path(mark_path(index, area.x(policy.clusters[k].valence), area.y(policy.clusters[k].arousal), 3),
                "mark " + cluster_class(index), {}, 0.6);
  }
  std::vector<std::pair<double, double>> way;
  std::string words;
  for (const int64_t k : emotion.uplift) {
    way.emplace_back(area.x(cluster_at(k).valence), area.y(cluster_at(k).arousal));
    words += fmt::format("{}{}", words.empty() ? "" : ", then ", k);
  }
  canvas.line(start.x, start.y, way.front().first, way.front().second, "whisker");  // not played
  if (way.size() > 1) canvas.polyline(way, "way");
  const std::string mood_words = emotion.names + ": " + place_words(emotion.place);
  if (start.is_outside) {
    canvas.path(arrow_path(start.x, start.y, start.dx, start.dy, 5), "emotion",
                mood_words + ", beyond the picture");
  } else {
    canvas.path(star_path(start.x, start.y, 5), "emotion", mood_words);
  }
  draw_cluster_numbers(canvas, area, policy, report["clusters"], emotion.uplift);
  const std::string caption = caption_of(start, emotion.place, target, policy.uplift_target);
  if (!caption.empty()) canvas.text(8, canvas.height() - 8, caption, "small");
  return {"From " + emotion.names,
          "through cluster " + words +
              (caption.empty() ? "" : "; beyond the picture lie " + caption.substr(caption.find(": ") + 2)),
          canvas};
}

}  // namespace

std::vector<Figure> draw_uplift_paths(const json& report) {
  if (report["policy"].is_null()) return {};
  const EmotionPolicy policy = policy_from_json(report["policy"]);
  std::vector<Figure> figures;
  for (const EmotionPlace& emotion : group_emotions(policy))
    figures.push_back(draw_path(report, policy, emotion));
  return figures;
}

}  // namespace affekt
