#include "store/listening/training_play_counts.h"

#include <fmt/format.h>

#include "core/error.h"

namespace affekt {

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

}  // namespace affekt
