// A ranker's formula (next_song/ranker_formula.h) in an ONNX graph.
#pragma once

#include <cstdint>
#include <string>

#include "export/next_song/next_song_graph.h"
#include "next_song/ranker_formula.h"

namespace affekt {

/// What the ranker's score() computes, in float32.
/// @param name  in front of the nodes' names  @return  float32 [N, V]
std::string add_ranker_scores(NextSongGraph& graph, const RankerFormula& formula, const std::string& name);

/// So many last plays of a history count; 0: none does.
int64_t count_plays_that_count(const RankerFormula& formula);

}  // namespace affekt
