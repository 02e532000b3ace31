// The songs on a plane: the two directions in which the clustered space varies most (PCA), and where they
// lie.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "clustering/kmeans/kmeans.h"
#include "clustering/transform/feature_transform.h"

namespace affekt {

struct SongMap {
  struct Axis {
    double explained = 0;          // share of the clustered space's variance
    std::vector<double> loadings;  // [E], of the columns below, unit length
  };
  std::vector<std::string> columns;  // [E], the transform's expanded columns: "energy", "log_tempo" ...
  Axis horizontal, vertical;
  std::vector<float> x, y;                    // [M], the songs that are drawn, in random order
  std::vector<int32_t> labels;                // [M]
  std::vector<float> centroid_x, centroid_y;  // [K]
  int64_t num_songs = 0;                      // in the clustering, drawn or not
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

/// {method, horizontal, vertical: {explained, loadings {column: loading}}, explained, num_drawn, num_songs,
/// centroids [[x, y]]}
nlohmann::json describe_song_map(const SongMap& map);

}  // namespace affekt
