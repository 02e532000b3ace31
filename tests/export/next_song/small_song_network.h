// A small network of next songs with all its tensors drawn, and listening data of its catalogue.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/model_table.h"
#include "models/sequence/next_song_network.h"
#include "store/listening/listening_data.h"
#include "tests/support/tiny_listening.h"

namespace affekt::test {

struct SmallNetworkOptions {
  std::string cell = "lstm";
  int64_t num_layers = 1, hidden_size = 8;
  bool tie_weights = true, emotion_context = false, history_bias = true;
};

constexpr int32_t kSmallCatalogue = 12;

/// Two streams: 30 plays that train, 6 that validate, 6 that test, each.
inline ListeningData make_small_listening() {
  std::vector<testing_support::TinySequence> sequences;
  for (int32_t stream = 0; stream < 2; ++stream) {
    sequences.push_back(
        {stream, Split::kTrain, testing_support::make_plays(30, kSmallCatalogue - 2, stream)});
    sequences.push_back({stream, Split::kValidation, testing_support::make_plays(6, kSmallCatalogue, 5)});
    sequences.push_back({stream, Split::kTest, testing_support::make_plays(6, kSmallCatalogue, 7)});
  }
  return testing_support::make_tiny_listening(kSmallCatalogue, sequences);
}

/// Its parameters are drawn far from their first values, which are partly 0 and would hide mistakes.
inline std::shared_ptr<NextSongNetwork> make_small_song_network(const SmallNetworkOptions& small) {
  NetworkOptions options;
  options.model.name = "next_song_rnn";
  SequenceModelConfig& sequence = options.model.sequence;
  sequence.cell = small.cell;
  sequence.num_layers = small.num_layers;
  sequence.embedding_size = 6;
  sequence.hidden_size = small.hidden_size;
  sequence.tie_weights = small.tie_weights;
  sequence.emotion_context = small.emotion_context;
  sequence.history_bias = small.history_bias;
  sequence.history_plays = 9;
  sequence.context_plays = 5;
  const ListeningData data = make_small_listening();
  SongOptions& songs = options.songs;
  songs.num_songs = kSmallCatalogue;
  songs.num_artists = kSmallCatalogue / 2;
  songs.num_features = 2;
  songs.artists = data.catalogue.artist_indices;
  songs.features = data.catalogue.features;
  songs.play_counts.assign(kSmallCatalogue, 6);
  songs.play_counts[10] = songs.play_counts[11] = 0;
  songs.play_counts[3] = 1;
  songs.valence_feature = 0;
  songs.arousal_feature = 1;
  auto network = make_next_song_network(options, 1);
  const torch::NoGradGuard no_grad;
  torch::manual_seed(7);
  for (const auto& parameter : network->named_parameters())
    if (parameter.key().find("log_prior_plays") == std::string::npos) parameter.value().uniform_(-0.8, 0.8);
  network->eval();
  return network;
}

}  // namespace affekt::test
