// Rankers that count plays: of all streams in training, and of the stream itself so far.
#pragma once

#include <memory>

#include "config/field_visitor.h"
#include "next_song/song_ranker.h"
#include "next_song/training_plays.h"

namespace affekt {

/// How often a song is played in training, whoever listens.
struct PopularityOptions {
  void describe(FieldVisitor&) {}
};
std::unique_ptr<SongRanker> make_popularity_ranker(const TrainingPlays& training,
                                                   const PopularityOptions& options);

/// own_weight * (the song's share of the stream's plays so far) + (1 - own_weight) * (its share of all plays
/// in training). Radio needs the songs of the last hours left out besides (recent_plays_left_out.h).
/// Source: "session popularity" in Hidasi et al. (2016), mixed with popularity instead of broken ties by it.
struct StreamPopularityOptions {
  double own_weight = 0.5;
  int64_t max_own_plays = 10000;
  void describe(FieldVisitor& v);
};
std::unique_ptr<SongRanker> make_stream_popularity_ranker(const TrainingPlays& training,
                                                          const StreamPopularityOptions& options);

}  // namespace affekt
