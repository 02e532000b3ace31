#include "next_song/ensemble_ranker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "next_song/ranker_table.h"
#include "tests/next_song/listening_example.h"

namespace affekt {
namespace {

using next_song_tests::make_random_listening;
using testing::ElementsAre;
using testing::FloatEq;
using testing::Pointwise;

std::vector<float> combine(const std::vector<float>& first, const std::vector<float>& second,
                           double second_weight, const std::string& normalization) {
  std::vector<float> combined;
  combine_scores(first, second, {second_weight, normalization}, combined);
  return combined;
}

TEST(Ensemble, SharesMatchTheHandCalculation) {
  // 3 : 1 : 0 and 0 : 0 : 8, a quarter of the second.
  EXPECT_THAT(combine({3, 1, 0}, {0, 0, 8}, 0.25, "share"),
              Pointwise(FloatEq(), std::vector<float>{0.75F * 0.75F, 0.75F * 0.25F, 0.25F}));
}

TEST(Ensemble, ScoresByTheLargestMatchTheHandCalculation) {
  EXPECT_THAT(combine({3, 1.5, 0}, {0, 2, 8}, 0.5, "max"),
              Pointwise(FloatEq(), std::vector<float>{0.5F, 0.25F + 0.125F, 0.5F}));
}

TEST(Ensemble, ARankerWithoutOpinionLeavesTheChoiceToTheOther) {
  EXPECT_THAT(combine({0, -3, 0}, {1, 0, 3}, 0.5, "share"), ElementsAre(0.125, 0, 0.375));
  EXPECT_THAT(combine({0, 0}, {0, 0}, 0.5, "max"), ElementsAre(0, 0));
}

TEST(Ensemble, WeightsOfZeroAndOneAreOneRankerAlone) {
  EXPECT_THAT(combine({4, 4, 0}, {0, 1, 3}, 0, "share"), ElementsAre(0.5, 0.5, 0));
  EXPECT_THAT(combine({4, 4, 0}, {0, 1, 3}, 1, "share"), ElementsAre(0, 0.25, 0.75));
}

TEST(Ensemble, TuningIsNoWorseThanEitherOnThePositionsItSaw) {
  const ListeningData data = make_random_listening(60, 6, 200);
  const TrainingPlays training = gather_training_plays(data);
  const ListeningPositions positions = list_positions(data, Split::kValidation);
  const std::shared_ptr<SongRanker> first = make_ranker(training, {"markov"}),
                                    second = make_ranker(training, {"popularity"});
  const EnsembleChoice choice = tune_ensemble(*first, *second, positions);
  BootstrapOptions no_intervals;
  no_intervals.num_resamples = 0;
  const auto mrr_of = [&](const SongRanker& ranker) {
    return score_ranks(evaluate_ranker(ranker, positions, 0).ranks, no_intervals).values[kMrrAt20];
  };
  const auto ensemble = make_ensemble_ranker(first, second, choice.options);
  EXPECT_GE(mrr_of(*ensemble), mrr_of(*first));
  EXPECT_GE(mrr_of(*ensemble), mrr_of(*second));
  double best = 0;
  for (const EnsembleTrial& trial : choice.trials) best = std::max(best, trial.mrr);
  EXPECT_DOUBLE_EQ(mrr_of(*ensemble), best);
  EXPECT_DOUBLE_EQ(choice.trials.front().mrr, mrr_of(*first));
  EXPECT_EQ(choice.trials.front().options.second_weight, 0);
}

TEST(Ensemble, TuningIsTheSameForAnyNumberOfThreads) {
  const ListeningData data = make_random_listening(40, 3, 200);
  const TrainingPlays training = gather_training_plays(data);
  const ListeningPositions positions = list_positions(data, Split::kValidation);
  const auto first = make_ranker(training, {"markov"}), second = make_ranker(training, {"s_knn"});
  PositionWork one, four;
  one.num_threads = 1;
  four.num_threads = 4;
  const EnsembleChoice a = tune_ensemble(*first, *second, positions, one);
  const EnsembleChoice b = tune_ensemble(*first, *second, positions, four);
  for (size_t t = 0; t < a.trials.size(); ++t) EXPECT_EQ(a.trials[t].mrr, b.trials[t].mrr);
  EXPECT_EQ(a.options.second_weight, b.options.second_weight);
}

}  // namespace
}  // namespace affekt
