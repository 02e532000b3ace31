// Small listening data in memory, given stream by stream.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "store/listening/listening_data.h"

namespace affekt::testing_support {

struct TinySequence {
  int32_t stream = 0;
  Split split = Split::kTrain;
  std::vector<int32_t> songs;
};

/// Songs 0..num_songs - 1; song v is of artist v / 2 and has the features valence v and energy -v, but for
/// every fifth, of which nothing is known.
inline ListeningData make_tiny_listening(int32_t num_songs, const std::vector<TinySequence>& sequences) {
  ListeningData data;
  data.catalogue.feature_names = {"valence", "energy"};
  for (int32_t v = 0; v < num_songs; ++v) {
    data.catalogue.ids.push_back("song" + std::to_string(v));
    data.catalogue.artists.push_back("artist" + std::to_string(v / 2));
    data.catalogue.titles.push_back("title" + std::to_string(v));
    data.catalogue.artist_indices.push_back(v / 2);
    const bool is_known = v % 5 != 4;
    for (const float sign : {1.0f, -1.0f})
      data.catalogue.features.push_back(is_known ? sign * static_cast<float>(v)
                                                 : std::numeric_limits<float>::quiet_NaN());
  }
  for (const TinySequence& sequence : sequences) {
    while (static_cast<size_t>(sequence.stream) >= data.sequences.stream_names.size())
      data.sequences.stream_names.push_back("stream" + std::to_string(data.sequences.stream_names.size()));
    data.sequences.streams.push_back(sequence.stream);
    data.sequences.splits.push_back(sequence.split);
    data.sequences.songs.insert(data.sequences.songs.end(), sequence.songs.begin(), sequence.songs.end());
    data.sequences.has_train_duplicate.resize(data.sequences.songs.size(), 0);
    data.sequences.offsets.push_back(data.sequences.num_plays());
  }
  return data;
}

/// `count` plays that follow a rule: song (3 * i + shift) % num_songs.
inline std::vector<int32_t> make_plays(int64_t count, int32_t num_songs, int32_t shift = 0) {
  std::vector<int32_t> plays;
  for (int64_t i = 0; i < count; ++i) plays.push_back(static_cast<int32_t>((3 * i + shift) % num_songs));
  return plays;
}

}  // namespace affekt::testing_support
