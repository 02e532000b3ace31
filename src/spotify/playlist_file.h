// The songs of a playlist that a file names: what `affekt recommend --format json|jspf|csv` writes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "playlist/play_history.h"

namespace affekt {

struct NamedSongs {
  std::string title;               // of the playlist; "": the file has none
  std::vector<PlayedTrack> songs;  // in its order; the ids are Spotify's or ""
};

/// Whether a text is the path of such a file: one is there, or its name ends as theirs do.
bool names_song_file(const std::string& text);

/// @param path  *.csv with the columns that read_play_history takes; else JSON: affekt's own, or JSPF
/// @throws DataError  can't be read, neither of these, no song in it
NamedSongs read_named_songs(const std::filesystem::path& path);

}  // namespace affekt
