// The prepared HDF5 file of a song catalogue: audio features of each song, and what people said of some
// songs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "store/prepared_envelope.h"

namespace affekt {

constexpr char kSongsKind[] = "songs";

/// Row i of every member belongs to the same song.
struct SongTable {
  int64_t num_songs = 0;
  std::vector<std::string> ids;      // [N], unique: "000CzNKC8PEt1yC3L8dqwV"
  std::vector<std::string> artists;  // [N], empty where unnamed
  std::vector<std::string> titles;   // [N], empty where unnamed
  std::vector<std::string> columns;  // [D], "danceability" ...
  std::vector<float> values;         // [N, D] row-major, as in the source; NaN: empty cell

  int64_t num_columns() const { return static_cast<int64_t>(columns.size()); }
  /// Index of a column. @throws DataError naming the columns there are
  int64_t column(const std::string& name) const;
};

/// What people felt, song by song; NaN where a source does not know the song.
struct SongAffect {
  std::vector<int64_t> rows;                                   // [M], ascending rows of SongTable
  std::vector<float> deezer_valence, deezer_arousal;           // [M], standardised, about -2.5..2.5
  std::vector<float> tag_valence, tag_arousal, tag_dominance;  // [M], 1..9, from listeners' tags
  int64_t num_annotated = 0;                                   // songs in the source, matched or not
};

/// Songs under one mood each.
struct SongMoods {
  std::vector<std::string> names;  // [M'], "Calm", "Energetic" ...
  std::vector<int64_t> rows;       // [M], ascending rows of SongTable
  std::vector<int32_t> moods;      // [M], index into names
  int64_t num_annotated = 0;       // songs in the source, matched or not
};

/// The content_digest is over the songs, affect and moods.
struct SongInfo : PreparedEnvelope {
  /// What the rules of reading did: see ingest/sources/songs/song_catalogue_source.h.
  nlohmann::json counts = nlohmann::json::object();
};

struct SongCatalogue {
  SongInfo info;
  SongTable songs;
  SongAffect affect;  // empty: no such source was given
  SongMoods moods;    // empty: no such source was given
};

/// Writes the file atomically; fills in kind and content_digest. @throws ArtifactError (full disk ...)
void write_song_catalogue(const std::filesystem::path& path, const SongCatalogue& catalogue);

/// Reads the whole file and checks version and digest.
/// @throws DataError: not such a file, another schema version, truncated, digest differs
SongCatalogue read_song_catalogue(const std::filesystem::path& path);

/// All but the songs. @throws DataError as above (the digest is not checked)
SongInfo read_song_info(const std::filesystem::path& path);

/// Whether a prepared file holds songs (and not images or waveforms). @throws DataError: no prepared file
inline bool is_song_catalogue(const std::filesystem::path& path) {
  return read_prepared_kind(path) == kSongsKind;
}

}  // namespace affekt
