// Songs that a file names -> a playlist in a person's account.
#pragma once

#include <string>
#include <vector>

#include "playlist/play_history.h"
#include "spotify/spotify_api.h"

namespace affekt {

struct SavePlaylistOptions {
  std::string name;        // of the new playlist
  bool is_public = false;  // of the new playlist
  std::string into;        // the id of a playlist that gets the songs that aren't in it yet; "": a new one
  std::string resume;      // the command that goes on after a failure, but for the playlist's id
  std::string list;        // the command that lists the playlists
};

struct SavedPlaylist {
  std::string id;
  int64_t num_added = 0, num_there = 0;  // num_there: were in the playlist before
  std::vector<std::string> not_found;    // "Abba - SOS"
};

/// Finds all songs first, so that nothing is made if that fails; then adds them in their order, a hundred at
/// a time. A song that is named twice is added twice to a new playlist.
/// @throws DataError, Interrupted  as SpotifyApi; DataError also if no song is found. A failure on the
///                                 way says what is known of the playlist, and how to go on
SavedPlaylist save_playlist(SpotifyApi& api, const std::vector<PlayedTrack>& songs,
                            const SavePlaylistOptions& options);

}  // namespace affekt
