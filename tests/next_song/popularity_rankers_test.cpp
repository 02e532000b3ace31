#include "next_song/rankers/popularity_rankers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "next_song/rankers/last_artist_ranker.h"
#include "next_song/rankers/recent_plays_left_out.h"
#include "tests/next_song/listening_example.h"

namespace affekt {
namespace {

using next_song_tests::make_training;
using next_song_tests::score_after;
using testing::ElementsAre;
using testing::FloatEq;
using testing::Pointwise;

TEST(PopularityRanker, IsTheShareOfAllPlays) {
  const auto ranker = make_popularity_ranker(make_training(3, {{0, 1, 0}, {0}}), {});
  EXPECT_THAT(score_after(*ranker, {2}), ElementsAre(0.75, 0.25, 0));
  EXPECT_EQ(ranker->name(), "popularity");
}

TEST(StreamPopularity, MixesOwnPlaysWithThoseOfAll) {
  // All: 3/4, 1/4, 0. Own: 0, 1/3, 2/3. A quarter of the own: 0.5625, 0.1875 + 0.0833, 0.1667.
  StreamPopularityOptions options;
  options.own_weight = 0.25;
  const auto ranker = make_stream_popularity_ranker(make_training(3, {{0, 1, 0}, {0}}), options);
  EXPECT_THAT(score_after(*ranker, {2, 1, 2}),
              Pointwise(FloatEq(), std::vector<float>{0.5625F, 0.1875F + 0.25F / 3, 0.5F / 3}));
  EXPECT_THAT(score_after(*ranker, {}), ElementsAre(0.5625, 0.1875, 0));
}

TEST(StreamPopularity, CountsOnlyTheLatestOwnPlays) {
  StreamPopularityOptions options;
  options.own_weight = 1;
  options.max_own_plays = 2;
  const auto ranker = make_stream_popularity_ranker(make_training(3, {{0}}), options);
  EXPECT_THAT(score_after(*ranker, {0, 0, 0, 1, 2}), ElementsAre(0, 0.5, 0.5));
}

TEST(StreamPopularity, EqualCountsHaveEqualScores) {
  StreamPopularityOptions options;
  options.own_weight = 0.3;
  const auto ranker = make_stream_popularity_ranker(make_training(2, {{0, 1}}), options);
  const auto scores = score_after(*ranker, {0, 0, 1, 1, 1, 0, 0, 0, 1, 1});
  EXPECT_EQ(scores[0], scores[1]);
}

TEST(RecentPlaysLeftOut, TheLastPlaysGetNoOpinion) {
  const TrainingPlays training = make_training(4, {{0, 1, 2, 3}});
  const auto ranker = leave_out_recent_plays(make_popularity_ranker(training, {}), 2);
  EXPECT_THAT(score_after(*ranker, {0, 1, 2}), ElementsAre(0.25, 0, 0, 0.25));
  EXPECT_THAT(score_after(*ranker, {1}), ElementsAre(0.25, 0, 0.25, 0.25));
  EXPECT_THAT(score_after(*ranker, {}), ElementsAre(0.25, 0.25, 0.25, 0.25));
  EXPECT_EQ(ranker->name(), "popularity");
}

TEST(RecentPlaysLeftOut, NoneLeftOutIsTheRankerItself) {
  auto ranker = make_popularity_ranker(make_training(1, {{0}}), {});
  const SongRanker* before = ranker.get();
  EXPECT_EQ(leave_out_recent_plays(std::move(ranker), 0).get(), before);
}

TEST(LastArtist, SongsOfTheLastArtistsShareTheirWeightByPopularity) {
  // Artist 0 has songs 0 (2 plays) and 1 (1 play), artist 1 has song 2. With 0.5 added: 2.5/4, 1.5/4, 1.
  LastArtistOptions options;
  options.decay = "quadratic";
  options.background = 0;
  const auto ranker = make_last_artist_ranker(make_training(4, {{0, 0, 1, 2}}, {0, 0, 1, 2}), options);
  EXPECT_THAT(score_after(*ranker, {0}), Pointwise(FloatEq(), std::vector<float>{0.625F, 0.375F, 0, 0}));
  // The last play is of artist 1, the one before it of artist 0, which has 1/4.
  EXPECT_THAT(score_after(*ranker, {0, 2}),
              Pointwise(FloatEq(), std::vector<float>{0.15625F, 0.09375F, 1, 0}));
}

TEST(LastArtist, CanNameASongThatTrainingDoesNotHave) {
  LastArtistOptions options;
  options.background = 0;
  options.popularity_power = 1;
  const auto ranker = make_last_artist_ranker(make_training(2, {{0}}, {0, 0}), options);
  EXPECT_THAT(score_after(*ranker, {0}), Pointwise(FloatEq(), std::vector<float>{0.75F, 0.25F}));
}

TEST(LastArtist, LooksBackOnlySoManyPlays) {
  LastArtistOptions options;
  options.num_plays = 1;
  options.background = 1;
  const auto ranker = make_last_artist_ranker(make_training(2, {{0, 1}}), options);
  EXPECT_THAT(score_after(*ranker, {0, 1}), ElementsAre(0.5, 1.5));  // with popularity 0.5 each
}

}  // namespace
}  // namespace affekt
