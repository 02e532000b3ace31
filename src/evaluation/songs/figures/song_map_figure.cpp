#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluation/report/value_text.h"
#include "evaluation/songs/figures/song_drawing.h"
#include "evaluation/songs/figures/song_figures.h"
#include "evaluation/songs/song_report_text.h"

namespace affekt {
namespace {

using nlohmann::json;
using Anchor = SvgCanvas::Anchor;

constexpr double kMapCharacterWidth = 6.4;
constexpr double kMarkRadius = 2.1;
constexpr int64_t kMaxLegendRows = 40;
// Songs are drawn in so many rounds, cluster after cluster in each, so that no cluster hides all others.
constexpr size_t kNumRounds = 8;

/// "Component 1 (46 %): ← acousticness · energy, loudness →": the columns that pull most to either side.
std::string describe_map_axis(const char* component, const json& axis) {
  constexpr double kNotable = 0.3;  // of a loading; the squares of all sum to 1
  const std::map<std::string, double> by_column = axis["loadings"];
  std::vector<std::pair<std::string, double>> loadings(by_column.begin(), by_column.end());
  std::stable_sort(loadings.begin(), loadings.end(),
                   [](const auto& a, const auto& b) { return std::abs(a.second) > std::abs(b.second); });
  std::string low, high;
  for (size_t i = 0; i < std::min<size_t>(4, loadings.size()); ++i) {
    const auto& [column, loading] = loadings[i];
    if (i > 0 && std::abs(loading) < kNotable) break;
    std::string& side = loading < 0 ? low : high;
    side += (side.empty() ? "" : ", ") + key_to_words(column);
  }
  return fmt::format("{} ({}): {}{}{}", component, format_percent(axis["explained"], 0),
                     low.empty() ? "" : "← " + low, low.empty() || high.empty() ? "" : " · ",
                     high.empty() ? "" : high + " →");
}

PlotArea fit_area(const SongMap& map) {
  std::vector<double> x(map.x.begin(), map.x.end()), y(map.y.begin(), map.y.end());
  for (const json& centroid : map.facts["centroids"]) {
    x.push_back(centroid[0]);
    y.push_back(centroid[1]);
  }
  const ValueRange across = range_of(x, 0.03);
  ValueRange up = range_of(y, 0.03);
  // Songs on a line: what is left across it is rounding, and must not fill the map.
  const double width = across.high - across.low;
  if (up.high - up.low < 1e-3 * width) up = {up.low - width / 2, up.low + width / 2};
  return {40, 16, 520, 470, across.low, across.high, up.low, up.high};
}

void draw_songs(SvgCanvas& canvas, const PlotArea& area, const SongMap& map) {
  const size_t num_clusters = map.facts["centroids"].size();
  for (size_t round = 0; round < kNumRounds; ++round) {
    std::vector<std::string> marks(num_clusters);
    for (size_t i = round; i < map.x.size(); i += kNumRounds) {
      const auto k = static_cast<size_t>(map.labels[i]);
      marks[k] += mark_path(map.labels[i], area.x(map.x[i]), area.y(map.y[i]), kMarkRadius);
    }
    for (size_t k = 0; k < num_clusters; ++k) {
      if (!marks[k].empty()) canvas.path(marks[k], "mark " + cluster_class(static_cast<int64_t>(k)), {}, 0.6);
    }
  }
}

void draw_centroids(SvgCanvas& canvas, const PlotArea& area, const SongMap& map, const json& clusters) {
  std::vector<ClusterPlace> places;
  for (const json& centroid : map.facts["centroids"]) {
    const size_t k = places.size();
    places.push_back({static_cast<int64_t>(k), area.x(centroid[0]), area.y(centroid[1]),
                      "Centroid of cluster " + cluster_title(clusters[k])});
  }
  draw_cluster_numbers(canvas, places, 10, 4);
}

void draw_legend(SvgCanvas& canvas, double left, const json& clusters) {
  double y = 26;
  for (const json& cluster : clusters) {
    const int64_t k = cluster["index"];
    canvas.path(mark_path(k, left + 6, y - 4, 5), "mark " + cluster_class(k));
    canvas.text(
        left + 18, y,
        fmt::format("{}  {}, {}", k, cluster["name"].get<std::string>(), format_percent(cluster["share"])));
    y += 20;
  }
}

}  // namespace

Figure draw_song_map(const json& facts, const SongMap& map) {
  const json& clusters = facts["clusters"];
  const auto num_clusters = static_cast<int64_t>(clusters.size());
  const bool has_legend = num_clusters <= kMaxLegendRows;
  const PlotArea area = fit_area(map);
  size_t longest = 0;
  for (const json& cluster : clusters)
    longest = std::max(longest, cluster["name"].get<std::string>().size() + 10);
  const double legend_width = has_legend ? 30 + kMapCharacterWidth * static_cast<double>(longest) : 0;
  const double legend_height = has_legend ? 20 * static_cast<double>(num_clusters) + 20 : 0;
  SvgCanvas canvas(area.right() + 20 + legend_width, std::max(area.bottom() + 44, legend_height));
  draw_grid(canvas, area, 6, 6);
  canvas.line(area.left, area.bottom(), area.right(), area.bottom(), "axis");
  canvas.line(area.left, area.top, area.left, area.bottom(), "axis");
  draw_songs(canvas, area, map);
  draw_centroids(canvas, area, map, clusters);
  canvas.text(area.left + area.width / 2, area.bottom() + 34,
              describe_map_axis("Component 1", map.facts["horizontal"]), "axis-label", Anchor::kMiddle);
  canvas.turned_text(12, area.bottom() - 4, -90, describe_map_axis("Component 2", map.facts["vertical"]),
                     "axis-label");
  if (has_legend) draw_legend(canvas, area.right() + 20, clusters);
  std::string description = fmt::format(
      "{} of {} on the first two principal components of the clustered space, which hold {} of "
      "its variance; marks differ by cluster, {} stand at the centroids",
      format_count(map.facts["num_drawn"]), count_of(map.facts["num_songs"], "song"),
      format_percent(map.facts["explained"], 0),
      map.facts["centroids"].size() > kMaxNumberedClusters ? "larger marks" : "numbers");
  return {"Map of the songs", description, canvas};
}

}  // namespace affekt
