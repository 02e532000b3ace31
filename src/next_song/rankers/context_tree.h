// A tree of contexts, the songs played last: at each node what followed, and how far it is to be trusted.
#pragma once

#include <cstdint>
#include <vector>

#include "next_song/song_ranker.h"
#include "next_song/training_plays.h"

namespace affekt {

struct ContextTreeShape {
  int64_t max_depth = 5;   // the longest context
  double prior_plays = 1;  // plays that every node adds to what it saw, spread evenly over the catalogue
};

/// Bayesian variable-order Markov model: a node k of depth d stands for the last d plays. Its own prediction
/// is P_k(song) = (n_k(song) + prior_plays / V) / (n_k + prior_plays); the prediction of the path mixes it
/// with that of its parent, q_k = w_k P_k + (1 - w_k) q_parent, q_root = P_root. w_k begins at 2^-d and is
/// updated by each play that follows the context, w_k <- w_k P_k(song) / q_k(song). Source: Mi and Faltings
/// (2018), "Context tree for adaptive session-based recommendation", after Dimitrakakis (2010), "Bayesian
/// variable order Markov models".
class ContextTree {
 public:
  ContextTree(const TrainingPlays& training, const ContextTreeShape& shape);

  /// q of the longest known context of the history, less what a song has that was never seen in any of its
  /// contexts: 0 for such. @param scores  [V], overwritten
  void predict(const PlayHistory& history, std::vector<float>& scores) const;

  int64_t num_nodes() const { return static_cast<int64_t>(trust_.size()); }

 private:
  class Builder;
  struct FollowCount {
    int32_t song = 0;
    int32_t count = 0;
  };
  /// -1: there is no such node
  int32_t find_child(int32_t node, int32_t song) const;

  ContextTreeShape shape_;
  int64_t num_songs_ = 0;
  std::vector<int64_t> child_offsets_;   // [nodes + 1]
  std::vector<int32_t> child_songs_;     // those of node k ascending
  std::vector<int32_t> children_;        // the node of each
  std::vector<int64_t> follow_offsets_;  // [nodes + 1]
  std::vector<FollowCount> follows_;     // songs that followed the context
  std::vector<int64_t> totals_;          // [nodes], plays that followed
  std::vector<double> trust_;            // [nodes], w
};

}  // namespace affekt
