// The context tree as a ranker.
#pragma once

#include <memory>

#include "config/field_visitor.h"
#include "next_song/song_ranker.h"
#include "next_song/training_plays.h"

namespace affekt {

/// See context_tree.h for the method and its source.
struct ContextTreeOptions {
  int64_t max_depth = 5;
  double prior_plays = 1;
  void describe(FieldVisitor& v);
};
std::unique_ptr<SongRanker> make_context_tree_ranker(const TrainingPlays& training,
                                                     const ContextTreeOptions& options);

}  // namespace affekt
