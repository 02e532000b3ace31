#include "next_song/evaluate_ranker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "next_song/ranker_table.h"
#include "next_song/rankers/recent_plays_left_out.h"
#include "tests/next_song/listening_example.h"

namespace affekt {
namespace {

using next_song_tests::make_listening;
using next_song_tests::make_random_listening;
using testing::Each;
using testing::ElementsAre;

/// The same scores at every position.
class FixedRanker : public SongRanker {
 public:
  explicit FixedRanker(std::vector<float> scores) : scores_(std::move(scores)) {}
  std::string name() const override { return "fixed"; }
  void score(const PlayHistory&, std::vector<float>& scores) const override { scores = scores_; }

 private:
  std::vector<float> scores_;
};

TEST(EvaluateRanker, RanksEveryTargetAmongAllSongs) {
  const ListeningData data =
      make_listening(4, {{0, Split::kTrain, {0, 1, 2}}, {1, Split::kTest, {0, 1, 2, 0, 3}}});
  const ListeningPositions positions = list_positions(data, Split::kTest);
  const RankerEvaluation evaluation = evaluate_ranker(FixedRanker({3, 2, 0, 0}), positions, 3);
  // 1 is second; 2 shares places 3 and 4 with 3, which is in the catalogue though not in training.
  EXPECT_THAT(evaluation.ranks, ElementsAre(2, 3.5, 1, INFINITY));
  EXPECT_THAT(evaluation.lists.songs, ElementsAre(0, 1, -1, 0, 1, -1, 0, 1, -1, 0, 1, -1));
}

TEST(EvaluateRanker, AColdSongCountsWhenTheMethodNamesIt) {
  const ListeningData data = make_listening(3, {{0, Split::kTrain, {0}}, {1, Split::kTest, {0, 2}}});
  const ListeningPositions positions = list_positions(data, Split::kTest);
  EXPECT_THAT(evaluate_ranker(FixedRanker({3, 0, 1}), positions, 0).ranks, ElementsAre(2));
  EXPECT_THAT(evaluate_ranker(FixedRanker({3, 0, 0}), positions, 0).ranks, ElementsAre(INFINITY));
}

TEST(EvaluateRanker, PartsAreScoredApart) {
  const ListeningData data = make_listening(3, {{0, Split::kTrain, {0, 1}}, {1, Split::kTest, {0, 1, 0, 2}}});
  const ListeningPositions positions = list_positions(data, Split::kTest);
  BootstrapOptions options;
  options.num_resamples = 0;
  const ScoresByPart scores = score_parts(positions, {30, 2, INFINITY}, options);
  EXPECT_EQ(scores.all.num_positions, 3);
  EXPECT_EQ(scores.warm.num_positions, 2);
  EXPECT_DOUBLE_EQ(scores.warm.values[kHitRateAt20], 0.5);
  EXPECT_EQ(scores.cold.num_positions, 1);
  EXPECT_EQ(scores.cold.values[kHitRateAt20], 0);
  EXPECT_EQ(scores.repeats.num_positions, 1);
  EXPECT_DOUBLE_EQ(scores.repeats.values[kMrrAt20], 0.5);
  EXPECT_EQ(scores.first_plays.num_positions, 2);
}

TEST(EvaluateRanker, SeveralNumbersOfPlaysLeftOutGiveTheRanksOfEach) {
  const ListeningData data = make_random_listening(30, 4, 100);
  const ListeningPositions positions = list_positions(data, Split::kTest);
  const std::vector<int64_t> num_left_out = {0, 1, 5, 40, 1000};
  for (const RankerEntry& entry : ranker_table()) {
    const TrainingPlays training = gather_training_plays(data);
    const auto ranks =
        rank_with_plays_left_out(*entry.make(training, entry.grid[0]), positions, num_left_out);
    for (size_t k = 0; k < num_left_out.size(); ++k) {
      const auto ranker = make_ranker(training, {entry.name, entry.grid[0], num_left_out[k]});
      EXPECT_EQ(ranks[k], evaluate_ranker(*ranker, positions, 0).ranks)
          << entry.name << " " << num_left_out[k];
    }
  }
}

TEST(EvaluateRanker, IsTheSameForAnyNumberOfThreads) {
  const ListeningData data = make_random_listening(50, 5, 200);
  const TrainingPlays training = gather_training_plays(data);
  const ListeningPositions positions = list_positions(data, Split::kTest);
  PositionWork one, four;
  one.num_threads = 1;
  four.num_threads = 4;
  for (const RankerEntry& entry : ranker_table()) {
    const auto ranker = entry.make(training, entry.grid[0]);
    const RankerEvaluation a = evaluate_ranker(*ranker, positions, 20, one);
    const RankerEvaluation b = evaluate_ranker(*ranker, positions, 20, four);
    EXPECT_EQ(a.ranks, b.ranks) << entry.name;
    EXPECT_EQ(a.lists.songs, b.lists.songs) << entry.name;
  }
}

}  // namespace
}  // namespace affekt
