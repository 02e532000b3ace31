// Every method of a report on next songs at every position: network, ensemble, simple methods.
#pragma once

#include <optional>
#include <vector>

#include "evaluation/next_song/next_song_report.h"
#include "kinds/next_song/next_song_predictor.h"
#include "next_song/listening_positions.h"

namespace affekt {

struct RankedMethods {
  std::vector<RankedMethod>
      methods;          // the model's, the ensemble (if there is one), rankers in their table's order
  size_t reported = 0;  // NextSongTuning::reported
  std::vector<int32_t> top_songs;  // [P, 20] of the reported one
  EmotionTrade emotion;            // of the reported one; without curves where no two moods are known
  double model_seconds = 0, ranker_seconds = 0;
};

/// @throws Interrupted
RankedMethods rank_by_all_methods(const NextSongPredictor& predictor, const ListeningData& data,
                                  const ListeningPositions& positions);

}  // namespace affekt
