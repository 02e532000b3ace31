#include "next_song/tune_rankers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "next_song/baselines.h"
#include "tests/next_song/listening_example.h"

namespace affekt {
namespace {

using next_song_tests::make_listening;
using next_song_tests::make_random_listening;
using testing::HasSubstr;

TuningOptions quick() {
  TuningOptions options;
  options.max_positions = 50;
  options.show_progress = false;
  return options;
}

/// One station that plays its ten songs round and round.
ListeningData round_and_round() {
  const auto round = [](int num_plays, int first) {
    std::vector<int32_t> songs;
    for (int i = 0; i < num_plays; ++i) songs.push_back((first + i) % 10);
    return songs;
  };
  return make_listening(10, {{0, Split::kTrain, round(200, 0)},
                             {0, Split::kValidation, round(40, 0)},
                             {0, Split::kTest, round(40, 0)}});
}

TEST(TuneRankers, FindsThatRecentPlaysDoNotComeAgain) {
  TuningOptions options = quick();
  options.names = {"stream_popularity"};
  options.num_left_out = {0, 5, 9};
  const ListeningData data = round_and_round();
  const auto tuned = tune_rankers(data, gather_training_plays(data), options);
  ASSERT_EQ(tuned.size(), 1U);
  EXPECT_EQ(tuned[0].choice.num_left_out, 9);  // only the tenth song back can come
  EXPECT_EQ(tuned[0].validation_mrr, 1);
  EXPECT_EQ(tuned[0].num_tried, 3 * static_cast<int64_t>(find_ranker("stream_popularity").grid.size()));
}

TEST(TuneRankers, PopularityStaysWhatEverybodyKnows) {
  TuningOptions options = quick();
  options.names = {"popularity"};
  const ListeningData data = round_and_round();
  EXPECT_EQ(tune_rankers(data, gather_training_plays(data), options)[0].choice.num_left_out, 0);
}

TEST(TuneRankers, TheScoreIsThatOfTheChosenRanker) {
  const ListeningData data = make_random_listening(40, 5, 200);
  const TrainingPlays training = gather_training_plays(data);
  PositionOptions which;
  which.max_positions = 50;
  const ListeningPositions positions = list_positions(data, Split::kValidation, which);
  BootstrapOptions no_intervals;
  no_intervals.num_resamples = 0;
  for (const TunedRanker& ranker : tune_rankers(data, training, quick())) {
    const auto ranks = evaluate_ranker(*make_ranker(training, ranker.choice), positions, 0).ranks;
    EXPECT_EQ(score_ranks(ranks, no_intervals).values[kMrrAt20], ranker.validation_mrr) << ranker.choice.name;
  }
}

TEST(TuneRankers, IsTheSameForAnyNumberOfThreads) {
  const ListeningData data = make_random_listening(40, 5, 200);
  const TrainingPlays training = gather_training_plays(data);
  TuningOptions options = quick();
  options.num_threads = 1;
  const auto one = to_json(tune_rankers(data, training, options));
  options.num_threads = 4;
  EXPECT_EQ(to_json(tune_rankers(data, training, options)), one);
}

TEST(TuneRankers, NoValidationIsRefused) {
  const ListeningData data = make_listening(1, {{0, Split::kTrain, {0, 0}}});
  try {
    tune_rankers(data, gather_training_plays(data), quick());
    FAIL() << "nothing to tune on";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("the validation split has no play"));
  }
}

TEST(TuneRankers, AnUnknownNameIsRefused) {
  TuningOptions options = quick();
  options.names = {"magic"};
  const ListeningData data = round_and_round();
  EXPECT_THROW(tune_rankers(data, gather_training_plays(data), options), ArtifactError);
}

TEST(TuneRankers, AreReadBackAsTheyWereWritten) {
  const ListeningData data = round_and_round();
  const auto json = to_json(tune_rankers(data, gather_training_plays(data), quick()));
  EXPECT_EQ(to_json(tuned_rankers_from_json(nlohmann::ordered_json::parse(json.dump()))), json);
  auto damaged = json;
  damaged[0].erase("validation");
  EXPECT_THROW(tuned_rankers_from_json(damaged), ArtifactError);
  EXPECT_THROW(tuned_rankers_from_json({{"a", 1}}), ArtifactError);
}

TEST(Baselines, CarryWhatAReportNeeds) {
  const ListeningData data = round_and_round();
  const TrainingPlays training = gather_training_plays(data);
  TuningOptions options = quick();
  options.names = {"popularity", "markov"};
  const auto tuned = tune_rankers(data, training, options);
  const ListeningPositions positions = list_positions(data, Split::kTest);
  const BaselineResults results = evaluate_baselines(training, positions, tuned, false);
  ASSERT_EQ(results.methods.size(), 2U);
  EXPECT_EQ(results.strongest, 1U);
  const BaselineResult& markov = results.methods[1];
  EXPECT_EQ(markov.tuned.choice.name, "markov");
  EXPECT_EQ(markov.evaluation.ranks, std::vector<double>(40, 1));
  EXPECT_EQ(markov.evaluation.lists.num_lists(), 40);
}

TEST(Baselines, AChoiceIsDescribedInOneLine) {
  EXPECT_EQ(describe_choice({"sequential_rules", {{"steps", 10}, {"decay", "div"}}, 300}),
            "steps 10, decay div, 300 recent plays left out");
  EXPECT_EQ(describe_choice({"popularity"}), "");
}

}  // namespace
}  // namespace affekt
