// A synthetic listening log in the layout of listening_sequences.csv, with its audio features and its truth.
#pragma once

#include <filesystem>

#include "ingest/demo/demo_data.h"

namespace affekt {

/// Writes into an existing, empty folder:
/// - listening_sequences.csv: options.num_streams streams of 60 to 140 plays of options.num_songs songs.
/// Songs have
///   one of six moods. Every song has five that may follow it, four of its mood and one of another; popular
///   songs follow more often. A stream has four favourites of one mood. Three songs in a hundred come out
///   when a stream has passed 85 % (listening_process.h).
/// - tracks_features.csv: audio features of nine songs in ten, by their moods, with noise.
/// - demo_truth.json: the best hit rates that anybody can reach who knows all this, over all plays but each
///   stream's first ("all_positions") and over the last 15 % of each stream ("last_15_percent", what
///   data.listening.split: by_time tests): {"positions": ..., "best": {"hit_rate_at_1": ..., 5, 10, 20},
///   "popularity": the same of one list for all, that of the most played songs}.
/// @return the number of plays
/// @throws ConfigError: unknown layout, counts out of range; ArtifactError
int64_t make_demo_listening(const std::filesystem::path& directory, const DemoDataOptions& options);

}  // namespace affekt
