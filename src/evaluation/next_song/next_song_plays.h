// The positions that the methods are scored on, as a report on next songs takes them.
#pragma once

#include <vector>

#include "evaluation/next_song/next_song_report.h"
#include "next_song/listening_positions.h"

namespace affekt {

/// [P], in the order of the positions; their targets, streams and sequences are those of the data.
std::vector<PredictedPlay> list_predicted_plays(const ListeningPositions& positions);

}  // namespace affekt
