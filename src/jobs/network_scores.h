// What a network of next songs says at each position of a split, beside what simple methods say there.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/sequence/next_song_network.h"
#include "next_song/listening_positions.h"

namespace affekt {

/// Called for every position, from several threads, in no order.
/// @param probabilities  [V], the softmax of the network's scores over the whole catalogue: above 0, so that
/// they
///                       are opinions as SongRanker has them
using TakeProbabilities = std::function<void(int64_t position, std::vector<float>& probabilities)>;

/// @throws Interrupted
void for_each_network_score(NextSongNetwork& network, const ListeningPositions& positions, bool show_progress,
                            const TakeProbabilities& take);

}  // namespace affekt
