// The songs that people have judged: their points beside valence and arousal, for the regression.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clustering/kmeans/kmeans.h"
#include "store/song_catalogue.h"

namespace affekt {

/// Row i of every member belongs to the same song.
struct AffectSamples {
  int64_t num_songs = 0, num_inputs = 0;
  std::vector<float> points;   // [n, P]
  std::vector<float> targets;  // [n, 2], valence, arousal
  /// [n], equal for songs of one artist, whose songs are alike: never train on one and test on another.
  /// Letter case and spaces at the ends do not matter; a song without a named artist is a group of its own.
  std::vector<int64_t> artists;
  std::string target;  // deezer | tags
};

/// @param rows    [n], ascending rows of the catalogue  @param points  [n, P], in the same order
/// @param target  deezer (listeners' valence and arousal) | tags (of listeners' tags) | none (gives no
/// sample)
AffectSamples collect_affect_samples(const SongCatalogue& catalogue, const std::vector<int64_t>& rows,
                                     MatrixView points, const std::string& target);

/// Numbers 0, 1, ... for the artists of these rows; see AffectSamples::artists.
std::vector<int64_t> number_artists(const SongTable& songs, const std::vector<int64_t>& rows);

}  // namespace affekt
