#include <gtest/gtest.h>

#include "evaluation/next_song/next_song_inputs.h"

namespace affekt {
namespace {

TEST(NextSongInputs, PlaysAreThoseOfThePositionsCountedWithinTheirStream) {
  ListeningData data;
  data.sequences.stream_names = {"first", "second"};
  data.sequences.streams = {0, 1, 1};
  data.sequences.splits = {Split::kTrain, Split::kTrain, Split::kTest};
  data.sequences.has_train_duplicate = {0, 0, 0, 0, 1, 1, 0};
  data.sequences.offsets = {0, 2, 4, 7};
  data.sequences.songs = {0, 1, 0, 1, 0, 2, 1};
  data.catalogue.ids = {"a", "b", "c"};
  data.catalogue.artist_indices = {0, 0, 0};
  const std::vector<PredictedPlay> plays = list_predicted_plays(list_positions(data, Split::kTest));
  ASSERT_EQ(plays.size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(plays[i].stream, 1);
    EXPECT_EQ(plays[i].sequence, 2);
    EXPECT_EQ(plays[i].play, static_cast<int64_t>(2 + i));
    EXPECT_EQ(plays[i].prefix_length, static_cast<int64_t>(2 + i));
    EXPECT_EQ(plays[i].has_train_duplicate, i < 2);
  }
  EXPECT_EQ(plays[0].target, 0);
  EXPECT_TRUE(plays[0].is_repeat);
  EXPECT_TRUE(plays[0].is_warm);
  EXPECT_EQ(plays[1].target, 2);
  EXPECT_FALSE(plays[1].is_repeat);
  EXPECT_FALSE(plays[1].is_warm);
}

TEST(NextSongInputs, ABaselineHasItsTitleItsParametersInWordsAndItsLists) {
  ListeningPositions positions;
  positions.plays = {0, 1};
  positions.targets = {0, 1};
  BaselineResult result;
  result.tuned.choice.name = "sequential_rules";
  result.tuned.choice.parameters = {{"max_distance", 10}, {"decay", "div"}};
  result.tuned.choice.num_left_out = 30;
  result.tuned.num_tried = 12;
  result.evaluation.ranks = {1, 2.5};
  result.evaluation.lists.list_length = 2;
  result.evaluation.lists.songs = {0, 1, 1, -1};
  const std::vector<int64_t> play_counts = {5, 1};
  const std::vector<int32_t> artists = {0, 1};
  const std::vector<float> no_features;
  const RankedMethod method = describe_baseline(result, positions, {play_counts, artists, no_features});
  EXPECT_EQ(method.name, "sequential_rules");
  EXPECT_EQ(method.title, "Sequential rules");
  EXPECT_EQ(method.role, MethodRole::kBaseline);
  EXPECT_EQ(method.citation, "Kamehkhosh et al. (2017)");
  EXPECT_EQ(method.parameters,
            "max_distance 10, decay div, 30 recent plays left out; the best of 12 sets by MRR@20 on "
            "validation");
  EXPECT_EQ(method.ranks, result.evaluation.ranks);
  ASSERT_TRUE(method.lists.has_value());
  EXPECT_DOUBLE_EQ(method.lists->coverage, 1);
}

}  // namespace
}  // namespace affekt
