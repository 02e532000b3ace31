// The plays that a method may learn from: those of the training split, with what is known of their songs.
#pragma once

#include <cstdint>
#include <vector>

#include "store/listening/listening_data.h"

namespace affekt {

/// S sequences of training over a catalogue of V songs, those that training never plays among them.
struct TrainingPlays {
  int64_t num_songs = 0;               // V
  std::vector<int32_t> artists;        // [V], see ListeningCatalogue::artist_indices
  std::vector<int64_t> play_counts;    // [V], 0: a cold song
  std::vector<int64_t> offsets = {0};  // [S + 1], sequence i is songs[offsets[i], offsets[i + 1])
  std::vector<int32_t> songs;          // [P]
  std::vector<int64_t> end_times;      // [S], Unix seconds of the last play; empty: the source has no times

  int64_t num_sequences() const { return static_cast<int64_t>(offsets.size()) - 1; }
  int64_t num_plays() const { return static_cast<int64_t>(songs.size()); }
  const int32_t* sequence(int64_t i) const { return songs.data() + offsets[static_cast<size_t>(i)]; }
  int64_t length(int64_t i) const {
    return offsets[static_cast<size_t>(i) + 1] - offsets[static_cast<size_t>(i)];
  }
};

/// Sequences without a play are left out.
/// @throws DataError  if no sequence of the training split has a play, or a play's song is not in the
/// catalogue
TrainingPlays gather_training_plays(const ListeningData& data);

}  // namespace affekt
