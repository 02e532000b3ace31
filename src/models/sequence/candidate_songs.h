// The songs that scores are computed for, in an order in which the songs of an artist stand next to each
// other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace affekt {

/// Columns [begin, end) of a matrix of scores.
struct ColumnRange {
  int32_t begin = 0, end = 0;
  bool is_empty() const { return begin == end; }
};

/// C of the catalogue's V songs.
class CandidateSongs {
 public:
  /// @param songs    without repetition, in any order
  /// @param artists  [V], of each song of the catalogue, 0..num_artists - 1
  CandidateSongs(std::vector<int64_t> songs, const std::vector<int32_t>& artists, int64_t num_artists);

  int64_t count() const { return static_cast<int64_t>(songs_.size()); }
  /// [C], the song of each column: by artist, then by song.
  const std::vector<int64_t>& songs() const { return songs_; }
  /// -1: the song is not one of them.
  int32_t column_of(int64_t song) const { return columns_[static_cast<size_t>(song)]; }
  ColumnRange columns_of_artist(int32_t artist) const { return artist_columns_[static_cast<size_t>(artist)]; }

 private:
  std::vector<int64_t> songs_;
  std::vector<int32_t> columns_;             // [V]
  std::vector<ColumnRange> artist_columns_;  // [number of artists]
};

/// 0..num_songs - 1
CandidateSongs make_all_candidates(const std::vector<int32_t>& artists, int64_t num_artists);

}  // namespace affekt
