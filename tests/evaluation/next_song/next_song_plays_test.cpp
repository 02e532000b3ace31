#include <gtest/gtest.h>

#include "evaluation/next_song/next_song_plays.h"

namespace affekt {
namespace {

TEST(NextSongPlays, AreThoseOfThePositionsCountedWithinTheirStream) {
  ListeningData data;
  data.sequences.stream_names = {"first", "second"};
  data.sequences.streams = {0, 1, 1};
  data.sequences.splits = {Split::kTrain, Split::kTrain, Split::kTest};
  data.sequences.has_train_duplicate = {0, 0, 1};
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
    EXPECT_TRUE(plays[i].has_train_duplicate);
  }
  EXPECT_EQ(plays[0].target, 0);
  EXPECT_TRUE(plays[0].is_repeat);
  EXPECT_TRUE(plays[0].is_warm);
  EXPECT_EQ(plays[1].target, 2);
  EXPECT_FALSE(plays[1].is_repeat);
  EXPECT_FALSE(plays[1].is_warm);
}

}  // namespace
}  // namespace affekt
