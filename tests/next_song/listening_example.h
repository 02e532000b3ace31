// Small listening data for the tests of next_song.
#pragma once

#include <string>
#include <vector>

#include "core/random_stream.h"
#include "next_song/listening_positions.h"
#include "next_song/training_plays.h"

namespace affekt::next_song_tests {

struct ExampleSequence {
  int32_t stream = 0;
  Split split = Split::kTrain;
  std::vector<int32_t> songs;
  bool has_train_duplicate = false;
};

/// Songs 0..num_songs - 1, each by an artist of its own unless told otherwise.
inline ListeningData make_listening(int64_t num_songs, const std::vector<ExampleSequence>& sequences,
                                    std::vector<int32_t> artists = {}) {
  ListeningData data;
  for (int64_t v = 0; v < num_songs; ++v) {
    data.catalogue.ids.push_back("song " + std::to_string(v));
    data.catalogue.titles.push_back("song " + std::to_string(v));
    if (static_cast<int64_t>(artists.size()) <= v) artists.push_back(static_cast<int32_t>(v));
    data.catalogue.artists.push_back("artist " + std::to_string(artists[static_cast<size_t>(v)]));
  }
  data.catalogue.artist_indices = artists;
  for (const ExampleSequence& sequence : sequences) {
    while (static_cast<int32_t>(data.sequences.stream_names.size()) <= sequence.stream)
      data.sequences.stream_names.push_back("stream " + std::to_string(data.sequences.stream_names.size()));
    data.sequences.streams.push_back(sequence.stream);
    data.sequences.splits.push_back(sequence.split);
    data.sequences.has_train_duplicate.resize(
        data.sequences.has_train_duplicate.size() + sequence.songs.size(),
        sequence.has_train_duplicate ? 1 : 0);
    data.sequences.songs.insert(data.sequences.songs.end(), sequence.songs.begin(), sequence.songs.end());
    data.sequences.offsets.push_back(data.sequences.num_plays());
  }
  return data;
}

/// Training sequences only, one stream each.
inline TrainingPlays make_training(int64_t num_songs, const std::vector<std::vector<int32_t>>& sequences,
                                   const std::vector<int32_t>& artists = {}) {
  std::vector<ExampleSequence> examples;
  for (const auto& songs : sequences)
    examples.push_back({static_cast<int32_t>(examples.size()), Split::kTrain, songs});
  return gather_training_plays(make_listening(num_songs, examples, artists));
}

inline std::vector<float> score_after(const SongRanker& ranker, const std::vector<int32_t>& songs) {
  std::vector<float> scores = {99};  // what was there before must not matter
  ranker.score({songs.data(), static_cast<int64_t>(songs.size()), -1}, scores);
  return scores;
}

/// Streams of random plays: of each, 60 % in training sequences of 20, 20 % in validation, 20 % in test.
inline ListeningData make_random_listening(int64_t num_songs, int64_t num_streams, int64_t num_plays,
                                           uint64_t seed = 1) {
  RandomStream random(seed, "random listening");
  std::vector<ExampleSequence> sequences;
  for (int64_t stream = 0; stream < num_streams; ++stream) {
    for (int64_t begin = 0; begin < num_plays; begin += 20) {
      ExampleSequence sequence;
      sequence.stream = static_cast<int32_t>(stream);
      sequence.split = begin * 10 < num_plays * 6   ? Split::kTrain
                       : begin * 10 < num_plays * 8 ? Split::kValidation
                                                    : Split::kTest;
      for (int64_t i = begin; i < std::min(num_plays, begin + 20); ++i) {
        const double u = random.uniform();
        sequence.songs.push_back(static_cast<int32_t>(u * u * static_cast<double>(num_songs)));
      }
      sequences.push_back(sequence);
    }
  }
  std::vector<int32_t> artists;
  for (int64_t v = 0; v < num_songs; ++v) artists.push_back(static_cast<int32_t>(v / 3));
  return make_listening(num_songs, sequences, artists);
}

}  // namespace affekt::next_song_tests
