// What a network of songs says of many histories, block by block: never all scores in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/sequence/next_song_scorer.h"

namespace affekt {

struct NextSongPredictOptions {
  int64_t scores_in_block = 1 << 24;  // 64 MiB
  std::vector<float> emotion;  // [N, 2], wanted valence and arousal as the network takes them; empty: any
  bool show_progress = false;
};

/// @param scores  [num_rows, V] row-major, of histories first .. first + num_rows - 1, in the catalogue's
/// order;
///                -infinity: no candidate of the scorer
using TakeScores = std::function<void(int64_t first, int64_t num_rows, const float* scores)>;

/// Blocks in order. Histories that follow one another in a stream are best given next to each other: what was
/// counted for one serves the next.
/// @throws Interrupted between two blocks
void predict_next_songs(const NextSongScorer& scorer, const std::vector<PlaySpan>& histories,
                        const NextSongPredictOptions& options, const TakeScores& take);

}  // namespace affekt
