#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "affect/cluster_coordinates.h"
#include "affect/emotion_policy.h"
#include "evaluation/songs/figures/song_figures.h"
#include "evaluation/songs/figures/song_marks.h"
#include "evaluation/songs/figures/song_plane.h"
#include "evaluation/songs/song_report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

/// 95 % interval of a cluster's mean around its place; NaN where no listener's interval is known.
struct ClusterSpread {
  double low_valence = NAN, high_valence = NAN, low_arousal = NAN, high_arousal = NAN;
};

const json& find_quantity(const json& report, const std::string& name) {
  static const json null_value;
  for (const json& quantity : report["affect"]["quantities"])
    if (quantity["name"] == name) return quantity;
  return null_value;
}

void add_spread(const json& quantity, size_t cluster, double place, double& low, double& high) {
  if (quantity.is_null() || quantity["deviation"].is_null()) return;
  const json& of_cluster = quantity["clusters"][cluster];
  const json& interval = of_cluster["ci95"];
  // With fewer songs the regression has placed the cluster: the listeners' interval is not around it.
  if (of_cluster["num_songs"] < kMinJudgedSongs) return;
  if (!of_cluster["mean"].is_number() || !interval.is_array() || !interval[0].is_number()) return;
  const double mean = of_cluster["mean"], deviation = quantity["deviation"];
  if (!(deviation > 0)) return;
  low = place + (interval[0].get<double>() - mean) / deviation;
  high = place + (interval[1].get<double>() - mean) / deviation;
}

std::vector<ClusterSpread> find_spreads(const json& report, const EmotionPolicy& policy) {
  const std::vector<std::string> names = quantities_of_space(policy.space);
  std::vector<ClusterSpread> spreads(policy.clusters.size());
  for (size_t k = 0; k < spreads.size(); ++k) {
    add_spread(find_quantity(report, names[0]), k, policy.clusters[k].valence, spreads[k].low_valence,
               spreads[k].high_valence);
    add_spread(find_quantity(report, names[1]), k, policy.clusters[k].arousal, spreads[k].low_arousal,
               spreads[k].high_arousal);
  }
  return spreads;
}

Figure draw_whole_plane(const json& report, const EmotionPolicy& policy) {
  const std::vector<EmotionPlace> emotions = group_emotions(policy);
  std::vector<AffectPoint> places = policy.clusters;
  places.push_back(policy.uplift_target);
  for (const EmotionPlace& emotion : emotions) places.push_back(emotion.place);
  SvgCanvas canvas(440, 440);
  const PlotArea area = fit_plane(places, 48, 36, 356);
  canvas.text(8, 16, "Emotions (stars) and clusters", "title");
  draw_plane(canvas, area);
  PlaneLabels labels;
  for (const AffectPoint& place : policy.clusters)
    labels.keep_free(area.x(place.valence), area.y(place.arousal), 5);
  for (size_t k = 0; k < policy.clusters.size(); ++k) {
    const double x = area.x(policy.clusters[k].valence), y = area.y(policy.clusters[k].arousal);
    const auto index = static_cast<int64_t>(k);
    canvas.path(mark_path(index, x, y, 4.5), "mark " + cluster_class(index),
                "cluster " + cluster_title(report["clusters"][k]));
  }
  const double target_x = area.x(policy.uplift_target.valence),
               target_y = area.y(policy.uplift_target.arousal);
  canvas.circle(target_x, target_y, 8, "target", "where uplift leads to");
  for (const EmotionPlace& emotion : emotions) {
    const double x = area.x(emotion.place.valence), y = area.y(emotion.place.arousal);
    canvas.path(
        star_path(x, y, 4.5), "emotion",
        fmt::format("{}: valence {}, arousal {}", emotion.names, format_signed(emotion.place.valence, 2),
                    format_signed(emotion.place.arousal, 2)));
    labels.keep_free(x, y, 5);
  }
  for (const EmotionPlace& emotion : emotions)
    labels.write(canvas, area.x(emotion.place.valence), area.y(emotion.place.arousal), 9, emotion.names);
  labels.write(canvas, target_x, target_y, 11, "target");
  return {
      "Emotions and clusters",
      "emotions as stars, clusters as their marks, in standard deviations of valence and arousal; the dashed "
      "circle is where uplift leads to",
      canvas};
}

Figure draw_near_plane(const json& report, const EmotionPolicy& policy) {
  const std::vector<ClusterSpread> spreads = find_spreads(report, policy);
  std::vector<AffectPoint> places = policy.clusters;
  for (const ClusterSpread& spread : spreads) {
    if (std::isfinite(spread.low_valence + spread.low_arousal)) {
      places.push_back({spread.low_valence, spread.low_arousal});
      places.push_back({spread.high_valence, spread.high_arousal});
    }
  }
  SvgCanvas canvas(440, 440);
  const PlotArea area = fit_plane(places, 48, 36, 356);
  canvas.text(8, 16, "The clusters, nearer by, with 95 % intervals", "title");
  draw_plane(canvas, area);
  for (size_t k = 0; k < spreads.size(); ++k) {
    const double x = area.x(policy.clusters[k].valence), y = area.y(policy.clusters[k].arousal);
    const std::string css_class = "spread " + cluster_class(static_cast<int64_t>(k));
    if (std::isfinite(spreads[k].low_valence))
      canvas.line(area.x(spreads[k].low_valence), y, area.x(spreads[k].high_valence), y, css_class);
    if (std::isfinite(spreads[k].low_arousal))
      canvas.line(x, area.y(spreads[k].low_arousal), x, area.y(spreads[k].high_arousal), css_class);
  }
  std::vector<int64_t> all(policy.clusters.size());
  std::iota(all.begin(), all.end(), int64_t{0});
  draw_cluster_numbers(canvas, area, policy, report["clusters"], all);
  return {"The clusters nearer by",
          "cluster numbers with the 95 % intervals of their songs' means; none where fewer than ten songs "
          "were judged",
          canvas};
}

}  // namespace

std::vector<Figure> draw_affect_plane(const json& report) {
  if (report["policy"].is_null()) return {};
  const EmotionPolicy policy = policy_from_json(report["policy"]);
  return {draw_whole_plane(report, policy), draw_near_plane(report, policy)};
}

}  // namespace affekt
