// Songs that a file names -> tracks of Spotify's: by their id, else by artist and title, never by a guess.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "playlist/play_history.h"
#include "spotify/spotify_api.h"

namespace affekt {

/// The first one that the service finds whose title, and whose first artist or all of its artists ("A, B"),
/// are the song's: equal as make_name_key folds them (case and blanks around them), with nothing left out.
/// @return not set: there is none, or the song has no artist or no title
std::optional<SpotifyTrack> find_track(SpotifyApi& api, const PlayedTrack& song);

/// "Abba - SOS", for messages (show_text).
std::string name_song(const PlayedTrack& song);

/// "2 songs not found on Spotify ..., left out: Abba - SOS; A - B", the first twenty.
std::string list_not_found(const std::vector<std::string>& songs);
/// The same of songs that have an id which the service doesn't know.
std::string list_unknown_ids(const std::vector<std::string>& songs);

}  // namespace affekt
