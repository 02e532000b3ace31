// A network of songs (models/sequence) in an ONNX graph.
#pragma once

#include <cstdint>
#include <string>

#include "export/next_song/next_song_graph.h"
#include "models/sequence/next_song_network.h"

namespace affekt {

/// What NextSongScorer computes. The songs' vectors, with their artists and audio features inside, are one
/// table: read by index for the plays and, where the network ties its weights, multiplied with for the
/// scores.
/// @param graph  with an emotion input exactly if the network takes one
/// @return       float32 [N, V]
std::string add_network_scores(NextSongGraph& graph, const NextSongNetwork& network);

/// So many last plays of a history count.
int64_t count_plays_that_count(const NextSongNetwork& network);

}  // namespace affekt
