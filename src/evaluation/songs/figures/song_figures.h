// The figures of a report on songs: map, cluster profiles, the sweep over k, the plane of valence and
// arousal, and the ways from an emotion to a better one. All take report.json's content.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "evaluation/figures/figure.h"
#include "evaluation/songs/figures/song_map.h"

namespace affekt {

/// Songs as marks, coloured and shaped by cluster; centroids as numbers.
Figure draw_song_map(const nlohmann::json& facts, const SongMap& map);
/// Clusters x columns, how far each mean lies from that of all songs. Empty where no column has a mean: key
/// alone.
std::vector<Figure> draw_cluster_profiles(const nlohmann::json& facts);
/// One panel a score over k. Empty without a sweep.
std::vector<Figure> draw_sweep(const nlohmann::json& facts);
/// Emotions and clusters in valence and arousal, and the clusters again nearer by with their intervals. Empty
/// without a policy.
std::vector<Figure> draw_affect_plane(const nlohmann::json& facts);
/// One panel an emotion: the clusters that uplift leads through. Emotions in the same place share one. Empty
/// without a policy.
std::vector<Figure> draw_uplift_paths(const nlohmann::json& facts);

}  // namespace affekt
