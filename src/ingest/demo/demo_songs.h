// A synthetic song catalogue in the usual layout: tracks_features.csv, songs_vad.csv and data_moods.csv.
#pragma once

#include <filesystem>

#include "ingest/demo/demo_data.h"

namespace affekt {

/// Writes into an existing, empty folder:
/// - tracks_features.csv: options.num_songs different songs, among them some without artist or title and some
///   with empty cells or a tempo of 0; and beside them records that repeat an id, or artist and title under
///   another id (3 % together).
/// - songs_vad.csv: valence and arousal of three songs in ten, with noise: a linear map of the features
///   explains about a third of the variance of valence and nearly half of that of arousal; tags of six in
///   ten of these. One record in five is of no song of the catalogue.
/// - data_moods.csv: one of four moods for one song in six.
/// @return the number of different songs
/// @throws ConfigError: unknown layout, counts out of range; ArtifactError
int64_t make_demo_songs(const std::filesystem::path& directory, const DemoDataOptions& options);

}  // namespace affekt
