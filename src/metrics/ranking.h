// How high the song that was played next stands in a ranking of the whole catalogue: hit rate, MRR, NDCG.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "metrics/bootstrap.h"
#include "metrics/metric_info.h"

namespace affekt {

/// A song's place in one ranking, in counts. A score of 0 or below is no opinion: all such songs are equal.
struct RankCounts {
  int64_t num_better = 0;
  int64_t num_equal = 0;     // with itself, so at least 1
  int64_t num_positive = 0;  // songs of the catalogue that the ranking has an opinion of

  /// The mean of the places that the equal ones share: a method that gives all songs one score gains nothing.
  double mean_rank() const {
    return static_cast<double>(num_better) + (static_cast<double>(num_equal) + 1) / 2;
  }
};

/// @param scores  [V], higher is better  @param target  0..V-1
/// @throws std::logic_error  for a score that is NaN
/// Example: scores 3 1 1 1 0 and target 2 give 1 better, 3 equal, rank 3.
RankCounts count_ranks(const std::vector<float>& scores, int64_t target);

/// The scores, in the order of the arrays below.
constexpr int kNumRankingScores = 6;
constexpr int kHitRateAt20 = 3, kMrrAt20 = 4, kNdcgAt20 = 5;
constexpr std::array<const char*, kNumRankingScores> kRankingScoreNames = {
    "hit_rate_at_1", "hit_rate_at_5", "hit_rate_at_10", "hit_rate_at_20", "mrr_at_20", "ndcg_at_20"};

/// The same in words, in the same order.
const std::vector<MetricInfo>& ranking_metrics();

/// Means over positions. One of rank r is a hit at k if r <= k; its reciprocal rank is 1 / r, its NDCG
/// 1 / log2(1 + r) (there is one right song), both 0 beyond 20. NaN for no position.
struct RankingScores {
  int64_t num_positions = 0;
  std::array<double, kNumRankingScores> values{};
  std::array<Interval, kNumRankingScores> ci{};  // NaN ends when no interval was asked for
};

/// @param ranks    [P], 1 or more, not always whole; infinite: the method can't name the song at all
/// @param options  groups are the streams (or sequences) that are drawn as a whole; num_resamples 0: no
/// intervals
RankingScores score_ranks(const std::vector<double>& ranks, const BootstrapOptions& options);

/// Scores of `second` minus those of `first` on the same positions in the same order, on the same resamples.
RankingScores compare_ranks(const std::vector<double>& first, const std::vector<double>& second,
                            const BootstrapOptions& options);

}  // namespace affekt
