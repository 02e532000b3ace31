// Audio features of an invented song: a style is drawn, then what a listener would hear, then what Spotify
// would measure.
#pragma once

#include <cstdint>

#include "core/random_stream.h"

namespace affekt {

/// In Spotify's units; the last two are what people would feel, as the song's latent positivity and intensity
/// make it, not standardised.
struct DemoSongFeatures {
  double danceability = 0, energy = 0, loudness = 0, speechiness = 0, acousticness = 0, instrumentalness = 0,
         liveness = 0, valence = 0, tempo = 0;
  int64_t key = 0, mode = 0, duration_ms = 0, popularity = 0;
  double felt_valence = 0, felt_arousal = 0;
};

/// One of eight styles, which overlap: folk, dance pop, rap, metal, ambient, club, soul and ballad. Within a
/// style four latent factors vary (intensity, positivity, acoustic sound, groove), so that features are
/// correlated as real ones are: energy with loudness and against acousticness, valence with danceability.
DemoSongFeatures draw_song_features(RandomStream& stream);

}  // namespace affekt
