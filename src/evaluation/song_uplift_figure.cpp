#include <fmt/format.h>

#include <algorithm>

#include "evaluation/song_figures.h"
#include "evaluation/song_marks.h"
#include "evaluation/song_plane.h"

namespace affekt {
namespace {

using nlohmann::json;

Figure draw_path(const json& report, const EmotionPolicy& policy, const EmotionPlace& emotion) {
  SvgCanvas canvas(300, 312);
  const PlotArea area = fit_plane(policy.clusters, 48, 36, 236);
  // Emotions lie farther out than any cluster's mean: they stand at the edge, on their side.
  const auto x_of = [&](double valence) { return area.x(std::clamp(valence, area.x_min, area.x_max)); };
  const auto y_of = [&](double arousal) { return area.y(std::clamp(arousal, area.y_min, area.y_max)); };
  canvas.text(8, 16, emotion.names, "title");
  draw_plane(canvas, area);
  canvas.circle(x_of(policy.uplift_target.valence), y_of(policy.uplift_target.arousal), 8, "target",
                "where uplift leads to");
  for (size_t k = 0; k < policy.clusters.size(); ++k) {
    const auto index = static_cast<int64_t>(k);
    canvas.path(mark_path(index, area.x(policy.clusters[k].valence), area.y(policy.clusters[k].arousal), 3),
                "mark " + cluster_class(index), {}, 0.6);
  }
  const double start_x = x_of(emotion.place.valence), start_y = y_of(emotion.place.arousal);
  std::vector<std::pair<double, double>> way = {{start_x, start_y}};
  std::string words;
  for (const int64_t k : emotion.uplift) {
    const AffectPoint& place = policy.clusters[static_cast<size_t>(k)];
    way.emplace_back(area.x(place.valence), area.y(place.arousal));
    words += fmt::format("{}{}", words.empty() ? "" : ", then ", k);
  }
  canvas.polyline(way, "way");
  canvas.path(star_path(start_x, start_y, 5), "emotion", emotion.names);
  draw_cluster_numbers(canvas, area, policy, report["clusters"], emotion.uplift);
  return {"From " + emotion.names, "through cluster " + words, canvas};
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
