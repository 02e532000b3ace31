// The songs on a plane: the two directions in which the clustered space varies most (PCA), and where they
// lie.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "clustering/kmeans/kmeans.h"
#include "clustering/transform/feature_transform.h"

namespace affekt {

struct SongMap {
  std::vector<float> x, y;      // [M], the songs that are drawn, in random order
  std::vector<int32_t> labels;  // [M]
  /// {method, horizontal, vertical: {explained (share of the clustered space's variance), loadings {column:
  /// loading}}, explained, num_drawn, num_songs, centroids [[x, y]]}; the loadings are of the transform's
  /// expanded columns, "energy", "log_tempo" ..., and of unit length
  nlohmann::json facts;
};

struct SongMapInput {
  MatrixView points;                   // [n, P]
  MatrixView centroids;                // [K, P]
  const std::vector<int32_t>& labels;  // [n]
  const FeatureTransform& transform;
  int64_t max_drawn = 3000;
  int64_t seed = 1;
};

/// Nothing if the space has a single dimension, or if all songs are in one place.
std::optional<SongMap> make_song_map(const SongMapInput& input);

}  // namespace affekt
