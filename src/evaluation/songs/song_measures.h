// How good a clustering of songs is by the songs themselves, and what a clustering of nothing would score.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "clustering/kmeans/kmeans.h"

namespace affekt {

nlohmann::json finite_or_null(double value);

struct SongMeasureInput {
  MatrixView points;              // [n, P], the clustered space
  std::vector<int32_t> labels;    // [n]
  std::vector<float> distances2;  // [n], squared, to the centroid
  int64_t num_clusters = 0;
  /// Silhouettes of all songs up to so many, and of a random sample of so many beyond. Each is taken among
  /// all songs, or among a random sample of `silhouette_compared` where there are more. 20,000 of 156,000
  /// songs by 9 columns take 1.5 s on 2 cores.
  int64_t silhouette_rows = 20000;
  int64_t silhouette_compared = 200000;
  int64_t bootstrap_samples = 2000;
  int64_t baseline_starts = 3;  // of K-means on permuted features
  int64_t seed = 1;
};

/// {"inertia" | "feature_variance_explained" | "silhouette" | "davies_bouldin" | "calinski_harabasz" |
/// "smallest_share": {"value", "ci95"}}. A value that isn't defined is null, as the silhouette of one cluster
/// is. ci95 is null but for the silhouette (bootstrap over the songs it is of), which also has "num_songs"
/// (it is of), "num_compared" (each was compared with) and "is_sampled".
nlohmann::json measure_clusters(const SongMeasureInput& input);

/// Share of the clustered space's variance in each of its directions: [{"column", "share"}], shares null if
/// all songs are in one place; null without points. @param names  [P]
nlohmann::json measure_space_variance(MatrixView points, const std::vector<std::string>& names);

/// What a clustering of nothing would score; null without points:
///   one_cluster        the inertia of all songs around their mean
///   permuted_features  K-means of as many clusters on a copy whose columns were each permuted on their own:
///                      {"inertia", "feature_variance_explained", "silhouette", "num_starts"}; or {"why_not"}
///   permuted_labels    this clustering's sizes with its songs assigned at random:
///                      {"inertia", "feature_variance_explained", "silhouette"}
/// @throws Interrupted
nlohmann::json measure_song_baselines(const SongMeasureInput& input);

}  // namespace affekt
