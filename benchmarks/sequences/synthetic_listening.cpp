#include "benchmarks/sequences/synthetic_listening.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/random_stream.h"

namespace affekt {
namespace {

/// 0..count - 1, the first ones far more often: density ~ 1 / (rank + 1).
int64_t draw_unequal(RandomStream& stream, int64_t count) {
  const double rank = std::exp(stream.uniform() * std::log(static_cast<double>(count) + 1)) - 1;
  return std::min(static_cast<int64_t>(rank), count - 1);
}

}  // namespace

ListeningSize playlists_size() {
  return {};
}

ListeningSize radio_size() {
  ListeningSize size;
  size.num_songs = 1921;
  size.num_artists = 447;
  size.num_streams = 25;
  size.mean_plays = 1205;
  size.sequence_plays = 30;
  size.split_by_stream = false;
  return size;
}

ListeningData draw_listening(const ListeningSize& size) {
  ListeningData data;
  ListeningCatalogue& catalogue = data.catalogue;
  RandomStream stream(1, "synthetic_listening");
  catalogue.feature_names = {"valence", "energy"};
  for (int64_t song = 0; song < size.num_songs; ++song) {
    catalogue.ids.push_back("song" + std::to_string(song));
    catalogue.artist_indices.push_back(static_cast<int32_t>(song % size.num_artists));
    for (int i = 0; i < 2; ++i) catalogue.features.push_back(static_cast<float>(stream.uniform()));
  }
  catalogue.artists = catalogue.titles = catalogue.ids;
  const int64_t songs_an_artist = (size.num_songs + size.num_artists - 1) / size.num_artists;
  ListeningSequences& sequences = data.sequences;
  for (int64_t s = 0; s < size.num_streams; ++s) {
    sequences.stream_names.push_back("stream" + std::to_string(s));
    const double spread = size.split_by_stream ? std::exp(0.7 * stream.normal() - 0.245) : 1;
    const int64_t num_plays = std::clamp<int64_t>(
        static_cast<int64_t>(static_cast<double>(size.mean_plays) * spread), 5, 4 * size.mean_plays);
    const auto begin = static_cast<int64_t>(sequences.songs.size());
    for (int64_t i = 0; i < num_plays; ++i) {
      const bool stays = i > 0 && stream.bernoulli(0.2);
      const int64_t artist =
          stays ? sequences.songs.back() % size.num_artists : draw_unequal(stream, size.num_artists);
      const int64_t song = artist + size.num_artists * draw_unequal(stream, songs_an_artist);
      sequences.songs.push_back(static_cast<int32_t>(song < size.num_songs ? song : artist));
    }
    const int64_t validation = num_plays * 70 / 100, test = num_plays * 85 / 100;
    for (int64_t first = 0, end = 0; first < num_plays; first = end) {
      const Split by_stream = s % 5 == 0 ? Split::kTest : s % 5 == 1 ? Split::kValidation : Split::kTrain;
      const Split by_time = first >= test         ? Split::kTest
                            : first >= validation ? Split::kValidation
                                                  : Split::kTrain;
      end = size.sequence_plays > 0 ? std::min(num_plays, first + size.sequence_plays) : num_plays;
      if (!size.split_by_stream && first < validation) end = std::min(end, validation);
      if (!size.split_by_stream && first >= validation && first < test) end = std::min(end, test);
      sequences.streams.push_back(static_cast<int32_t>(s));
      sequences.splits.push_back(size.split_by_stream ? by_stream : by_time);
      sequences.has_train_duplicate.push_back(0);
      sequences.offsets.push_back(begin + end);
    }
  }
  return data;
}

}  // namespace affekt
