// The records of a song catalogue one by one, as they stand in the file: texts, and the features with what
// became of each cell.
#pragma once

#include <string>
#include <vector>

#include "ingest/sources/songs/song_columns.h"
#include "ingest/text/csv_file.h"

namespace affekt {

/// A cell that is neither a number nor one of its feature's words.
struct UnreadableCell {
  size_t column = 0;  // of SongColumns::features
  std::string text;   // as messages show it
};

/// A record of the file. Its values are apart, in one array for all.
struct SongRecord {
  std::string id, artist, title, fault;
  std::string name_key;  // equal for equal artist and title; empty: unnamed
  int64_t num_written_out = 0;
  std::vector<UnreadableCell> unreadable;
};

struct SongRecords {
  std::vector<SongRecord> rows;   // [R]
  std::vector<float> values;      // [R, D], NaN unless known
  std::vector<CellState> states;  // [R, D]
  std::vector<bool> is_percent;   // [D], 0..100 in the file
};

/// Rules: song_catalogue_source.h. A share (0..1) is of a column in percent, and divided by 100, where the
/// column's name or one of its cells has a percent sign, or where at least five of its values are above 1, up
/// to 100, and more than are between 0 and 1 (in a file with such a column, a tenth as many will do).
SongRecords read_song_records(const CsvFile& file, const SongColumns& columns);

}  // namespace affekt
