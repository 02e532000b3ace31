// What else is known of the songs of a library: genres and languages of their artists, years, explicit
// lyrics.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "playlist/song_library.h"

namespace affekt {

struct SongDetails {
  std::vector<int32_t> years;                       // [N], of release; 0: unknown
  std::vector<int8_t> explicit_lyrics;              // [N], 1: has them, 0: has none, -1: unknown
  std::vector<std::vector<std::string>> genres;     // [artists], in lower case; empty: unknown
  std::vector<std::vector<std::string>> languages;  // [artists], languages_of_genres; empty: unknown
};

/// Of CSV files with columns of ids, or of artist and title, and any of: the artist's genres (a Python list,
/// or divided by commas or semicolons), the release's year or date, and whether the lyrics are explicit.
/// Genres hold for all songs of the artist; of a song by several artists ("Simon, Destiny's Child") those of
/// the first one do where the file does not name them together. The first file that knows something counts.
/// @throws DataError: can't be read, no CSV, no column that names songs or artists
SongDetails read_song_details(const SongLibrary& library, const std::vector<std::filesystem::path>& files);

}  // namespace affekt
