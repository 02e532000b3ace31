// How a ranker computes its scores, as plain tables: what a graph that computes the same is made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace affekt {

/// The same scores for every history.
struct FixedScores {
  std::vector<float> scores;  // [V]
};

/// background[v] + own_weight * (plays of v among the last max_own_plays plays) / (their number)
struct OwnPlayScores {
  std::vector<float> background;  // [V]
  double own_weight = 0;
  int64_t max_own_plays = 1;
};

/// The rules of one play: the latest of the last `plays_looked_at` whose song has `is_known`. Songs without a
/// rule, and all songs where there is no such play, have 0.
struct LastPlayScores {
  std::vector<uint8_t> is_known;  // [V]
  int64_t plays_looked_at = 1;
  std::vector<int64_t> offsets = {0};  // [V + 1], song v's rules are offsets[v] .. offsets[v + 1] - 1
  std::vector<int32_t> songs;          // of each rule; a song has at most one rule for another
  std::vector<float> weights;
};

/// background[v] + parts[v] * (sum of play_weights over the plays of v's artist)
struct ArtistScores {
  std::vector<float> background, parts;  // [V]
  std::vector<int32_t> artists;          // [V], 0..number of artists - 1
  std::vector<double> play_weights;      // of the last play, the one before it ...; older ones don't count
};

struct RankerFormula {
  std::variant<FixedScores, OwnPlayScores, LastPlayScores, ArtistScores> method;
  int64_t num_left_out = 0;  // the songs of so many last plays have 0, whatever the method says
};

}  // namespace affekt
