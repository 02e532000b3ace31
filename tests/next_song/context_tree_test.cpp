#include "next_song/rankers/context_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "next_song/rankers/context_tree_ranker.h"
#include "tests/next_song/listening_example.h"

namespace affekt {
namespace {

using next_song_tests::make_training;
using next_song_tests::score_after;
using testing::FloatEq;
using testing::Pointwise;

TEST(ContextTree, WithoutContextIsPopularity) {
  ContextTreeOptions options;
  options.max_depth = 0;
  const auto ranker = make_context_tree_ranker(make_training(3, {{0, 1, 0}}), options);
  // Plays / (plays of all + prior).
  EXPECT_THAT(score_after(*ranker, {1}), Pointwise(FloatEq(), std::vector<float>{0.5F, 0.25F, 0}));
}

TEST(ContextTree, MatchesTheHandCalculation) {
  // Training 0 1 over two songs, prior 2 plays, so 1 for each song.
  // Play 0: root counts 0. Play 1 after 0: root P = (0 + 1) / (1 + 2) = 1/3; the new node for context 0 has
  // P = 1/2 and w = 1/2: mixture 5/12, w becomes (1/2 * 1/2) / (5/12) = 0.6.
  // After 0: root n = 2, node n = 1. Of one play: root (1 - 0.6) / 4 = 0.1, node 0.6 / 3 = 0.2.
  ContextTreeOptions options;
  options.max_depth = 1;
  options.prior_plays = 2;
  const auto ranker = make_context_tree_ranker(make_training(2, {{0, 1}}), options);
  EXPECT_THAT(score_after(*ranker, {0}), Pointwise(FloatEq(), std::vector<float>{0.1F, 0.3F}));
  EXPECT_THAT(score_after(*ranker, {1}), Pointwise(FloatEq(), std::vector<float>{0.25F, 0.25F}));
}

TEST(ContextTree, LearnsThatALongContextIsToBeTrusted) {
  // After 1, what comes depends on the play before it: 0 1 2 and 3 1 4.
  std::vector<std::vector<int32_t>> sequences;
  for (int i = 0; i < 20; ++i) sequences.insert(sequences.end(), {{0, 1, 2}, {3, 1, 4}});
  const auto ranker = make_context_tree_ranker(make_training(5, sequences), {});
  const auto after_0 = score_after(*ranker, {0, 1}), after_3 = score_after(*ranker, {3, 1});
  EXPECT_GT(after_0[2], 5 * after_0[4]);
  EXPECT_GT(after_3[4], 5 * after_3[2]);
}

TEST(ContextTree, AnUnknownContextFallsBackToTheShorterOne) {
  const auto ranker = make_context_tree_ranker(make_training(4, {{0, 1, 2}, {0, 1, 2}}), {});
  EXPECT_EQ(score_after(*ranker, {3, 1}), score_after(*ranker, {1}));
}

TEST(ContextTree, HasANodeForEachContextUpToTheDepth) {
  ContextTreeShape shape;
  shape.max_depth = 2;
  // 0 1 2 0: contexts "", 0, 1, 10, 2, 21 (the latest first).
  EXPECT_EQ(ContextTree(make_training(3, {{0, 1, 2, 0}}), shape).num_nodes(), 6);
}

}  // namespace
}  // namespace affekt
