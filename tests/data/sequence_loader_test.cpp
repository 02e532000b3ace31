#include "data/sequence_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/support/tiny_listening.h"

namespace affekt {
namespace {

using testing::ElementsAre;
using testing_support::make_plays;
using testing_support::make_tiny_listening;
using testing_support::TinySequence;

std::vector<int64_t> targets_of(const SequencePlan& plan) {
  std::vector<int64_t> targets;
  for (int64_t step = 0; step < plan.num_steps(); ++step)
    for (const PlayWindow& window : plan.step(step))
      for (int64_t play = window.first; play < window.end; ++play) targets.push_back(play);
  std::sort(targets.begin(), targets.end());
  return targets;
}

std::vector<int64_t> targets_of(const std::vector<PlayWindow>& runs) {
  std::vector<int64_t> targets;
  for (const PlayWindow& run : runs)
    for (int64_t play = run.first; play < run.end; ++play) targets.push_back(play);
  return targets;
}

/// Streams of 1, 2, 21, 40 and 130 plays, the longest in sequences of 30.
ListeningSequences make_sequences() {
  std::vector<TinySequence> sequences;
  int32_t stream = 0;
  for (const int64_t length : {1, 2, 21, 40})
    sequences.push_back({stream++, Split::kTrain, make_plays(length, 50)});
  for (int i = 0; i < 5; ++i) sequences.push_back({stream, Split::kTrain, make_plays(i < 4 ? 30 : 10, 50)});
  return make_tiny_listening(50, sequences).sequences;
}

SequenceLoaderOptions loader_options(bool carry_state) {
  SequenceLoaderOptions options;
  options.batch_size = 3;
  options.bptt_plays = 20;
  options.carry_state = carry_state;
  return options;
}

TEST(SequenceLoader, SequencesOfAStreamAreOneRunWhoseFirstPlayIsNotForeseen) {
  const auto data = make_tiny_listening(9, {{0, Split::kTrain, {0, 1, 2}},
                                            {0, Split::kTrain, {3, 4}},
                                            {0, Split::kValidation, {5, 6}},
                                            {1, Split::kTrain, {7}},
                                            {2, Split::kTrain, {7, 8}}});
  const auto runs = list_windows(data.sequences, Split::kTrain);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].first, 1);
  EXPECT_EQ(runs[0].end, 5);
  EXPECT_EQ(runs[1].first, 9);
  EXPECT_EQ(runs[1].stream_first, 8);
  const auto validation = list_windows(data.sequences, Split::kValidation);
  ASSERT_EQ(validation.size(), 1u);
  EXPECT_EQ(validation[0].first, 5);  // foreseen from the training plays
  EXPECT_EQ(validation[0].stream_first, 0);
  EXPECT_TRUE(list_windows(data.sequences, Split::kTest).empty());
}

TEST(SequenceLoader, EveryPlayIsForeseenOnceAnEpochInWindowsOfAtMostBpttPlays) {
  const auto runs = list_windows(make_sequences(), Split::kTrain);
  for (const bool carry_state : {false, true}) {
    std::set<int64_t> num_steps;
    for (int64_t epoch = 0; epoch < 20; ++epoch) {
      const SequencePlan plan(runs, loader_options(carry_state), epoch);
      EXPECT_EQ(targets_of(plan), targets_of(runs));
      num_steps.insert(plan.num_steps());
      for (int64_t step = 0; step < plan.num_steps(); ++step)
        for (const PlayWindow& window : plan.step(step)) EXPECT_LE(window.length(), 20);
    }
    EXPECT_EQ(num_steps.size(), 1u);
  }
}

TEST(SequenceLoader, EpochsCutElsewhereAndAnEpochIsTheSameAgain) {
  const auto runs = list_windows(make_sequences(), Split::kTrain);
  const auto firsts = [&](int64_t epoch) {
    std::vector<int64_t> result;
    const SequencePlan plan(runs, loader_options(false), epoch);
    for (int64_t step = 0; step < plan.num_steps(); ++step)
      for (const PlayWindow& window : plan.step(step)) result.push_back(window.first);
    return result;
  };
  EXPECT_EQ(firsts(3), firsts(3));
  auto one = firsts(3), other = firsts(4);
  std::sort(one.begin(), one.end());
  std::sort(other.begin(), other.end());
  EXPECT_NE(one, other);  // other cuts, not only another order
}

TEST(SequenceLoader, WindowsOfOneLengthStandTogether) {
  std::vector<TinySequence> sequences;
  for (int32_t stream = 0; stream < 40; ++stream)
    sequences.push_back({stream, Split::kTrain, make_plays(2 + stream % 15, 50)});
  SequenceLoaderOptions options = loader_options(false);
  options.batch_size = 4;
  const SequencePlan plan(list_windows(make_tiny_listening(50, sequences).sequences, Split::kTrain), options,
                          0);
  int64_t num_padded = 0, num_targets = 0;
  for (int64_t step = 0; step < plan.num_steps(); ++step) {
    int64_t longest = 0;
    for (const PlayWindow& window : plan.step(step)) longest = std::max(longest, window.length());
    for (const PlayWindow& window : plan.step(step)) {
      num_padded += longest - window.length();
      num_targets += window.length();
    }
  }
  EXPECT_LT(num_padded, num_targets / 10);  // in any order they would be half of the targets
}

TEST(SequenceLoader, WithCarriedStateARowGoesOnWhereItEnded) {
  const auto runs = list_windows(make_sequences(), Split::kTrain);
  const SequencePlan plan(runs, loader_options(true), 5);
  int64_t num_continued = 0;
  for (size_t row = 0; row < 3; ++row) {
    EXPECT_FALSE(plan.step(0)[row].continues_last);
    for (int64_t step = 1; step < plan.num_steps(); ++step) {
      const PlayWindow &before = plan.step(step - 1)[row], &now = plan.step(step)[row];
      if (!now.continues_last) continue;
      ++num_continued;
      EXPECT_EQ(now.first, before.end);
      EXPECT_EQ(now.stream_first, before.stream_first);
      EXPECT_EQ(before.length(), 20);  // so its state is the one behind the batch's last step
    }
  }
  EXPECT_GT(num_continued, 4);
}

TEST(SequenceLoader, ABatchHasThePlayBeforeEachTargetByHand) {
  const auto data = make_tiny_listening(9, {{0, Split::kTrain, {4, 5, 6, 7}}, {1, Split::kTrain, {8, 2}}});
  const SequenceBatch batch = make_sequence_batch(data.sequences, {{1, 4, 0, false}, {5, 6, 4, true}, {}});
  EXPECT_TRUE(torch::equal(batch.songs, torch::tensor({{4, 8, 0}, {5, 0, 0}, {6, 0, 0}}, torch::kInt64)));
  EXPECT_THAT(batch.targets, ElementsAre(5, 6, 7, 2));
  EXPECT_THAT(batch.places, ElementsAre(0, 3, 6, 1));
  EXPECT_TRUE(torch::equal(batch.continues_last, torch::tensor({0.0f, 1.0f, 0.0f})));
}

TEST(SequenceLoader, ASequenceOf100000PlaysIsCutIntoWindows) {
  const auto data = make_tiny_listening(50, {{0, Split::kTrain, make_plays(100000, 50)}});
  const auto runs = list_windows(data.sequences, Split::kTrain);
  const SequencePlan plan(runs, loader_options(false), 0);
  EXPECT_EQ(plan.num_steps(), 1667);  // 99,999 targets: 4,999 whole windows of 20 and the rest, in threes
  EXPECT_EQ(targets_of(plan).size(), 99999u);
}

}  // namespace
}  // namespace affekt
