// Every method of a report on next songs at every position: network, ensemble, simple methods.
#pragma once

#include <optional>
#include <vector>

#include "evaluation/next_song/next_song_report.h"
#include "kinds/next_song/next_song_predictor.h"
#include "next_song/listening_positions.h"

namespace affekt {

struct RankedMethods {
  std::vector<RankedMethod> methods;  // network, ensemble (if there is one), rankers in the order of their table
  size_t reported = 0;                // NextSongTuning::reported
  std::vector<int32_t> top_songs;     // [P, 20] of the reported one
  EmotionTrade emotion;               // of the reported one; without curves where no two moods are known
  double network_seconds = 0, ranker_seconds = 0;
};

/// @throws Interrupted
RankedMethods rank_by_all_methods(const NextSongPredictor& predictor, const ListeningData& data,
                                  const ListeningPositions& positions);

}  // namespace affekt
