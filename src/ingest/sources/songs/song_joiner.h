// What the annotations of songs have in common, moods or valence and arousal: joined to a catalogue by id,
// counted, and told in words.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ingest/sources/songs/song_catalogue_source.h"
#include "ingest/sources/songs/song_columns.h"
#include "ingest/text/csv_file.h"

namespace affekt {

/// Counts the different songs of the source, and finds their rows of the catalogue.
class SongJoiner {
 public:
  explicit SongJoiner(const RowOfId& row_of_id) : row_of_id_(row_of_id) {}

  /// @param id  of a record with an annotation; "": unknown
  /// @return    the row of the song, or -1: not in the catalogue
  int64_t join(const std::string& id);

  /// Annotations of the source, in the catalogue or not: its different ids, and each record without one.
  int64_t num_annotated() const { return num_without_id_ + static_cast<int64_t>(seen_.size()); }
  /// Sets without_id, repeated, annotated (different ids) and unmatched (of these, not in the catalogue).
  void describe(nlohmann::json& counts) const;

 private:
  const RowOfId& row_of_id_;
  std::unordered_set<std::string> seen_;
  int64_t num_without_id_ = 0, num_repeated_ = 0;
};

/// The column with the ids of the catalogue's songs. "id" comes last: it may be the annotating source's own.
/// @throws DataError: there is none
size_t find_annotation_id(const ColumnFinder& finder);
/// The id without quotes, blanks and "spotify:track:".
std::string read_annotation_id(std::string_view field);

/// Moves the faults of records, which have a member `fault`, to the list of bad samples.
template <class Record>
void take_faults(const CsvFile& file, const std::vector<Record>& records, std::vector<BadSample>& bad,
                 nlohmann::json& counts) {
  const size_t before = bad.size();
  for (size_t i = 0; i < records.size(); ++i) {
    if (!records[i].fault.empty()) bad.push_back({file.source_id(static_cast<int64_t>(i)), records[i].fault});
  }
  counts = {{"file", file.name()}, {"rows", records.size()}, {"bad", bad.size() - before}};
}

/// What the joining did: "songs_vad.csv: 1,200 records, 15 without an id; 1,150 songs with an id: ...".
std::string describe_annotation_counts(const nlohmann::json& counts);

}  // namespace affekt
