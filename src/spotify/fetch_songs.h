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
  std::vector<std::string> unknown_ids;          // of a file, with their names: "4uLU6h... (Abba - SOS)"
  int64_t num_artists = 0, num_with_genres = 0;  // first artists
  int64_t num_unknown = 0, num_not_asked = 0;    // of them: the service doesn't know them; behind the fault
  std::string fault;  // why the others were not asked for their genres; "": all were
};

/// A request for 50 songs, and one for each artist, until one of these fails: the songs are there by then.
/// @throws DataError, Interrupted  as SpotifyApi
FetchedSongs fetch_playlist(SpotifyApi& api, const std::string& playlist_id);

/// A request for each song that a file names, and one for each artist.
FetchedSongs fetch_named_songs(SpotifyApi& api, const std::vector<PlayedTrack>& songs);

/// What they lack, in words: songs that were not found, genres that were not read.
std::vector<std::string> list_gaps(const FetchedSongs& songs);

/// Columns: id, artist, title, artist_genres ("hindi pop; filmi"), release_date, explicit, added_at.
std::string render_song_csv(const FetchedSongs& songs);

}  // namespace affekt
