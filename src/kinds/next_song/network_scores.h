// What a network of next songs says at each position of a split, beside what simple methods say there.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/sequence/next_song_network.h"
#include "next_song/listening_positions.h"

namespace affekt {

/// The softmax, in place: above 0, so that they are opinions as SongRanker has them. @param scores  [V], V > 0
void make_probabilities(std::vector<float>& scores);

/// Called for every position, from several threads, in no order.
/// @param scores  [V], of all songs: of a network make_probabilities of its scores; may be overwritten
using TakeScoresOfPosition = std::function<void(int64_t position, std::vector<float>& scores)>;

/// @throws Interrupted
void for_each_network_score(NextSongNetwork& network, const ListeningPositions& positions, bool show_progress,
                            const TakeScoresOfPosition& take);

}  // namespace affekt
