// The calls of Spotify's Web API that affekt makes, with its limits.
//
// Source: developer.spotify.com/documentation/web-api, reference and changelogs of February, March and May
// 2026, read in November 2026. Apps in development mode, which is what a person gets, have since March 2026
// no calls for several tracks or artists at once, /playlists/{id}/items in place of /tracks, and POST
// /me/playlists alone to make a playlist; apps with an extended quota have these too. Audio features are
// never asked for: new apps don't get them since November 2024.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spotify/api_client.h"

namespace affekt {

constexpr size_t kMostAddedAtOnce = 100;

struct SpotifyArtist {
  std::string id, name;  // id "": none (of a local file)
};

struct SpotifyTrack {
  std::string id, title;
  std::vector<SpotifyArtist> artists;   // the first one is the main one
  std::string release_date;             // "1982", "1982-10" or "1982-10-27"; "": unknown
  std::optional<bool> explicit_lyrics;  // not set: unknown
  std::string added_at;                 // to the playlist, "2026-11-29T08:00:00Z"; "": unknown
  std::string artist_names() const;     // "Simon, Destiny's Child"
};

struct SpotifyPlaylist {
  std::string id, name, owner;
  std::optional<int64_t> num_songs;
};

struct PlaylistTracks {
  std::vector<SpotifyTrack> tracks;  // in the playlist's order
  int64_t num_left_out = 0;          // no songs of Spotify's: podcasts, local files, songs that are gone
};

/// All throw as ApiClient::call does, and DataError for an answer that isn't what the documentation says.
class SpotifyApi {
 public:
  explicit SpotifyApi(ApiClient& client) : client_(client) {}

  /// Of the last call, whatever it threw: may it have changed something in the account?
  bool may_have_changed() const { return client_.may_have_changed(); }

  /// Those that the person has made or follows.
  std::vector<SpotifyPlaylist> list_playlists();
  /// Of a playlist that the person has made or works on; the service shows no other's songs.
  PlaylistTracks list_tracks(const std::string& playlist_id);
  /// The ten that the service finds first.
  std::vector<SpotifyTrack> search_tracks(const std::string& artist, const std::string& title);
  /// @return not set: the service has no such track
  std::optional<SpotifyTrack> read_track(const std::string& id);
  /// In the service's spelling; empty: it names none.
  std::vector<std::string> list_genres(const std::string& artist_id);
  /// @return the new playlist's id
  std::string create_playlist(const std::string& name, bool is_public);
  /// At the playlist's end, in this order. @param track_ids  1 to kMostAddedAtOnce
  void add_tracks(const std::string& playlist_id, const std::vector<std::string>& track_ids);

 private:
  template <class Take>
  void for_each_item(const std::string& path, const std::string& needs, const Take& take);
  ApiClient& client_;
};

/// A playlist's id out of "https://open.spotify.com/playlist/ID?si=...", "spotify:playlist:ID" or the id
/// itself.
/// @return "": it is none of them
std::string find_playlist_id(const std::string& text);

/// "https://open.spotify.com/playlist/ID"
std::string playlist_link(const std::string& id);

}  // namespace affekt
