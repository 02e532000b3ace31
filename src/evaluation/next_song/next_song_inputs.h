// What next_song/ measured, as a report on next songs takes it.
#pragma once

#include <vector>

#include "evaluation/next_song/next_song_report.h"
#include "next_song/baselines.h"
#include "next_song/listening_positions.h"

namespace affekt {

/// Fills in catalogue, num_ranked_songs, stream_names, plays and resampled_unit. @param data  that of the
/// positions; borrowed by the facts
void set_predicted_plays(const ListeningData& data, const ListeningPositions& positions,
                         NextSongReportFacts& facts);

/// [P], in the order of the positions; their targets, streams and sequences are those of the data.
std::vector<PredictedPlay> list_predicted_plays(const ListeningPositions& positions);

/// A simple method with its title and its parameters in words; without ranks.
RankedMethod describe_simple_method(const TunedRanker& tuned);

/// The same with its ranks and the measures of its lists.
RankedMethod describe_baseline(const BaselineResult& baseline, const ListeningPositions& positions,
                               const SongFacts& songs);

}  // namespace affekt
