// A person's playlists as a table for people: id, number of songs, owner, name.
#pragma once

#include <string>
#include <vector>

#include "spotify/spotify_api.h"

namespace affekt {

/// A line for each, below one of titles. A number that isn't known is "?".
std::string render_playlist_table(const std::vector<SpotifyPlaylist>& playlists);

}  // namespace affekt
