// A made-up listener: which song comes next with which probability, and the best hit rates that leaves to
// anybody.
#pragma once

#include <cstdint>
#include <vector>

#include "core/random_stream.h"

namespace affekt {

/// The next song is drawn in one of three ways:
/// - by the song before (table_share): one of the few that the table lists for it,
/// - from the listener's own favourites, all alike (favourite_share),
/// - from all songs, all alike (the rest).
/// A song that isn't out yet can't be drawn; the probabilities of the others are scaled to a sum of 1.
struct ListeningProcess {
  struct Next {
    int32_t song = 0;
    double probability = 0;
  };
  std::vector<std::vector<Next>> table;  // [V], the probabilities of each sum to 1
  double table_share = 0.8, favourite_share = 0.15;
  std::vector<uint8_t> is_late;  // [V], 1: comes out when the streams are nearly over

  int64_t num_songs() const { return static_cast<int64_t>(table.size()); }
};

constexpr int32_t kNoSong = -1;

/// @param previous    kNoSong: a stream begins, with one of the favourites
/// @param favourites  not empty, none of them late
/// @param has_late    whether the late songs are out
/// @return            [V], of sum 1
std::vector<double> compute_next_probabilities(const ListeningProcess& process, int32_t previous,
                                               const std::vector<int32_t>& favourites, bool has_late);

/// An index, by its probability.
int32_t draw_song(const std::vector<double>& probabilities, RandomStream& stream);

/// The best hit rates at some lengths of list, averaged over positions. A hit rate at k is at most the sum of
/// the k greatest probabilities, which is what the list of these k songs reaches on average.
class BestHitRates {
 public:
  /// @param lengths  ascending
  explicit BestHitRates(std::vector<int64_t> lengths)
      : lengths_(std::move(lengths)), sums_(lengths_.size(), 0) {}

  void add_position(const std::vector<double>& probabilities);
  int64_t num_positions() const { return num_positions_; }
  /// One for each length; 0 without positions.
  std::vector<double> rates() const;

 private:
  std::vector<int64_t> lengths_;
  std::vector<double> sums_;
  int64_t num_positions_ = 0;
};

}  // namespace affekt
