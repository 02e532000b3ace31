#include "next_song/training_plays.h"

#include <fmt/format.h>

#include "core/error.h"

namespace affekt {
namespace {

void refuse_unknown_songs(const ListeningSequences& sequences, int64_t num_songs) {
  for (size_t i = 0; i < sequences.songs.size(); ++i) {
    if (sequences.songs[i] >= 0 && sequences.songs[i] < num_songs) continue;
    throw DataError(fmt::format(
        "listening data: play {} is of song {}: expected 0 to {}, the songs of the catalogue; prepare the "
        "data again",
        i, sequences.songs[i], num_songs - 1));
  }
}

}  // namespace

TrainingPlays gather_training_plays(const ListeningData& data) {
  const ListeningSequences& sequences = data.sequences;
  TrainingPlays training;
  training.num_songs = data.catalogue.num_songs();
  refuse_unknown_songs(sequences, training.num_songs);
  training.artists = data.catalogue.artist_indices;
  AFFEKT_CHECK(static_cast<int64_t>(training.artists.size()) == training.num_songs,
               "every song has an artist");
  training.play_counts.resize(static_cast<size_t>(training.num_songs));
  for (int64_t i = 0; i < sequences.num_sequences(); ++i) {
    if (sequences.splits[static_cast<size_t>(i)] != Split::kTrain || sequences.length(i) == 0) continue;
    const auto begin = static_cast<size_t>(sequences.offsets[static_cast<size_t>(i)]);
    const auto end = static_cast<size_t>(sequences.offsets[static_cast<size_t>(i) + 1]);
    for (size_t play = begin; play < end; ++play) {
      training.songs.push_back(sequences.songs[play]);
      ++training.play_counts[static_cast<size_t>(sequences.songs[play])];
    }
    training.offsets.push_back(training.num_plays());
    if (!sequences.times.empty()) training.end_times.push_back(sequences.times[end - 1]);
  }
  if (training.num_plays() == 0)
    throw DataError(
        "listening data: the training split has no play: expected at least one; change how data.split "
        "divides "
        "the sequences");
  return training;
}

}  // namespace affekt
