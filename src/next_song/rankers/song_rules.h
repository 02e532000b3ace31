// Rules "after this song, that one", counted from training: what Markov chains, association rules, sequential
// rules and item-kNN have in common.
#pragma once

#include <cstdint>
#include <vector>

#include "next_song/training_plays.h"

namespace affekt {

struct SongRule {
  int32_t song = 0;
  float weight = 0;
};

/// The rules of each song, best first.
struct SongRules {
  std::vector<int64_t> offsets;  // [V + 1]
  std::vector<SongRule> rules;
};

struct RuleMining {
  /// [W + 1], weight of a pair that stands so many plays apart in a sequence; [0] is not used. Pairs further
  /// apart don't count, so that a sequence of n plays costs n * W, not n^2.
  std::vector<double> weights;
  bool both_directions = false;  // also the song that stood before
  bool keep_self = true;         // also a song that follows itself
  int64_t num_rules = 0;         // kept of each song, 0: all; of equal ones, those first met in training
  /// [V] each, or empty: the sum of a rule's weights is divided by both its songs'.
  std::vector<double> from_divisors, to_divisors;
};

/// The same for any number of threads.
SongRules mine_song_rules(const TrainingPlays& training, const RuleMining& mining);

}  // namespace affekt
