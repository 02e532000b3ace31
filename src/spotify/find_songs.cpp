#include "spotify/find_songs.h"

#include "playlist/song_index.h"
#include "spotify/shown_text.h"

namespace affekt {

std::optional<SpotifyTrack> find_track(SpotifyApi& api, const PlayedTrack& song) {
  if (song.artist.empty() || song.title.empty()) return std::nullopt;
  const std::string first_artist = song.artist.substr(0, song.artist.find(", "));
  const std::string artist = make_name_key(song.artist), title = make_name_key(song.title);
  for (SpotifyTrack& track : api.search_tracks(first_artist, song.title)) {
    if (track.artists.empty() || make_name_key(track.title) != title) continue;
    if (make_name_key(track.artists.front().name) == artist || make_name_key(track.artist_names()) == artist)
      return std::move(track);
  }
  return std::nullopt;
}

std::string name_song(const PlayedTrack& song) {
  const std::string name = song.title.empty() ? song.artist : song.artist + " - " + song.title;
  return name.empty() ? "(unnamed)" : show_text(name, 100);
}

}  // namespace affekt
