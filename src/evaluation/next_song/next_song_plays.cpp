#include "evaluation/next_song/next_song_plays.h"

namespace affekt {

std::vector<PredictedPlay> list_predicted_plays(const ListeningPositions& positions) {
  std::vector<PredictedPlay> plays;
  plays.reserve(positions.plays.size());
  for (int64_t i = 0; i < positions.num_positions(); ++i) {
    const auto row = static_cast<size_t>(i);
    const int64_t num_before = positions.plays[row] - positions.stream_begins[row];
    const auto sequence = static_cast<size_t>(positions.sequences[row]);
    PredictedPlay play;
    play.stream = positions.stream(i);
    play.sequence = positions.sequences[row];
    play.play = play.prefix_length = num_before;
    play.target = positions.targets[row];
    play.is_warm = positions.is_warm[row] != 0;
    play.is_repeat = positions.is_repeat[row] != 0;
    play.has_train_duplicate = positions.source->has_train_duplicate[sequence] != 0;
    plays.push_back(play);
  }
  return plays;
}

}  // namespace affekt
