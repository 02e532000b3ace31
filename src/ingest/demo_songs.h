// A synthetic song catalogue in the usual layout: tracks_features.csv, songs_vad.csv and data_moods.csv.
#pragma once

#include <filesystem>

#include "ingest/demo_data.h"

namespace affekt {

/// Writes into an existing, empty folder:
/// - tracks_features.csv: options.num_songs different songs, among them some without artist or title and some
///   with empty cells or a tempo of 0; and beside them records that repeat an id, or artist and title under
///   another id (3 % together).
/// - songs_vad.csv: valence and arousal of three songs in ten, with noise: about 0.4 of the variance of
/// valence
///   and 0.5 of that of arousal come from the features; and records of songs that aren't in the catalogue.
/// - data_moods.csv: one of four moods for one song in six.
/// @return the number of different songs
/// @throws ConfigError: unknown layout, counts out of range; ArtifactError
int64_t make_demo_songs(const std::filesystem::path& directory, const DemoDataOptions& options);

}  // namespace affekt
