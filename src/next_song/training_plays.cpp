#include "next_song/training_plays.h"

#include "core/error.h"
#include "store/listening/training_play_counts.h"

namespace affekt {
TrainingPlays gather_training_plays(const ListeningData& data) {
  const ListeningSequences& sequences = data.sequences;
  TrainingPlays training;
  training.num_songs = data.catalogue.num_songs();
  training.play_counts = count_training_plays(data);
  training.artists = data.catalogue.artist_indices;
  AFFEKT_CHECK(static_cast<int64_t>(training.artists.size()) == training.num_songs,
               "every song has an artist");
  for (int64_t i = 0; i < sequences.num_sequences(); ++i) {
    if (sequences.splits[static_cast<size_t>(i)] != Split::kTrain || sequences.length(i) == 0) continue;
    const auto begin = static_cast<size_t>(sequences.offsets[static_cast<size_t>(i)]);
    const auto end = static_cast<size_t>(sequences.offsets[static_cast<size_t>(i) + 1]);
    training.songs.insert(training.songs.end(), sequences.songs.data() + begin, sequences.songs.data() + end);
    training.offsets.push_back(training.num_plays());
    if (!sequences.times.empty()) training.end_times.push_back(sequences.times[end - 1]);
  }
  return training;
}

}  // namespace affekt
