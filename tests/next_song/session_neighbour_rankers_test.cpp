#include "next_song/rankers/session_neighbour_rankers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "next_song/rankers/session_index.h"
#include "tests/next_song/listening_example.h"

namespace affekt {
namespace {

using next_song_tests::make_training;
using next_song_tests::score_after;
using testing::Each;
using testing::ElementsAre;
using testing::Eq;
using testing::FloatEq;
using testing::Pointwise;

NeighbourSearch count_shared_songs() {
  NeighbourSearch search;
  search.weight = [](int64_t, int64_t) { return 1.0; };
  return search;
}

std::vector<int32_t> neighbours_of(const SessionIndex& index, const std::vector<int32_t>& songs,
                                   const NeighbourSearch& search) {
  std::vector<int32_t> sessions;
  for (const SessionNeighbour& neighbour :
       index.find_neighbours({songs.data(), static_cast<int64_t>(songs.size()), -1}, search))
    sessions.push_back(neighbour.session);
  return sessions;
}

TEST(SessionIndex, FindsTheSessionsWithMostInCommonAndOfEqualOnesTheLater) {
  const SessionIndex index(make_training(5, {{0, 1}, {2}, {0, 3}, {0, 1, 4}, {4}}));
  EXPECT_THAT(neighbours_of(index, {0, 1}, count_shared_songs()), ElementsAre(3, 0, 2));
}

TEST(SessionIndex, LooksAtTheLatestSessionsOnly) {
  const SessionIndex index(make_training(3, {{0, 1}, {0, 1}, {0}, {0}}));
  NeighbourSearch search = count_shared_songs();
  search.sample_size = 2;
  EXPECT_THAT(neighbours_of(index, {0, 1}, search), ElementsAre(3, 2));
  search.sample_size = 3;
  search.num_neighbours = 2;
  EXPECT_THAT(neighbours_of(index, {0, 1}, search), ElementsAre(1, 3));
}

TEST(SessionIndex, TimesDecideWhatIsLateWhereThereAreTimes) {
  TrainingPlays training = make_training(2, {{0}, {0}, {0}});
  training.end_times = {30, 10, 20};
  const SessionIndex index(training);
  NeighbourSearch search = count_shared_songs();
  search.sample_size = 1;
  EXPECT_THAT(neighbours_of(index, {0}, search), ElementsAre(2));  // the third in time, the first in the file
}

TEST(SessionIndex, PlaysOfUnknownSongsArePassedOver) {
  const SessionIndex index(make_training(3, {{0, 1}}));
  const std::vector<int32_t> songs = {0, 2, 1, 2, 2};
  const PlayHistory history{songs.data(), 5, -1};
  EXPECT_THAT(index.list_known_plays(history, 10), ElementsAre(1, 0));
  EXPECT_THAT(index.list_known_plays(history, 1), ElementsAre(1));
  EXPECT_EQ(index.find_neighbours(history, count_shared_songs())[0].steps, 1);
}

TEST(SessionIndex, ASearchLeavesNothingBehindForTheNext) {
  const SessionIndex index(make_training(3, {{0, 1}, {1, 2}}));
  const auto first = neighbours_of(index, {0, 1, 2}, count_shared_songs());
  neighbours_of(index, {2}, count_shared_songs());
  EXPECT_EQ(neighbours_of(index, {0, 1, 2}, count_shared_songs()), first);
}

TEST(Sknn, SumsTheCosinesOfTheNeighbours) {
  // History {0, 1}. Sessions: {0, 1, 2}: 2 / sqrt(3); {1, 3}: 1 / sqrt(2); {4} has nothing in common.
  const auto ranker = make_sknn_ranker(make_training(5, {{0, 1, 2}, {1, 3}, {4}}), {});
  const auto a = static_cast<float>(2 / std::sqrt(3.0)), b = static_cast<float>(1 / std::sqrt(2.0));
  EXPECT_THAT(score_after(*ranker, {0, 1}), Pointwise(FloatEq(), std::vector<float>{a, a + b, a, b, 0}));
  EXPECT_THAT(score_after(*ranker, {}), Each(Eq(0)));
}

TEST(Sknn, ASongThatIsPlayedTwiceCountsOnce) {
  const auto ranker = make_sknn_ranker(make_training(2, {{0, 0, 1}}), {});
  EXPECT_FLOAT_EQ(score_after(*ranker, {0, 0})[1], static_cast<float>(1 / std::sqrt(2.0)));
}

TEST(Vsknn, MatchesTheHandCalculation) {
  // History 0 1, weights (1/2)^2 and (2/2)^2. Session A {0, 2}: similarity 0.25, latest shared song 2 steps
  // back: 0.25 / 4. Session B {1, 3}: similarity 1, 1 step: 1. idf of all but 4: log(3 / 1), idf_weight 2.
  VsknnOptions options;
  options.idf_weight = 2;
  const auto ranker = make_vsknn_ranker(make_training(5, {{0, 2}, {1, 3}, {4}}), options);
  const double rare = 1 + 2 * std::log(3.0);
  const auto a = static_cast<float>(0.0625 * rare), b = static_cast<float>(rare);
  EXPECT_THAT(score_after(*ranker, {0, 1}), Pointwise(FloatEq(), std::vector<float>{a, b, a, b, 0}));
}

TEST(Vsknn, OnlyTheNearestSessionsCount) {
  VsknnOptions options;
  options.num_neighbours = 1;
  const auto ranker = make_vsknn_ranker(make_training(4, {{0, 2}, {1, 3}}), options);
  const auto scores = score_after(*ranker, {0, 1});
  EXPECT_EQ(scores[2], 0);
  EXPECT_GT(scores[3], 0);
}

TEST(Vsknn, AHistoryIsCutToItsLastPlays) {
  VsknnOptions options;
  options.max_history = 1;
  const auto ranker = make_vsknn_ranker(make_training(4, {{0, 2}, {1, 3}}), options);
  EXPECT_EQ(score_after(*ranker, {0, 1}), score_after(*ranker, {1}));
}

TEST(Vstan, MatchesTheHandCalculation) {
  // History 0 1. One session 1 2 3 0 4: weights of 0 and 1 in the history e^(-1/2) and 1; similarity their
  // sum / sqrt(5), which is the largest, so that it counts as 1. The session's last shared song is 0 at place
  // 4: distances 3, 2, 1, 0, 1 of songs 1, 2, 3, 0, 4. No song is rare: idf log(1 / 1) = 0.
  VstanOptions options;
  options.history_decay = 2;
  options.neighbour_decay = 4;
  const auto ranker = make_vstan_ranker(make_training(5, {{1, 2, 3, 0, 4}}), options);
  const auto weight = [](double distance) { return static_cast<float>(std::exp(-distance / 4)); };
  EXPECT_THAT(score_after(*ranker, {0, 1}),
              Pointwise(FloatEq(), std::vector<float>{1, weight(3), weight(2), weight(1), weight(1)}));
}

TEST(Vstan, TheLatestSharedSongDecides) {
  // Two sessions of two songs each. A shares song 0, 2 plays back: similarity e^-1 / sqrt(2), latest e^-1.
  // B shares song 1, the last: 1 / sqrt(2), 1. So A's songs have e^-2 of B's.
  VstanOptions options;
  options.history_decay = 1;
  options.latest_decay = 1;
  options.idf_weight = 0;
  const auto ranker = make_vstan_ranker(make_training(4, {{0, 2}, {1, 3}}), options);
  const auto scores = score_after(*ranker, {0, 1});
  EXPECT_NEAR(scores[2] / scores[3], std::exp(-2.0), 1e-6);
}

TEST(Vstan, PlaysFarBackDoNotVanish) {
  // Song 0 lies 150 plays back, all others are unknown to the sessions but one that shares nothing.
  VstanOptions options;
  options.max_history = 200;
  const TrainingPlays training = make_training(4, {{0, 1}, {2}});
  std::vector<int32_t> history(151, 2);
  history[0] = 0;
  const auto scores = score_after(*make_vstan_ranker(training, options), history);
  EXPECT_GT(scores[2], 0);
  for (const float score : scores) EXPECT_TRUE(std::isfinite(score));
}

}  // namespace
}  // namespace affekt
