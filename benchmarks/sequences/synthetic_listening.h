// Listening data of a given size, drawn: for measurements of time, not of quality.
#pragma once

#include <cstdint>

#include "store/listening/listening_data.h"

namespace affekt {

struct ListeningSize {
  int64_t num_songs = 18104, num_artists = 5600;
  int64_t num_streams = 800;
  int64_t mean_plays = 61;      // of a stream; lengths are spread around it as those of playlists are
  int64_t sequence_plays = 0;   // a stream is cut into sequences of so many; 0: it is one
  bool split_by_stream = true;  // of five streams three train, one validates, one tests; else the last 15 %
                                // of each stream test and the 15 % before them validate
};

/// As many streams, songs and plays as the playlists and as the radio stations of the project's figures.
ListeningSize playlists_size();
ListeningSize radio_size();

/// Songs of an artist follow one another often, artists and songs are as unequal as popularity is. Every song
/// has two features.
ListeningData draw_listening(const ListeningSize& size);

}  // namespace affekt
