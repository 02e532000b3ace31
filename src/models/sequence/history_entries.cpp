#include "models/sequence/history_entries.h"

#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

template <class ColumnsOf>
void append_items(const HistoryWindow& window, const std::vector<HeardItem>& items,
                  const std::vector<float>& shares, const HistoryCells& cells, const ColumnsOf& columns_of,
                  HistoryEntries& entries) {
  for (const HeardItem& heard : items) {
    const ColumnRange columns = columns_of(heard.item);
    if (columns.is_empty()) continue;
    entries.ranges.push_back(columns);
    entries.cells.push_back(cells.cell(window.age_of(heard), heard.count));
    entries.evidence.push_back(static_cast<float>(heard.count) / shares[static_cast<size_t>(heard.item)]);
  }
  entries.offsets.push_back(entries.num_entries());
}

}  // namespace

HistoryCells::HistoryCells(int64_t max_age) {
  AFFEKT_CHECK(max_age > 0, "an age is at least 1");
  int32_t step = 0;
  for (int64_t age = 1; age <= max_age; ++age) {
    // Integers alone: 2^k and, for k >= 1, 3 * 2^(k - 1) begin a step.
    const bool is_power = (age & (age - 1)) == 0;
    const bool is_three_halves = age % 3 == 0 && ((age / 3) & (age / 3 - 1)) == 0;
    if (age > 1 && (is_power || is_three_halves)) ++step;
    age_steps_.push_back(step);
  }
}

int32_t HistoryCells::count_step(int64_t count) {
  if (count <= 2) return static_cast<int32_t>(count) - 1;
  if (count <= 4) return 2;
  return count <= 8 ? 3 : 4;
}

void append_history_row(const HistoryWindow& window, const CandidateSongs& candidates,
                        const PlayShares& shares, const HistoryCells& cells, SongAndArtistEntries& entries) {
  append_items(
      window, window.songs(), shares.songs, cells,
      [&](int32_t song) {
        const int32_t column = candidates.column_of(song);
        return column < 0 ? ColumnRange{} : ColumnRange{column, column + 1};
      },
      entries.songs);
  append_items(
      window, window.artists(), shares.artists, cells,
      [&](int32_t artist) { return candidates.columns_of_artist(artist); }, entries.artists);
}

}  // namespace affekt
