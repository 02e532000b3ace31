// The songs that stand for a cluster: those nearest to its centroid that a reader can look up.
#pragma once

#include <cstdint>
#include <vector>

#include "store/song_catalogue.h"

namespace affekt {

struct SongExampleInput {
  const SongTable& songs;
  const std::vector<int64_t>& rows;      // [n], rows of the table
  const std::vector<int32_t>& labels;    // [n]
  const std::vector<float>& distances2;  // [n], squared, to the centroid
  int64_t num_clusters = 0;
  int64_t num_examples = 8;
};

/// Of each cluster the songs nearest to its centroid that have an artist and a title, at most one of an
/// artist, the nearest first; equally near ones in the catalogue's order.
/// @return [num_clusters], indices 0..n-1; fewer than num_examples where there are no more
std::vector<std::vector<int64_t>> find_song_examples(const SongExampleInput& input);

}  // namespace affekt
