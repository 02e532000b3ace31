#include "spotify/find_songs.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/count_text.h"
#include "core/text/shown_text.h"
#include "playlist/song_index.h"

namespace affekt {
namespace {

std::string list_left_out(const std::vector<std::string>& songs, const std::string& why) {
  constexpr size_t kMostNamed = 20;
  std::string text = count_of(static_cast<int64_t>(songs.size()), "song") + " " + why + ", left out: ";
  for (size_t i = 0; i < std::min(songs.size(), kMostNamed); ++i) text += (i > 0 ? "; " : "") + songs[i];
  if (songs.size() > kMostNamed) text += fmt::format(" and {} more", songs.size() - kMostNamed);
  return text;
}

}  // namespace

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

std::string list_not_found(const std::vector<std::string>& songs) {
  return list_left_out(songs, "not found on Spotify under the same artist and title");
}

std::string list_unknown_ids(const std::vector<std::string>& songs) {
  return list_left_out(songs, "with an id that Spotify doesn't know");
}

}  // namespace affekt
