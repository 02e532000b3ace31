// What a network of songs learns of the catalogue: artists, features, and how often training plays each song.
#pragma once

#include "models/sequence/song_options.h"
#include "store/listening/listening_data.h"

namespace affekt {

/// Valence is the feature "valence", arousal the feature "arousal", else "energy".
/// @throws DataError  no song; a play or an artist's number out of range; no play of the training split
SongOptions describe_songs(const ListeningData& data);

/// 0..V-1, those that training plays, in order.
std::vector<int64_t> list_warm_songs(const std::vector<int64_t>& play_counts);

}  // namespace affekt
