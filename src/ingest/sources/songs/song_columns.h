// Which column of a song CSV is what, found by name in any of the usual spellings; and what a feature's
// values may be.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace affekt {

/// An audio feature as Spotify defines it.
struct SongFeature {
  const char* name;                  // in the prepared file: "duration_ms"
  std::vector<const char*> aliases;  // lower-case letters and digits only, the preferred one first
  double minimum, maximum;           // another value is a mistake of the source: out of range
  double unknown_from, unknown_to;   // values by which Spotify says that it doesn't know; NaN: none
  bool is_whole;                     // 4.5 is out of range
  /// What stands for a number in some catalogues, such as "C#"; null: nothing does.
  std::optional<double> (*read_word)(std::string_view);
  const char* expected;  // in messages: "a number"

  bool is_share() const { return maximum == 1 && !is_whole; }  // some catalogues have them in percent
};

/// In the order of the prepared file's columns: danceability, energy, key, loudness, mode, speechiness,
/// acousticness, instrumentalness, liveness, valence, tempo, duration_ms, time_signature, popularity.
const std::vector<SongFeature>& song_features();

enum class CellState : uint8_t { kKnown, kEmpty, kUnknown, kOutOfRange, kNoNumber };

/// @param field  with or without quotes and blanks; a number, or a word that the feature has
/// @param value  NaN unless the state is kKnown
CellState parse_song_value(std::string_view field, const SongFeature& feature, float& value);
/// Any number. @return kKnown, kEmpty or kNoNumber; nan, NA, N/A, #N/A, null and None are empty, in
/// any case: as Python, R, SQL and Excel write a missing value
CellState parse_number(std::string_view field, double& value);

/// Finds columns whose name has the same letters and digits as one of the aliases: "Duration (ms)" is
/// durationms.
class ColumnFinder {
 public:
  /// @param where  stands for the file in errors
  ColumnFinder(const std::vector<std::string>& header, std::string where);
  /// The column of the first alias that has one. @throws DataError if two columns have this name
  std::optional<size_t> find(const std::vector<const char*>& aliases) const;
  /// @throws DataError also if there is none, naming `what` and the columns there are
  size_t require(const std::vector<const char*>& aliases, const std::string& what) const;
  /// @param column  of the header  @return its name there
  const std::string& name(size_t column) const { return header_[column]; }

 private:
  std::vector<std::string> header_, normalized_;
  std::string where_;
};

/// Ids, artists and titles of songs, whatever the file calls them.
const std::vector<const char*>& song_id_aliases();
const std::vector<const char*>& song_artist_aliases();
const std::vector<const char*>& song_title_aliases();

struct SongColumns {
  std::optional<size_t> id;  // without one there are both artist and title
  std::optional<size_t> artist, title;
  std::vector<size_t> columns;   // [D], of the header
  std::vector<size_t> features;  // [D], ascending index into song_features()
};
/// @throws DataError: neither ids nor both artist and title, or not one feature
SongColumns find_song_columns(const std::vector<std::string>& header, const std::string& where);

/// Whether a header has what find_song_columns needs.
bool is_song_header(const std::vector<std::string>& header);

}  // namespace affekt
