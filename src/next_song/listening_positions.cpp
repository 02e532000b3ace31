#include "next_song/listening_positions.h"

#include <fmt/format.h>

#include <set>

#include "core/error.h"

namespace affekt {
namespace {

std::vector<uint8_t> find_training_songs(const ListeningData& data) {
  const ListeningSequences& sequences = data.sequences;
  std::vector<uint8_t> is_warm(static_cast<size_t>(data.catalogue.num_songs()));
  for (size_t i = 0; i < sequences.streams.size(); ++i) {
    if (sequences.splits[i] != Split::kTrain) continue;
    for (int64_t play = sequences.offsets[i]; play < sequences.offsets[i + 1]; ++play)
      is_warm[static_cast<size_t>(sequences.songs[static_cast<size_t>(play)])] = 1;
  }
  return is_warm;
}

template <class Column>
void keep_rows(Column& column, const std::vector<size_t>& rows) {
  Column kept;
  kept.reserve(rows.size());
  for (const size_t row : rows) kept.push_back(column[row]);
  column = std::move(kept);
}

void take_evenly(ListeningPositions& positions, int64_t max_positions) {
  const int64_t P = positions.num_positions();
  if (max_positions <= 0 || P <= max_positions) return;
  std::vector<size_t> rows;
  for (int64_t i = 0; i < max_positions; ++i) rows.push_back(static_cast<size_t>(i * P / max_positions));
  keep_rows(positions.plays, rows);
  keep_rows(positions.stream_begins, rows);
  keep_rows(positions.sequences, rows);
  keep_rows(positions.targets, rows);
  keep_rows(positions.is_warm, rows);
  keep_rows(positions.is_repeat, rows);
}

int64_t count_distinct(const std::vector<int64_t>& groups) {
  return static_cast<int64_t>(std::set<int64_t>(groups.begin(), groups.end()).size());
}

}  // namespace

ListeningPositions list_positions(const ListeningData& data, Split split, const PositionOptions& options) {
  const ListeningSequences& sequences = data.sequences;
  const std::vector<uint8_t> is_warm = find_training_songs(data);
  ListeningPositions positions;
  positions.source = &sequences;
  std::vector<int32_t> last_heard_in(is_warm.size(), -1);  // the latest stream that played each song
  int64_t stream_begin = 0;
  for (size_t i = 0; i < sequences.streams.size(); ++i) {
    const int32_t stream = sequences.streams[i];
    if (i > 0 && stream < sequences.streams[i - 1])
      throw DataError(fmt::format(
          "listening data: sequence {} is of stream {}, the one before it of stream {}: expected the "
          "sequences of a stream next to each other, in ascending order; prepare the data again",
          i, stream, sequences.streams[i - 1]));
    if (i == 0 || stream != sequences.streams[i - 1]) stream_begin = sequences.offsets[i];
    const bool is_of_split = sequences.splits[i] == split;
    for (int64_t play = sequences.offsets[i]; play < sequences.offsets[i + 1]; ++play) {
      const int32_t song = sequences.songs[static_cast<size_t>(play)];
      int32_t& heard_in = last_heard_in[static_cast<size_t>(song)];
      const bool is_left_out =
          options.leave_out_train_duplicates && sequences.has_train_duplicate[static_cast<size_t>(play)] != 0;
      if (is_of_split && !is_left_out && play > stream_begin) {
        positions.plays.push_back(play);
        positions.stream_begins.push_back(stream_begin);
        positions.sequences.push_back(static_cast<int32_t>(i));
        positions.targets.push_back(song);
        positions.is_warm.push_back(is_warm[static_cast<size_t>(song)]);
        positions.is_repeat.push_back(heard_in == stream ? 1 : 0);
      }
      heard_in = stream;
    }
  }
  take_evenly(positions, options.max_positions);
  return positions;
}

ResamplingUnits choose_resampling_units(const ListeningPositions& positions) {
  constexpr int64_t kFewestStreams = 5;
  ResamplingUnits units;
  for (int64_t i = 0; i < positions.num_positions(); ++i) units.groups.push_back(positions.stream(i));
  units.name = "stream";
  units.num_units = count_distinct(units.groups);
  if (units.num_units >= kFewestStreams) return units;
  units.groups.assign(positions.sequences.begin(), positions.sequences.end());
  units.name = "sequence";
  units.num_units = count_distinct(units.groups);
  return units;
}

}  // namespace affekt
