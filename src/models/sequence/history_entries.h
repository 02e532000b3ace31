// What the history of a stream adds to the scores of single songs: which songs, and what is known of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/sequence/candidate_songs.h"
#include "models/sequence/history_window.h"

namespace affekt {

/// Age and number of plays as a few steps. Ages in half octaves: 1, 2, 3, 4-5, 6-7, 8-11, 12-15 ... plays
/// ago; counts 1, 2, 3-4, 5-8 and more.
class HistoryCells {
 public:
  static constexpr int64_t kNumCountSteps = 5;

  explicit HistoryCells(int64_t max_age);
  int64_t num_age_steps() const { return age_steps_.back() + 1; }
  /// @param age  1..max_age
  int32_t age_step(int64_t age) const { return age_steps_[static_cast<size_t>(age - 1)]; }
  /// @param count  at least 1
  static int32_t count_step(int64_t count);
  /// age_step * kNumCountSteps + count_step
  int32_t cell(int64_t age, int64_t count) const {
    return age_step(age) * static_cast<int32_t>(kNumCountSteps) + count_step(count);
  }
  /// [max_age], the step of each age from 1 on: what a graph without logarithms looks up.
  const std::vector<int32_t>& age_steps() const { return age_steps_; }

 private:
  std::vector<int32_t> age_steps_;
};

/// E entries of P rows: entry e of row r, offsets[r] <= e < offsets[r + 1], says something of the columns
/// ranges[e] of the scores.
struct HistoryEntries {
  std::vector<int64_t> offsets = {0};  // [P + 1]
  std::vector<ColumnRange> ranges;     // [E]
  std::vector<int32_t> cells;          // [E], HistoryCells::cell
  std::vector<float> evidence;         // [E], the plays in the history, divided by the share of all training
                                       // plays that are of this song, or artist

  int64_t num_rows() const { return static_cast<int64_t>(offsets.size()) - 1; }
  int64_t num_entries() const { return static_cast<int64_t>(ranges.size()); }
};

/// Entries of songs (one column each) and of artists (the columns of all their songs).
struct SongAndArtistEntries {
  HistoryEntries songs, artists;
};

/// Shares of all training plays; those of songs that training never plays are small, not 0.
struct PlayShares {
  std::vector<float> songs;    // [V]
  std::vector<float> artists;  // [number of artists]
};

/// Adds the row of what `window` holds; what is no candidate is left out.
void append_history_row(const HistoryWindow& window, const CandidateSongs& candidates,
                        const PlayShares& shares, const HistoryCells& cells, SongAndArtistEntries& entries);

}  // namespace affekt
