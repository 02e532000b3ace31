#include "metrics/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace affekt {
namespace {

using testing::Each;
using testing::Eq;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

BootstrapOptions no_intervals() {
  BootstrapOptions options;
  options.num_resamples = 0;
  return options;
}

TEST(Ranking, TheBestSongHasRankOne) {
  const RankCounts counts = count_ranks({0.5F, 3.0F, 1.0F}, 1);
  EXPECT_EQ(counts.num_better, 0);
  EXPECT_EQ(counts.num_equal, 1);
  EXPECT_EQ(counts.num_positive, 3);
  EXPECT_EQ(counts.mean_rank(), 1);
}

TEST(Ranking, EqualScoresShareTheirMeanRank) {
  // One better; places 2, 3 and 4 are shared: (2 + 3 + 4) / 3 = 3.
  for (const int64_t target : {1, 2, 3}) EXPECT_EQ(count_ranks({3, 1, 1, 1, 0}, target).mean_rank(), 3);
}

TEST(Ranking, AMethodThatGivesAllSongsOneScoreGainsNothing) {
  const std::vector<float> scores(100, 7.0F);
  EXPECT_EQ(count_ranks(scores, 0).mean_rank(), 50.5);
  EXPECT_EQ(score_ranks({50.5}, no_intervals()).values[kHitRateAt20], 0);
}

TEST(Ranking, ScoresOfZeroAndBelowAreNoOpinionAndEqual) {
  const std::vector<float> scores = {2, -1, 0, -5};  // places 2, 3 and 4 are shared
  for (const int64_t target : {1, 2, 3}) {
    EXPECT_EQ(count_ranks(scores, target).num_better, 1);
    EXPECT_EQ(count_ranks(scores, target).mean_rank(), 3);
  }
  EXPECT_EQ(count_ranks(scores, 1).num_positive, 1);
}

TEST(Ranking, ACatalogueOfOneSongHasRankOne) {
  EXPECT_EQ(count_ranks({0}, 0).mean_rank(), 1);
  EXPECT_EQ(count_ranks({4}, 0).mean_rank(), 1);
}

TEST(Ranking, CountsAreExactInALargeCatalogue) {
  std::vector<float> scores(100000);
  for (size_t i = 0; i < scores.size(); ++i) scores[i] = static_cast<float>(i + 1);
  EXPECT_EQ(count_ranks(scores, 30000).mean_rank(), 70000);  // 100,000 - 30,000
}

TEST(Ranking, AScoreThatIsNotANumberIsABugOfTheMethod) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(count_ranks({1, nan, 2}, 0), std::logic_error);
  EXPECT_THROW(count_ranks({1, nan, 2}, 1), std::logic_error);
}

TEST(Ranking, ScoresMatchTheHandCalculation) {
  // Ranks 1, 4, 20, 20.5: hits at 1: 1 of 4; at 5 and 10: 2 of 4; at 20: 3 of 4 (20.5 is beyond).
  // MRR: (1 + 1/4 + 1/20) / 4 = 0.325. NDCG: (1 + 1/log2(5) + 1/log2(21)) / 4.
  const RankingScores scores = score_ranks({1, 4, 20, 20.5}, no_intervals());
  EXPECT_EQ(scores.num_positions, 4);
  EXPECT_DOUBLE_EQ(scores.values[0], 0.25);
  EXPECT_DOUBLE_EQ(scores.values[1], 0.5);
  EXPECT_DOUBLE_EQ(scores.values[2], 0.5);
  EXPECT_DOUBLE_EQ(scores.values[kHitRateAt20], 0.75);
  EXPECT_DOUBLE_EQ(scores.values[kMrrAt20], 0.325);
  EXPECT_DOUBLE_EQ(scores.values[kNdcgAt20], (1 + 1 / std::log2(5.0) + 1 / std::log2(21.0)) / 4);
  EXPECT_TRUE(std::isnan(scores.ci[0].low));
}

TEST(Ranking, AnInfiniteRankIsAMiss) {
  EXPECT_THAT(score_ranks({kInfinity}, no_intervals()).values, Each(Eq(0)));
}

TEST(Ranking, NoPositionHasNoScore) {
  const RankingScores scores = score_ranks({}, {});
  EXPECT_EQ(scores.num_positions, 0);
  for (const double value : scores.values) EXPECT_TRUE(std::isnan(value));
}

TEST(Ranking, IntervalsAreThoseOfDrawingWholeGroups) {
  const std::vector<double> ranks = {1, 30, 2, 2, 40, 7, 19, 25};
  BootstrapOptions options;
  options.num_resamples = 300;
  options.groups = {5, 5, -1, -1, -1, 8, 8, 8};
  const RankingScores scores = score_ranks(ranks, options);
  const auto intervals = bootstrap_intervals(
      static_cast<int64_t>(ranks.size()), 1,
      [&ranks](const std::vector<int32_t>& draws, double* value) {
        double hits = 0;
        for (const int32_t draw : draws) hits += ranks[static_cast<size_t>(draw)] <= 20 ? 1 : 0;
        *value = hits / static_cast<double>(draws.size());
      },
      options);
  EXPECT_DOUBLE_EQ(scores.ci[kHitRateAt20].low, intervals[0].low);
  EXPECT_DOUBLE_EQ(scores.ci[kHitRateAt20].high, intervals[0].high);
  EXPECT_LT(scores.ci[kHitRateAt20].low, scores.values[kHitRateAt20]);
}

TEST(Ranking, DifferencesArePaired) {
  // Reciprocal ranks 1, 0.5 against 0.5, 0.25: the second is 0.375 worse in the mean, on every resample
  // between 0.25 and 0.5.
  BootstrapOptions options;
  options.num_resamples = 200;
  const RankingScores difference = compare_ranks({1, 2}, {2, 4}, options);
  EXPECT_DOUBLE_EQ(difference.values[kMrrAt20], -0.375);
  EXPECT_GE(difference.ci[kMrrAt20].low, -0.5);
  EXPECT_LE(difference.ci[kMrrAt20].high, -0.25);
  EXPECT_EQ(difference.values[kHitRateAt20], 0);
  EXPECT_EQ(difference.ci[kHitRateAt20].low, 0);
  EXPECT_EQ(difference.ci[kHitRateAt20].high, 0);
}

TEST(Ranking, IntervalsAreTheSameForAnyNumberOfThreads) {
  std::vector<double> ranks;
  for (int i = 0; i < 500; ++i) ranks.push_back(1 + (i * 37) % 50);
  BootstrapOptions options;
  options.num_resamples = 200;
  const RankingScores one = score_ranks(ranks, options);
  options.num_threads = 3;
  const RankingScores three = score_ranks(ranks, options);
  for (size_t k = 0; k < one.ci.size(); ++k) {
    EXPECT_EQ(one.ci[k].low, three.ci[k].low);
    EXPECT_EQ(one.ci[k].high, three.ci[k].high);
  }
}

TEST(Ranking, EveryScoreHasItsWords) {
  ASSERT_EQ(ranking_metrics().size(), kRankingScoreNames.size());
  for (size_t k = 0; k < kRankingScoreNames.size(); ++k)
    EXPECT_EQ(ranking_metrics()[k].name, kRankingScoreNames[k]);
}

}  // namespace
}  // namespace affekt
