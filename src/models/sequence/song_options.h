// What a network of songs must know of the catalogue that it is made for.
#pragma once

#include <cstdint>
#include <vector>

namespace affekt {

/// V songs. Of a network whose tensors are read from a file the sizes and the two columns are enough: all
/// else is in its buffers.
struct SongOptions {
  int64_t num_songs = 0, num_artists = 0;
  int64_t num_features = 0;                            // F
  std::vector<int32_t> artists;                        // [V], 0..num_artists - 1; empty: to be read
  std::vector<float> features;                         // [V, F], NaN: not known; empty: to be read
  std::vector<int64_t> play_counts;                    // [V], in training; 0: a cold song; empty: to be read
  int64_t valence_feature = -1, arousal_feature = -1;  // columns of `features`; -1: the catalogue has none
};

/// Mean and deviation of each feature over the songs that training plays and whose value is known.
struct FeatureScale {
  std::vector<double> mean, deviation;  // [F]; 0 and 1 where nothing is known, deviation 1 of a constant
};
FeatureScale compute_feature_scale(const SongOptions& songs);

}  // namespace affekt
