#include "metrics/recommended_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace affekt {
namespace {

using testing::ElementsAre;

const float kUnknown = std::numeric_limits<float>::quiet_NaN();

std::vector<int32_t> best_songs(const std::vector<float>& scores, int64_t list_length) {
  std::vector<int32_t> list(static_cast<size_t>(list_length));
  select_best_songs(scores, list_length, list.data());
  return list;
}

TEST(RecommendedLists, TheBestSongsStandFirst) {
  EXPECT_THAT(best_songs({0.1F, 0.9F, 0.5F, 0.7F}, 3), ElementsAre(1, 3, 2));
}

TEST(RecommendedLists, OfEqualSongsTheLowerIndexComesFirst) {
  EXPECT_THAT(best_songs({1, 2, 2, 1, 2, 1}, 4), ElementsAre(1, 2, 4, 0));
}

TEST(RecommendedLists, ASongWithoutAnOpinionIsNotRecommended) {
  EXPECT_THAT(best_songs({0, 2, -1, 0}, 3), ElementsAre(1, -1, -1));
  EXPECT_THAT(best_songs({0}, 2), ElementsAre(-1, -1));
}

TEST(RecommendedLists, ScoresMatchTheHandCalculation) {
  // Plays 0, 1, 1, 6: percentiles 0.125 (half of itself), 0.5 twice (1 below, half of 2), 0.875.
  const std::vector<int64_t> play_counts = {0, 1, 1, 6};
  const std::vector<int32_t> artists = {0, 1, 1, 2};
  const std::vector<float> features;
  RecommendedLists lists;
  lists.list_length = 2;
  lists.songs = {3, 1, 1, 2, 3, -1};
  const ListScores scores = score_lists(lists, {0, 3, 1}, {play_counts, artists, features});
  EXPECT_DOUBLE_EQ(scores.coverage, 0.75);                                                 // songs 1, 2 and 3
  EXPECT_DOUBLE_EQ(scores.recommended_percentile, (0.875 + 0.5 + 0.5 + 0.5 + 0.875) / 5);  // 0.65
  EXPECT_DOUBLE_EQ(scores.played_percentile, 0.5);  // 0.125, 0.875, 0.5
  EXPECT_NEAR(scores.popularity_bias, 0.15, 1e-12);
  EXPECT_DOUBLE_EQ(scores.artist_diversity, (1 + 0.5 + 1) / 3);
  EXPECT_DOUBLE_EQ(scores.mean_length, 5.0 / 3);
  EXPECT_TRUE(std::isnan(scores.feature_diversity));
}

TEST(RecommendedLists, DistancesAreInDeviationsOfTheCatalogue) {
  // Columns 0, 2 (mean 1, deviation 1) and 0, 200 (deviation 100): both differences are 2 deviations.
  const std::vector<int64_t> play_counts = {1, 1, 1};
  const std::vector<int32_t> artists = {0, 1, 2};
  const std::vector<float> features = {0, 0, 2, 200, kUnknown, 5};
  RecommendedLists lists;
  lists.list_length = 3;
  lists.songs = {0, 1, 2};
  const std::vector<float> without = {0, 0, 2, 200, kUnknown, kUnknown};
  EXPECT_NEAR(score_lists(lists, {0}, {play_counts, artists, without}).feature_diversity, 2, 1e-6);
  lists.songs = {0, 2, -1};  // one song with features has no pair
  EXPECT_TRUE(std::isnan(score_lists(lists, {0}, {play_counts, artists, features}).feature_diversity));
}

TEST(RecommendedLists, AColumnThatIsConstantCountsNothing) {
  const std::vector<int64_t> play_counts = {1, 1};
  const std::vector<int32_t> artists = {0, 1};
  RecommendedLists lists;
  lists.list_length = 2;
  lists.songs = {0, 1};
  EXPECT_EQ(score_lists(lists, {0}, {play_counts, artists, {3, 3}}).feature_diversity, 0);
}

TEST(RecommendedLists, EmptyListsHaveNoScoreButCoverage) {
  const std::vector<int64_t> play_counts = {1, 1};
  const std::vector<int32_t> artists = {0, 1};
  RecommendedLists lists;
  lists.list_length = 1;
  lists.songs = {-1};
  const ListScores scores = score_lists(lists, {0}, {play_counts, artists, {}});
  EXPECT_EQ(scores.coverage, 0);
  EXPECT_TRUE(std::isnan(scores.recommended_percentile));
  EXPECT_EQ(scores.mean_length, 0);
}

}  // namespace
}  // namespace affekt
