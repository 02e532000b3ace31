// The plays of a split that methods must foresee, each with what was played before it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "next_song/song_ranker.h"

namespace affekt {

struct PositionOptions {
  bool leave_out_train_duplicates = false;  // no play with ListeningSequences::has_train_duplicate
  int64_t max_positions = 0;                // so many, at even distances; 0: all
};

/// P plays of one split, without the first ones of their streams. Row i of every member belongs to the same
/// play.
struct ListeningPositions {
  const ListeningSequences* source = nullptr;  // borrowed: it must outlive the positions
  std::vector<int64_t> plays;                  // [P], index into source->songs, ascending
  std::vector<int64_t> stream_begins;          // [P], index of the first play of its stream
  std::vector<int32_t> sequences;              // [P], row of source
  std::vector<int32_t> targets;                // [P], the song that was played
  std::vector<uint8_t> is_warm;                // [P], 1: the song is in the training split too
  std::vector<uint8_t> is_repeat;              // [P], 1: the stream has played it before

  int64_t num_positions() const { return static_cast<int64_t>(plays.size()); }
  int32_t stream(int64_t i) const {
    return source->streams[static_cast<size_t>(sequences[static_cast<size_t>(i)])];
  }
  /// All plays of the stream before this one, of every split.
  PlayHistory history(int64_t i) const {
    const auto row = static_cast<size_t>(i);
    return {source->songs.data() + stream_begins[row], plays[row] - stream_begins[row], stream(i)};
  }
};

/// @throws DataError  if the sequences of a stream do not stand next to each other
ListeningPositions list_positions(const ListeningData& data, Split split,
                                  const PositionOptions& options = {});

/// What the bootstrap draws as a whole: plays of one stream are not independent.
struct ResamplingUnits {
  std::string name;             // "stream", or "sequence" where there are fewer than 5 streams
  std::vector<int64_t> groups;  // [P]
  int64_t num_units = 0;
};
ResamplingUnits choose_resampling_units(const ListeningPositions& positions);

}  // namespace affekt
