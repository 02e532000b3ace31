#include "jobs/network_scores.h"

#include "core/process/threads.h"
#include "models/sequence/next_song_scorer.h"
#include "next_song/softmax.h"
#include "tasks/next_song/predict_next_songs.h"

namespace affekt {

void for_each_network_score(NextSongNetwork& network, const ListeningPositions& positions, bool show_progress,
                            const TakeProbabilities& take) {
  network.eval();
  const NextSongScorer scorer(network);
  std::vector<PlaySpan> histories;
  histories.reserve(static_cast<size_t>(positions.num_positions()));
  for (int64_t i = 0; i < positions.num_positions(); ++i) {
    const PlayHistory history = positions.history(i);
    histories.push_back({history.songs, history.num_plays});
  }
  NextSongPredictOptions options;
  options.show_progress = show_progress;
  const auto num_songs = static_cast<size_t>(network.num_songs());
  predict_next_songs(scorer, histories, options, [&](int64_t first, int64_t num_rows, const float* scores) {
    parallel_for(num_rows, thread_count(), [&](int64_t row) {
      std::vector<float> probabilities(num_songs);
      compute_softmax(scores + row * network.num_songs(), network.num_songs(), probabilities.data());
      take(first + row, probabilities);
    });
  });
}

}  // namespace affekt
