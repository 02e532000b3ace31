#include "tasks/next_song/listening_songs.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "store/listening/training_play_counts.h"

namespace affekt {
namespace {

int64_t count_artists(const ListeningCatalogue& catalogue) {
  int64_t count = 0;
  for (const int32_t artist : catalogue.artist_indices) {
    if (artist < 0)
      throw DataError(fmt::format("listening data: expected artists from 0 on, got {}", artist));
    count = std::max<int64_t>(count, artist + int64_t{1});
  }
  return count;
}

}  // namespace

SongOptions describe_songs(const ListeningData& data) {
  const ListeningCatalogue& catalogue = data.catalogue;
  if (catalogue.num_songs() == 0) throw DataError("listening data: the catalogue has no song");
  AFFEKT_CHECK(static_cast<int64_t>(catalogue.artist_indices.size()) == catalogue.num_songs(),
               "every song has an artist");
  SongOptions songs;
  songs.num_songs = catalogue.num_songs();
  songs.num_artists = count_artists(catalogue);
  songs.num_features = catalogue.num_features();
  songs.artists = catalogue.artist_indices;
  songs.features = catalogue.features;
  songs.play_counts = count_training_plays(data);
  songs.valence_feature = catalogue.find_feature("valence");
  songs.arousal_feature = catalogue.find_feature(catalogue.arousal_name());
  return songs;
}

std::vector<int64_t> list_warm_songs(const std::vector<int64_t>& play_counts) {
  std::vector<int64_t> songs;
  for (size_t v = 0; v < play_counts.size(); ++v)
    if (play_counts[v] > 0) songs.push_back(static_cast<int64_t>(v));
  return songs;
}

}  // namespace affekt
