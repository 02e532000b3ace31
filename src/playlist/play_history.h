// What somebody listened to last, read from a file of theirs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace affekt {

struct PlayedTrack {
  std::string id;             // of Spotify; "": none
  std::string artist, title;  // "" where only an id is known
};

/// Oldest first. Either a CSV file with the columns artist and title, or ids, a play a line; or what Spotify
/// hands out (Streaming_History_Audio_*.json, endsong_*.json): one such file, or the folder of them, of which
/// the rules of spotify_history.h take the plays.
/// @throws DataError  can't be read, no such columns, damaged, no play in it
std::vector<PlayedTrack> read_play_history(const std::filesystem::path& path);

}  // namespace affekt
