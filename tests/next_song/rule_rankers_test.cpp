#include "next_song/rankers/rule_rankers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/process/threads.h"
#include "next_song/rankers/decay.h"
#include "next_song/rankers/song_rules.h"
#include "tests/next_song/listening_example.h"

namespace affekt {
namespace {

using next_song_tests::make_training;
using next_song_tests::score_after;
using testing::Each;
using testing::ElementsAre;
using testing::Eq;

TEST(Decay, MatchesTheHandCalculation) {
  EXPECT_EQ(decay_by_steps(Decay::kSame, 7), 1);
  EXPECT_DOUBLE_EQ(decay_by_steps(Decay::kLinear, 3), 0.7);
  EXPECT_EQ(decay_by_steps(Decay::kLinear, 12), 0);
  EXPECT_DOUBLE_EQ(decay_by_steps(Decay::kDiv, 4), 0.25);
  EXPECT_DOUBLE_EQ(decay_by_steps(Decay::kQuadratic, 4), 0.0625);
  EXPECT_DOUBLE_EQ(decay_by_steps(Decay::kLog, 1), 1 / std::log10(2.7));
  EXPECT_DOUBLE_EQ(decay_by_position(Decay::kDiv, 3, 4), 0.75);
  EXPECT_DOUBLE_EQ(decay_by_position(Decay::kQuadratic, 2, 4), 0.25);
  EXPECT_DOUBLE_EQ(decay_by_position(Decay::kLinear, 2, 4), 0.8);
  EXPECT_DOUBLE_EQ(decay_by_position(Decay::kLog, 4, 4), 1 / std::log10(1.7));
  EXPECT_EQ(decay_from_name("quadratic"), Decay::kQuadratic);
  EXPECT_THROW(decay_from_name("cubic"), ConfigError);
}

TEST(MarkovRanker, CountsWhatCameRightAfter) {
  // 0 1 | 0 1 | 0 2: after 0 came 1 twice and 2 once.
  const auto ranker = make_markov_ranker(make_training(3, {{0, 1}, {0, 1}, {0, 2}}), {});
  EXPECT_THAT(score_after(*ranker, {2, 0}), ElementsAre(0, 2, 1));
  EXPECT_THAT(score_after(*ranker, {1}), ElementsAre(0, 0, 0));
  EXPECT_THAT(score_after(*ranker, {}), ElementsAre(0, 0, 0));
}

TEST(MarkovRanker, NothingFollowsAcrossTheEndOfASequence) {
  const auto ranker = make_markov_ranker(make_training(3, {{0, 1}, {2, 0}}), {});
  EXPECT_THAT(score_after(*ranker, {1}), ElementsAre(0, 0, 0));
}

TEST(MarkovRanker, ALastSongThatTrainingDoesNotHaveIsPassedOver) {
  const auto ranker = make_markov_ranker(make_training(4, {{0, 1}}), {});
  EXPECT_THAT(score_after(*ranker, {0, 3, 3}), ElementsAre(0, 1, 0, 0));
}

TEST(MarkovRanker, KeepsTheBestRulesAndOfEqualOnesTheFirstMet) {
  MarkovOptions options;
  options.num_rules = 2;
  // After 0: 3, 2 and 1 once each, then 1 again.
  const auto ranker = make_markov_ranker(make_training(4, {{0, 3}, {0, 2}, {0, 1}, {0, 1}}), options);
  EXPECT_THAT(score_after(*ranker, {0}), ElementsAre(0, 2, 0, 1));
}

TEST(AssociationRules, CountPairsInBothDirections) {
  // 0 1 2 | 2 0: with 0 stood 1 once, 2 twice.
  const auto ranker = make_association_rule_ranker(make_training(3, {{0, 1, 2}, {2, 0}}), {});
  EXPECT_THAT(score_after(*ranker, {0}), ElementsAre(0, 1, 2));
  EXPECT_THAT(score_after(*ranker, {1}), ElementsAre(1, 0, 1));
}

TEST(AssociationRules, PairsBeyondTheLargestDistanceDoNotCount) {
  AssociationRuleOptions options;
  options.max_distance = 2;
  const auto ranker = make_association_rule_ranker(make_training(4, {{0, 1, 2, 3}}), options);
  EXPECT_THAT(score_after(*ranker, {0}), ElementsAre(0, 1, 1, 0));
}

TEST(SequentialRules, WeighByDistance) {
  // 0 1 2 | 0 2 with 1 / distance: after 0, 1 has 1, 2 has 1/2 + 1.
  const auto ranker = make_sequential_rule_ranker(make_training(3, {{0, 1, 2}, {0, 2}}), {});
  EXPECT_THAT(score_after(*ranker, {0}), ElementsAre(0, 1, 1.5));
  EXPECT_THAT(score_after(*ranker, {2}), Each(Eq(0)));  // what stood before doesn't count
}

TEST(SequentialRules, LookOnlySoManyStepsAhead) {
  SequentialRuleOptions options;
  options.steps = 2;
  options.decay = "quadratic";
  const auto ranker = make_sequential_rule_ranker(make_training(4, {{0, 1, 2, 3}}), options);
  EXPECT_THAT(score_after(*ranker, {0}), ElementsAre(0, 1, 0.25, 0));
}

TEST(SequentialRules, ASongMayFollowItself) {
  const auto ranker = make_sequential_rule_ranker(make_training(2, {{0, 1, 0}}), {});
  EXPECT_THAT(score_after(*ranker, {0}), ElementsAre(0.5, 1));
}

TEST(ItemKnn, IsACosineWithoutRegularization) {
  // Plays: 0 twice, 1 once, 2 twice. Pairs with 0: 1 once, 2 twice. 1 / sqrt(2 * 1), 2 / sqrt(2 * 2).
  ItemKnnOptions options;
  options.regularization = 0;
  const auto ranker = make_item_knn_ranker(make_training(3, {{0, 1, 2}, {2, 0}}), options);
  const auto scores = score_after(*ranker, {0});
  EXPECT_EQ(scores[0], 0);  // never itself
  EXPECT_FLOAT_EQ(scores[1], static_cast<float>(1 / std::sqrt(2.0)));
  EXPECT_FLOAT_EQ(scores[2], 1);
}

TEST(ItemKnn, RegularizationIsAgainstRareSongs) {
  ItemKnnOptions options;
  options.regularization = 2;
  options.alpha = 0.75;
  const auto ranker = make_item_knn_ranker(make_training(2, {{0, 1}, {0}}), options);
  // 1 / ((2 + 2)^0.75 * (1 + 2)^0.25)
  EXPECT_FLOAT_EQ(score_after(*ranker, {0})[1],
                  static_cast<float>(1 / (std::pow(4, 0.75) * std::pow(3, 0.25))));
}

TEST(SongRules, AreTheSameForAnyNumberOfThreads) {
  const ListeningData data = next_song_tests::make_random_listening(40, 6, 100);
  const TrainingPlays training = gather_training_plays(data);
  RuleMining mining;
  mining.weights = {0, 1, 0.5, 0.25};
  mining.both_directions = true;
  mining.num_rules = 7;
  const int threads_before = thread_count();
  set_thread_count(1);
  const SongRules one = mine_song_rules(training, mining);
  set_thread_count(4);
  const SongRules four = mine_song_rules(training, mining);
  set_thread_count(threads_before);
  ASSERT_EQ(one.offsets, four.offsets);
  for (size_t k = 0; k < one.rules.size(); ++k) {
    EXPECT_EQ(one.rules[k].song, four.rules[k].song);
    EXPECT_EQ(one.rules[k].weight, four.rules[k].weight);
  }
}

}  // namespace
}  // namespace affekt
