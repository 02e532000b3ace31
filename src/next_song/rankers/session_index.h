// Training sessions by the songs in them: the search for a session's nearest neighbours.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "next_song/song_ranker.h"
#include "next_song/training_plays.h"

namespace affekt {

/// A training session that shares songs with a history.
struct SessionNeighbour {
  int32_t session = 0;
  int32_t steps = 0;  // how far back the latest play of a shared song lies, 1: the last one that counts
  double similarity = 0;
};

struct NeighbourSearch {
  int64_t num_neighbours = 100;  // k
  int64_t sample_size = 1000;    // only so many of the latest sessions that share a song are looked at
  int64_t max_history = 100;     // only so many of the last plays of songs that training has count
  /// Weight of a song in the history by its latest play. @param steps  back, 1: the last
  /// @param length  plays of the history that count
  std::function<double(int64_t steps, int64_t length)> weight;
  bool divide_by_session_length = false;  // by the root of a session's number of songs, as the cosine has it
};

/// M sessions with what neighbour methods ask of them. Session numbers ascend with the time of the last play,
/// or with the order in the file where there are no times.
class SessionIndex {
 public:
  explicit SessionIndex(const TrainingPlays& training);

  int64_t num_songs() const { return static_cast<int64_t>(idf_.size()); }

  /// A song of a session and where it was played last in it, from 1.
  struct SessionSong {
    int32_t song = 0;
    int32_t position = 0;
  };
  /// The distinct songs of a session, by that position.
  const SessionSong* begin(int32_t session) const {
    return songs_.data() + offsets_[static_cast<size_t>(session)];
  }
  const SessionSong* end(int32_t session) const {
    return songs_.data() + offsets_[static_cast<size_t>(session) + 1];
  }

  /// log(sessions / plays of the song in training), at least 0.
  double idf(int32_t song) const { return idf_[static_cast<size_t>(song)]; }

  /// The last plays of songs that training has, the latest first; the others are as if they had not been.
  std::vector<int32_t> list_known_plays(const PlayHistory& history, int64_t max_history) const;

  /// The k sessions with the largest sums of the shared songs' weights, best first; of equal ones the later.
  std::vector<SessionNeighbour> find_neighbours(const PlayHistory& history,
                                                const NeighbourSearch& search) const;

 private:
  std::vector<int64_t> offsets_;  // [M + 1]
  std::vector<SessionSong> songs_;
  std::vector<int64_t> song_offsets_;  // [V + 1]
  std::vector<int32_t>
      sessions_;             // sessions of song v at song_offsets_[v] to song_offsets_[v + 1], ascending
  std::vector<double> idf_;  // [V]
};

}  // namespace affekt
