// A library of songs small enough to choose from by hand.
#pragma once

#include "playlist/compose_playlist.h"
#include "playlist/song_index.h"

namespace affekt::testing_playlist {

struct SmallSong {
  std::string id, artist, title;
  int32_t cluster = 0;
  AffectPoint place;
};

/// Three clusters: dark (-1, -1), middle (0, 0), bright (1, 0), which is also the policy's target of a lift.
inline SongLibrary make_library(const std::vector<SmallSong>& songs) {
  SongLibrary library;
  library.name = "small";
  library.has_predictions = true;
  library.labels = {"dark", "middle", "bright"};
  library.policy = make_emotion_policy({{-1, -1}, {0, 0}, {1, 0}}, "by hand");
  for (const SmallSong& song : songs) {
    library.ids.push_back(song.id);
    library.artists.push_back(song.artist);
    library.titles.push_back(song.title);
    library.clusters.push_back(song.cluster);
    library.places.push_back(song.place);
    const std::string key = make_name_key(song.artist);
    size_t artist = 0;
    while (artist < library.artist_names.size() && library.artist_names[artist] != key) ++artist;
    if (artist == library.artist_names.size()) library.artist_names.push_back(key);
    library.artist_of.push_back(static_cast<int32_t>(artist));
  }
  return library;
}

inline std::vector<std::string> ids_of(const SongLibrary& library, const Playlist& playlist) {
  std::vector<std::string> ids;
  for (const PlaylistSong& song : playlist.songs) ids.push_back(library.ids[static_cast<size_t>(song.song)]);
  return ids;
}

}  // namespace affekt::testing_playlist
