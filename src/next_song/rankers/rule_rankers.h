// Rankers that know what follows, or goes with, the last song: Markov chain, association rules, sequential
// rules, item-kNN.
#pragma once

#include <memory>

#include "config/field_visitor.h"
#include "next_song/song_ranker.h"
#include "next_song/training_plays.h"

namespace affekt {

// All four score by the last play alone. Is its song not in training, the latest one that is (of 50) counts.

/// First-order Markov chain: how often a song came right after the last one.
/// Source: Kamehkhosh, Jannach and Ludewig (2017), "A comparison of frequent pattern techniques and a deep
/// learning method for session-based recommendation".
struct MarkovOptions {
  int64_t num_rules = 20;
  void describe(FieldVisitor& v);
};
std::unique_ptr<SongRanker> make_markov_ranker(const TrainingPlays& training, const MarkovOptions& options);

/// Association rules of two songs (Agrawal et al., 1993, in the form of Kamehkhosh et al., 2017): how often a
/// song stood in one sequence with the last one, before or after it.
struct AssociationRuleOptions {
  int64_t num_rules = 1000;  // 20 or fewer decide between equal ones; 0: all
  int64_t max_distance = 250;
  void describe(FieldVisitor& v);
};
std::unique_ptr<SongRanker> make_association_rule_ranker(const TrainingPlays& training,
                                                         const AssociationRuleOptions& options);

/// Sequential rules (Kamehkhosh et al., 2017): a song that came up to `steps` plays later counts by its
/// distance.
struct SequentialRuleOptions {
  int64_t steps = 10;
  std::string decay = "div";
  int64_t num_rules = 1000;
  void describe(FieldVisitor& v);
};
std::unique_ptr<SongRanker> make_sequential_rule_ranker(const TrainingPlays& training,
                                                        const SequentialRuleOptions& options);

/// Item-kNN (Hidasi et al., 2016, "Session-based recommendations with recurrent neural networks"): how often
/// two songs stand in one sequence, over (plays of the last song + r)^alpha * (plays of the other + r)^(1 -
/// alpha), r being `regularization`: with alpha 0.5 a cosine.
struct ItemKnnOptions {
  int64_t num_rules = 100;
  double regularization = 20;
  double alpha = 0.5;
  int64_t max_distance = 250;
  void describe(FieldVisitor& v);
};
std::unique_ptr<SongRanker> make_item_knn_ranker(const TrainingPlays& training,
                                                 const ItemKnnOptions& options);

}  // namespace affekt
