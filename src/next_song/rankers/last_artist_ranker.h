// Songs of the artists that were just played, the popular ones first.
#pragma once

#include <memory>

#include "config/field_visitor.h"
#include "next_song/song_ranker.h"
#include "next_song/training_plays.h"

namespace affekt {

/// Every one of the last `num_plays` plays gives the songs of its artist a part of its weight, by
/// (plays in training + 0.5)^popularity_power; `background` is the weight of all songs' popularity.
/// Source: the artist-based baselines of Bonnin and Jannach (2014), "Automated generation of music
/// playlists: survey and experiments" (SAGH: greatest hits of the artists, CAGH with similar artists).
struct LastArtistOptions {
  int64_t num_plays = 20;
  std::string decay = "quadratic";
  double popularity_power = 1;
  double background = 0.1;
  void describe(FieldVisitor& v);
};
std::unique_ptr<SongRanker> make_last_artist_ranker(const TrainingPlays& training,
                                                    const LastArtistOptions& options);

}  // namespace affekt
