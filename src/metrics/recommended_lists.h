// What lists of recommended songs are like as a whole: catalogue coverage, popularity bias, diversity.
#pragma once

#include <cstdint>
#include <vector>

#include "metrics/metric_info.h"

namespace affekt {

struct RecommendedLists {
  int64_t list_length = 20;
  std::vector<int32_t> songs;  // [P, list_length], best first; -1: the method has no opinion of more songs

  int64_t num_lists() const { return static_cast<int64_t>(songs.size()) / list_length; }
  const int32_t* list(int64_t i) const { return songs.data() + i * list_length; }
};

/// The songs of the highest scores, best first; of equal ones the lower index. Those of 0 or below are left
/// out. @param list  [list_length], overwritten, -1 behind the last
void select_best_songs(const std::vector<float>& scores, int64_t list_length, int32_t* list);

/// What is known of the V songs. The members are borrowed.
struct SongFacts {
  const std::vector<int64_t>& play_counts;  // [V], in training
  const std::vector<int32_t>& artists;      // [V]
  const std::vector<float>& features;       // [V, D] row-major; NaN: not known; may be empty
};

/// NaN where nothing can be said.
struct ListScores {
  double coverage = 0;  // share of the catalogue's songs that stand in any list
  /// Mean percentile of popularity, in [0, 1]: the share of the catalogue's songs with fewer plays in
  /// training, songs with as many counting half.
  double recommended_percentile = 0, played_percentile = 0;
  double popularity_bias = 0;  // recommended_percentile - played_percentile; above 0: too popular songs
  double artist_diversity =
      0;  // mean of a list's number of artists by its number of songs; 1: no artist twice
  /// Mean over a list's pairs of songs with known features: root of the mean squared difference of features
  /// that are scaled to deviation 1 over the catalogue. Two random songs: about 1.4.
  double feature_diversity = 0;
  double mean_length = 0;  // songs in a list
};

/// The same in words, in that order without played_percentile and mean_length.
const std::vector<MetricInfo>& list_metrics();

/// @param played  [P], the song that was played after each list
ListScores score_lists(const RecommendedLists& lists, const std::vector<int32_t>& played,
                       const SongFacts& facts);

}  // namespace affekt
