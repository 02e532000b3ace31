// Songs of Spotify's with the genres of their artists -> a CSV file that --catalogue and --history read.
#pragma once

#include <string>
#include <vector>

#include "playlist/play_history.h"
#include "spotify/spotify_api.h"

namespace affekt {

struct FetchedSongs {
  std::vector<SpotifyTrack> tracks;
  std::vector<std::vector<std::string>> genres;  // [tracks], of the first artist; empty: none are named
  int64_t num_left_out = 0;                      // of a playlist: no songs of Spotify's
  std::vector<std::string> not_found;            // of a file: "Abba - SOS"
  int64_t num_artists = 0, num_with_genres = 0;  // first artists
};

/// A request for 50 songs, and one for each artist.
FetchedSongs fetch_playlist(SpotifyApi& api, const std::string& playlist_id);

/// A request for each song that a file names, and one for each artist.
FetchedSongs fetch_named_songs(SpotifyApi& api, const std::vector<PlayedTrack>& songs);

/// Columns: id, artist, title, artist_genres ("hindi pop; filmi"), release_date, explicit, added_at.
std::string render_song_csv(const FetchedSongs& songs);

}  // namespace affekt
