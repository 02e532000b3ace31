// The clusters' places in the plane of valence and arousal, where the emotion policy looks them up.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "affect/affect_regression.h"
#include "affect/emotion_policy.h"
#include "affect/song_affect.h"
#include "clustering/kmeans/kmeans.h"

namespace affekt {

struct ClusterCoordinates {
  std::vector<AffectPoint> clusters;  // [K]; empty: nothing is known of what the songs feel like
  std::string space;                  // in words: what the places are made of
};

/// A cluster with this many judged songs is placed by them, one with fewer by the regression.
constexpr int64_t kMinJudgedSongs = 10;

/// Mean valence and arousal of each cluster's songs, as z-scores over the songs that were judged. Taken from
/// the regression's target (listeners' values); in clusters with fewer than kMinJudgedSongs, from the
/// regression's predictions for all their songs. Without a regression (model.affect.target: none): from
/// Deezer's listeners, else the tags', if every cluster has kMinJudgedSongs of theirs; else from the
/// catalogue's own columns valence and energy, which no listener has confirmed. `space` says which.
/// @param points  [n, P], transformed features in the order of songs.rows
ClusterCoordinates compute_cluster_coordinates(const SongCatalogue& catalogue, const ClusteredSongs& songs,
                                               MatrixView points, const AffectRegression& regression);

/// The two quantities of song_affect.h that places of this `space` are means of: valence's and arousal's.
std::vector<std::string> quantities_of_space(const std::string& space);

}  // namespace affekt
