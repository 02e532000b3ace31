// An exported network of next songs with random weights and as many songs as one likes: what bench_ranking
// measures.
#include <fmt/format.h>

#include <cstdlib>
#include <iostream>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "export/graph/onnx_package.h"
#include "export/next_song/network_scores.h"
#include "models/model_table.h"

namespace affekt {
namespace {

constexpr int64_t kSongsOfAnArtist = 8;

/// The network's defaults, with a history.
NetworkOptions make_random_options(int64_t num_songs) {
  NetworkOptions options;
  options.model.name = "next_song_rnn";
  options.model.sequence.use_features = false;
  SongOptions& songs = options.songs;
  songs.num_songs = num_songs;
  songs.num_artists = (num_songs + kSongsOfAnArtist - 1) / kSongsOfAnArtist;
  for (int64_t song = 0; song < num_songs; ++song) {
    songs.artists.push_back(static_cast<int32_t>(song / kSongsOfAnArtist));
    songs.play_counts.push_back(1 + song % 20);
  }
  return options;
}

void write_random_model(int64_t num_songs, const std::string& path) {
  const auto network = make_next_song_network(make_random_options(num_songs), /*seed=*/1);
  network->eval();
  NextSongGraph graph("next_song", num_songs, /*emotion=*/false);
  const std::string scores = add_softmax(graph, add_network_scores(graph, *network));
  write_text_atomically(path,
                        package_onnx_model(graph.finish(scores), "random weights", {}).SerializeAsString());
}

}  // namespace
}  // namespace affekt

int main(int argc, char** argv) {
  const int64_t num_songs = argc == 3 ? std::atoll(argv[1]) : 0;
  if (num_songs < 1) {
    std::cerr << "usage: write_random_model NUM_SONGS MODEL.onnx\n";
    return 2;
  }
  try {
    affekt::write_random_model(num_songs, argv[2]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
