// A ranker's full ranking of the catalogue at every position: the rank of the song that was played, the list.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "metrics/ranking.h"
#include "metrics/recommended_lists.h"
#include "next_song/listening_positions.h"
#include "next_song/song_ranker.h"

namespace affekt {

class ProgressBar;

/// How the work on many positions is shared out and shown.
struct PositionWork {
  int num_threads = 0;              // 0: thread_count(); the result does not depend on it
  ProgressBar* progress = nullptr;  // borrowed; advanced by one for each position
};

/// Calls body(i, memory) for every position, from several threads, with interrupt checks. `memory` is one
/// thread's own for many positions: vectors that keep their room.
using PositionMemory = std::vector<std::vector<float>>;
void for_each_position(int64_t num_positions, const PositionWork& work,
                       const std::function<void(int64_t position, PositionMemory& memory)>& body);

/// The mean rank of the target; infinite for a cold song that the ranker has no opinion of.
double rank_target(const std::vector<float>& scores, const ListeningPositions& positions, int64_t position);

struct RankerEvaluation {
  std::vector<double> ranks;  // [P], see count_ranks; all V songs are ranked, those of no training too
  RecommendedLists lists;     // of each position; empty unless asked for
  double seconds = 0;         // for all positions
};

/// With room for so many positions. @param list_length  songs of each list that is kept; 0: no lists
RankerEvaluation make_evaluation(int64_t num_positions, int64_t list_length);
/// Sets what `evaluation`, made by make_evaluation, holds of a position. From any thread, once for each.
void rank_position(const std::vector<float>& scores, const ListeningPositions& positions, int64_t position,
                   RankerEvaluation& evaluation);

/// @param list_length  as make_evaluation
RankerEvaluation evaluate_ranker(const SongRanker& ranker, const ListeningPositions& positions,
                                 int64_t list_length, const PositionWork& work = {});

/// The ranks that leave_out_recent_plays(ranker, n) would give, for several n from one scoring.
/// @param num_left_out  [N], ascending, 0 or more  @return  [N][P]
std::vector<std::vector<double>> rank_with_plays_left_out(const SongRanker& ranker,
                                                          const ListeningPositions& positions,
                                                          const std::vector<int64_t>& num_left_out,
                                                          const PositionWork& work = {});

/// Scores of all positions and of their parts. A part without a position is NaN.
struct ScoresByPart {
  RankingScores all;         // cold songs count as misses unless the method names them
  RankingScores warm, cold;  // by ListeningPositions::is_warm
  RankingScores repeats, first_plays;
};
ScoresByPart score_parts(const ListeningPositions& positions, const std::vector<double>& ranks,
                         const BootstrapOptions& options);

}  // namespace affekt
