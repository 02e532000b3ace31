#include "tasks/listening_songs.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "core/error.h"

namespace affekt {
namespace {

/// -1: there is no such feature.
int64_t find_feature(const ListeningCatalogue& catalogue, const std::string& name) {
  const auto& names = catalogue.feature_names;
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : found - names.begin();
}

int64_t count_artists(const ListeningCatalogue& catalogue) {
  int64_t count = 0;
  for (const int32_t artist : catalogue.artist_indices) {
    if (artist < 0)
      throw DataError(fmt::format("listening data: expected artists from 0 on, got {}", artist));
    count = std::max<int64_t>(count, artist + int64_t{1});
  }
  return count;
}

std::vector<int64_t> count_training_plays(const ListeningData& data) {
  const ListeningSequences& sequences = data.sequences;
  const int64_t num_songs = data.catalogue.num_songs();
  std::vector<int64_t> counts(static_cast<size_t>(num_songs));
  bool is_any = false;
  for (int64_t i = 0; i < sequences.num_sequences(); ++i) {
    const auto row = static_cast<size_t>(i);
    for (int64_t play = sequences.offsets[row]; play < sequences.offsets[row + 1]; ++play) {
      const int32_t song = sequences.songs[static_cast<size_t>(play)];
      if (song < 0 || song >= num_songs)
        throw DataError(
            fmt::format("listening data: play {} is of song {}: expected 0 to {}, the songs of the "
                        "catalogue; prepare the "
                        "data again",
                        play, song, num_songs - 1));
      if (sequences.splits[row] != Split::kTrain) continue;
      ++counts[static_cast<size_t>(song)];
      is_any = true;
    }
  }
  if (!is_any)
    throw DataError(
        "listening data: the training split has no play: expected at least one; change how data.split "
        "divides "
        "the sequences");
  return counts;
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
  songs.valence_feature = find_feature(catalogue, "valence");
  songs.arousal_feature = find_feature(catalogue, "arousal");
  if (songs.arousal_feature < 0) songs.arousal_feature = find_feature(catalogue, "energy");
  return songs;
}

std::vector<int64_t> list_warm_songs(const std::vector<int64_t>& play_counts) {
  std::vector<int64_t> songs;
  for (size_t v = 0; v < play_counts.size(); ++v)
    if (play_counts[v] > 0) songs.push_back(static_cast<int64_t>(v));
  return songs;
}

}  // namespace affekt
