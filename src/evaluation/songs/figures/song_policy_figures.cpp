// Emotions and clusters in valence and arousal, and the ways of uplift.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "affect/cluster_coordinates.h"
#include "evaluation/songs/figures/song_drawing.h"
#include "evaluation/songs/figures/song_figures.h"
#include "evaluation/songs/figures/song_plane.h"
#include "evaluation/songs/song_report_text.h"
#include "metrics/bootstrap.h"

namespace affekt {
namespace {

using nlohmann::json;

/// 95 % interval of a cluster's mean around its place; NaN where no listener's interval is known.
/// @param name   of the quantity in report.json
/// @param place  where the cluster lies on the axis of the quantity
Interval find_spread(const json& facts, const std::string& name, size_t cluster, double place) {
  for (const json& quantity : facts["affect"]["quantities"]) {
    if (quantity["name"] != name || quantity["deviation"].is_null()) continue;
    const json& of_cluster = quantity["clusters"][cluster];
    const json& interval = of_cluster["ci95"];
    // With fewer songs the regression has placed the cluster: the listeners' interval is not around it.
    if (of_cluster["num_songs"] < kMinJudgedSongs) return {};
    if (!of_cluster["mean"].is_number() || !interval.is_array() || !interval[0].is_number()) return {};
    const double mean = of_cluster["mean"], deviation = quantity["deviation"];
    if (!(deviation > 0)) return {};
    return {place + (interval[0].get<double>() - mean) / deviation,
            place + (interval[1].get<double>() - mean) / deviation};
  }
  return {};
}

Figure draw_whole_plane(const json& facts, const EmotionPolicy& policy) {
  const std::vector<EmotionPlace> emotions = group_emotions(policy);
  std::vector<AffectPoint> places = policy.clusters;
  places.push_back(policy.uplift_target);
  for (const EmotionPlace& emotion : emotions) places.push_back(emotion.place);
  auto [canvas, area] = start_plane({440, 440}, "Emotions (stars) and clusters", places, 356);
  PlaneLabels labels;
  for (size_t k = 0; k < policy.clusters.size(); ++k) {
    const double x = area.x(policy.clusters[k].valence), y = area.y(policy.clusters[k].arousal);
    const auto index = static_cast<int64_t>(k);
    canvas.path(mark_path(index, x, y, 4.5), "mark " + cluster_class(index),
                "cluster " + cluster_title(facts["clusters"][k]));
    labels.keep_free(x, y, 5);
  }
  const double target_x = area.x(policy.uplift_target.valence),
               target_y = area.y(policy.uplift_target.arousal);
  canvas.circle(target_x, target_y, 8, "target", "where uplift leads to");
  for (const EmotionPlace& emotion : emotions) {
    const double x = area.x(emotion.place.valence), y = area.y(emotion.place.arousal);
    canvas.path(star_path(x, y, 4.5), "emotion", emotion.names + ": " + describe_place(emotion.place));
    labels.keep_free(x, y, 5);
  }
  for (const EmotionPlace& emotion : emotions)
    labels.write(canvas, area.x(emotion.place.valence), area.y(emotion.place.arousal), 9, emotion.names);
  labels.write(canvas, target_x, target_y, 11, "target");
  return {"Emotions and clusters",
          "emotions as stars, clusters as their marks, in standard deviations of valence and arousal; the "
          "dashed circle is where uplift leads to",
          canvas};
}

Figure draw_near_plane(const json& facts, const EmotionPolicy& policy) {
  const std::vector<std::string> names = quantities_of_space(policy.space);
  std::vector<std::pair<Interval, Interval>> spreads;  // of valence and arousal
  std::vector<AffectPoint> places = policy.clusters;
  for (size_t k = 0; k < policy.clusters.size(); ++k) {
    const Interval valence = find_spread(facts, names[0], k, policy.clusters[k].valence);
    const Interval arousal = find_spread(facts, names[1], k, policy.clusters[k].arousal);
    spreads.emplace_back(valence, arousal);
    if (std::isfinite(valence.low + arousal.low))
      places.insert(places.end(), {{valence.low, arousal.low}, {valence.high, arousal.high}});
  }
  auto [canvas, area] = start_plane({440, 440}, "The clusters, nearer by, with 95 % intervals", places, 356);
  for (size_t k = 0; k < spreads.size(); ++k) {
    const double x = area.x(policy.clusters[k].valence), y = area.y(policy.clusters[k].arousal);
    const std::string css_class = "spread " + cluster_class(static_cast<int64_t>(k));
    const auto& [valence, arousal] = spreads[k];
    if (std::isfinite(valence.low)) canvas.line(area.x(valence.low), y, area.x(valence.high), y, css_class);
    if (std::isfinite(arousal.low)) canvas.line(x, area.y(arousal.low), x, area.y(arousal.high), css_class);
  }
  std::vector<int64_t> all(policy.clusters.size());
  std::iota(all.begin(), all.end(), int64_t{0});
  draw_cluster_numbers(canvas, area, policy, facts, all);
  return {"The clusters nearer by",
          "cluster numbers with the 95 % intervals of their songs' means; none where fewer than ten songs "
          "were judged",
          canvas};
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

constexpr const char* kBeyond = ", beyond the figure";

Figure draw_path(const json& facts, const EmotionPolicy& policy, const EmotionPlace& emotion) {
  PlaneDrawing plane = start_plane({300, 332}, emotion.names, policy.clusters, 236);
  SvgCanvas& canvas = plane.canvas;
  const PlotArea& area = plane.area;
  const auto cluster_at = [&](int64_t k) { return policy.clusters[static_cast<size_t>(k)]; };
  // Emotions mostly lie farther out than any cluster's mean: an arrow points to them.
  const PlaneSpot start = find_spot(area, emotion.place, cluster_at(emotion.uplift.front()));
  const PlaneSpot target = find_spot(area, policy.uplift_target, cluster_at(emotion.uplift.back()));
  const auto draw_arrow = [&](const PlaneSpot& spot, const std::string& words) {
    canvas.path(arrow_path(spot.x, spot.y, spot.dx, spot.dy, 5), "emotion", words + kBeyond);
  };
  const std::string target_words = "where uplift leads to: " + describe_place(policy.uplift_target);
  if (target.is_outside) {
    canvas.circle(target.x - 14 * target.dx, target.y - 14 * target.dy, 5, "target", target_words);
    draw_arrow(target, target_words);
  } else {
    canvas.circle(target.x, target.y, 8, "target", target_words);
  }
  for (size_t k = 0; k < policy.clusters.size(); ++k) {
    const auto index = static_cast<int64_t>(k);
    canvas.path(mark_path(index, area.x(policy.clusters[k].valence), area.y(policy.clusters[k].arousal), 3),
                "mark " + cluster_class(index), {}, 0.6);
  }
  std::vector<std::pair<double, double>> way;
  for (const int64_t k : emotion.uplift)
    way.emplace_back(area.x(cluster_at(k).valence), area.y(cluster_at(k).arousal));
  canvas.line(start.x, start.y, way.front().first, way.front().second, "whisker");  // not played
  if (way.size() > 1) canvas.polyline(way, "way");
  const std::string mood_words = emotion.names + ": " + describe_place(emotion.place);
  if (start.is_outside) {
    draw_arrow(start, mood_words);
  } else {
    canvas.path(star_path(start.x, start.y, 5), "emotion", mood_words);
  }
  draw_cluster_numbers(canvas, area, policy, facts, emotion.uplift);
  const std::string caption = caption_of(start, emotion.place, target, policy.uplift_target);
  if (!caption.empty()) canvas.text(8, canvas.height() - 8, caption, "small");
  return {
      "From " + emotion.names,
      fmt::format("through cluster {}{}", fmt::join(emotion.uplift, ", then "),
                  caption.empty() ? "" : "; beyond the figure lie " + caption.substr(caption.find(": ") + 2)),
      canvas};
}

}  // namespace

std::vector<Figure> draw_affect_plane(const json& facts) {
  if (facts["policy"].is_null()) return {};
  const EmotionPolicy policy = policy_from_json(facts["policy"]);
  return {draw_whole_plane(facts, policy), draw_near_plane(facts, policy)};
}

std::vector<Figure> draw_uplift_paths(const json& facts) {
  if (facts["policy"].is_null()) return {};
  const EmotionPolicy policy = policy_from_json(facts["policy"]);
  std::vector<Figure> figures;
  for (const EmotionPlace& emotion : group_emotions(policy))
    figures.push_back(draw_path(facts, policy, emotion));
  return figures;
}

}  // namespace affekt
