// Spotify's Million Playlist Dataset: JSON files mpd.slice.FROM-TO.json of a thousand playlists each.
#pragma once

#include <filesystem>
#include <vector>

#include "ingest/sources/listening/listening_log.h"

namespace affekt {

/// A stream is one playlist, named by its pid. Only pid and, of the tracks, pos, artist_name, track_name and
/// track_uri are looked at: names and descriptions of playlists are nobody's concern.
/// What is no playlist or no track, a track without artist, title or pos, a playlist without pid and one
/// whose pid came before are bad samples: "mpd.slice.0-999.json, playlist 17, track 3", without a pid
/// "playlist at place 5" of the slice, from 0. Playlists without tracks are counted.
///
/// @param slices  in order
/// @throws DataError: a slice can't be read, is cut short or no JSON (json_events.h), or has no playlists
/// Source: Chen et al., "RecSys Challenge 2018: Automatic Music Playlist Continuation".
ListeningLog read_playlist_slices(const std::vector<std::filesystem::path>& slices);

}  // namespace affekt
