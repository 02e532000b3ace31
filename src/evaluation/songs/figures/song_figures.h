// The figures of a report on songs: map, cluster profiles, the sweep over k, the plane of valence and
// arousal, and the ways from an emotion to a better one.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "evaluation/figures/figure.h"
#include "evaluation/songs/figures/song_map.h"

namespace affekt {

/// Songs as marks, coloured and shaped by cluster; centroids as numbers. @param report  with map
Figure draw_song_map(const nlohmann::json& report, const SongMap& map);
/// Clusters x columns, how far each mean lies from that of all songs.
Figure draw_cluster_profiles(const nlohmann::json& report);
/// One panel a score over k. Empty without a sweep.
std::vector<Figure> draw_sweep(const nlohmann::json& report);
/// Emotions and clusters in valence and arousal, and the clusters again nearer by with their intervals. Empty
/// without a policy.
std::vector<Figure> draw_affect_plane(const nlohmann::json& report);
/// One panel an emotion: the clusters that uplift leads through. Emotions in the same place share one. Empty
/// without a policy.
std::vector<Figure> draw_uplift_paths(const nlohmann::json& report);

/// All that the report has something for, in the order of the report.
std::vector<FigureGroup> draw_song_figures(const nlohmann::json& report, const std::optional<SongMap>& map);

/// The range of some values with a margin on both sides, never empty.
struct ValueRange {
  double low = 0, high = 1;
};
/// @param margin  share of the range  @param values  at least one, finite
ValueRange range_of(const std::vector<double>& values, double margin);

/// Moves marks that would lie on each other apart, as little as that takes; the order of the list does not
/// change.
/// @param places  [n], x and y on the canvas
std::vector<std::pair<double, double>> spread_apart(std::vector<std::pair<double, double>> places,
                                                    double distance);

/// Grid and numbers of both axes.
void draw_grid(SvgCanvas& canvas, const PlotArea& area, int num_x_ticks, int num_y_ticks);

}  // namespace affekt
