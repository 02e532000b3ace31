#include "next_song/listening_positions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "next_song/training_plays.h"
#include "tests/next_song/listening_example.h"

namespace affekt {
namespace {

using next_song_tests::ExampleSequence;
using next_song_tests::make_listening;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<int32_t> songs_of(const PlayHistory& history) {
  return {history.songs, history.songs + history.num_plays};
}

template <class ErrorType, class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const ErrorType& error) {
    return error.what();
  }
  return "no error";
}

/// A station whose plays are split by time, and a playlist that is all test.
ListeningData station_and_playlist() {
  return make_listening(5, {{0, Split::kTrain, {0, 1}},
                            {0, Split::kTrain, {2}},
                            {0, Split::kValidation, {1, 3}},
                            {0, Split::kTest, {0, 4}},
                            {1, Split::kTest, {2, 2, 3}}});
}

TEST(ListeningPositions, TheHistoryIsAllOfTheStreamSoFarOfEverySplit) {
  const ListeningData data = station_and_playlist();
  const ListeningPositions positions = list_positions(data, Split::kTest);
  ASSERT_EQ(positions.num_positions(), 4);
  EXPECT_THAT(positions.targets, ElementsAre(0, 4, 2, 3));
  EXPECT_THAT(songs_of(positions.history(0)), ElementsAre(0, 1, 2, 1, 3));
  EXPECT_THAT(songs_of(positions.history(1)), ElementsAre(0, 1, 2, 1, 3, 0));
  EXPECT_THAT(songs_of(positions.history(3)), ElementsAre(2, 2));
  EXPECT_EQ(positions.history(0).stream, 0);
  EXPECT_EQ(positions.history(3).stream, 1);
}

TEST(ListeningPositions, TheFirstPlayOfAStreamIsNone) {
  EXPECT_THAT(list_positions(station_and_playlist(), Split::kTrain).targets, ElementsAre(1, 2));
}

TEST(ListeningPositions, SaysWhatIsWarmAndWhatWasPlayedBefore) {
  const ListeningPositions positions = list_positions(station_and_playlist(), Split::kTest);
  EXPECT_THAT(positions.is_warm, ElementsAre(1, 0, 1, 0));    // 3 is in validation only, 4 in test only
  EXPECT_THAT(positions.is_repeat, ElementsAre(1, 0, 1, 0));  // 2 was played by the other stream too
}

TEST(ListeningPositions, LeavesOutDuplicatesOfTrainingWhenAsked) {
  const ListeningData data = make_listening(
      3, {{0, Split::kTrain, {0, 1, 2}}, {1, Split::kTest, {0, 1, 2}, true}, {2, Split::kTest, {0, 2, 1}}});
  PositionOptions options;
  options.leave_out_train_duplicates = true;
  EXPECT_THAT(list_positions(data, Split::kTest, options).sequences, ElementsAre(2, 2));
  EXPECT_THAT(list_positions(data, Split::kTest).sequences, ElementsAre(1, 1, 2, 2));
}

TEST(ListeningPositions, ACapTakesThemEvenly) {
  const ListeningData data =
      make_listening(2, {{0, Split::kTrain, {0, 1}}, {1, Split::kTest, std::vector<int32_t>(101, 0)}});
  PositionOptions options;
  options.max_positions = 4;
  EXPECT_THAT(list_positions(data, Split::kTest, options).plays, ElementsAre(3, 28, 53, 78));
  options.max_positions = 1000;
  EXPECT_THAT(list_positions(data, Split::kTest, options).plays, SizeIs(100));
}

TEST(ListeningPositions, ASplitWithoutPlaysHasNone) {
  EXPECT_THAT(list_positions(make_listening(1, {{0, Split::kTrain, {0}}}), Split::kTest).plays, IsEmpty());
  EXPECT_THAT(list_positions(make_listening(1, {{0, Split::kTest, {0}}}), Split::kTest).plays, IsEmpty());
}

TEST(ListeningPositions, StreamsOutOfOrderAreRefused) {
  ListeningData data = make_listening(1, {{1, Split::kTrain, {0}}, {0, Split::kTest, {0}}});
  EXPECT_THAT(message_of<DataError>([&] { list_positions(data, Split::kTest); }),
              HasSubstr("sequence 1 is of stream 0, the one before it of stream 1"));
}

TEST(ResamplingUnits, AreStreamsOrSequencesWhereThereAreFewStreams) {
  std::vector<ExampleSequence> sequences;
  for (int32_t stream = 0; stream < 5; ++stream) {
    sequences.push_back({stream, Split::kTest, {0, 0}});
    sequences.push_back({stream, Split::kTest, {0, 0}});
  }
  const ListeningData five = make_listening(1, sequences);
  const ResamplingUnits streams = choose_resampling_units(list_positions(five, Split::kTest));
  EXPECT_EQ(streams.name, "stream");
  EXPECT_EQ(streams.num_units, 5);
  EXPECT_THAT(streams.groups, SizeIs(15));  // 3 positions each
  sequences.resize(4);
  const ListeningData two = make_listening(1, sequences);
  const ResamplingUnits units = choose_resampling_units(list_positions(two, Split::kTest));
  EXPECT_EQ(units.name, "sequence");
  EXPECT_EQ(units.num_units, 4);
}

TEST(TrainingPlays, AreThoseOfTheTrainingSplit) {
  const TrainingPlays training = gather_training_plays(station_and_playlist());
  EXPECT_THAT(training.songs, ElementsAre(0, 1, 2));
  EXPECT_THAT(training.offsets, ElementsAre(0, 2, 3));
  EXPECT_THAT(training.play_counts, ElementsAre(1, 1, 1, 0, 0));
  EXPECT_EQ(training.num_songs, 5);
}

TEST(TrainingPlays, EmptySequencesAreLeftOut) {
  const TrainingPlays training =
      gather_training_plays(make_listening(1, {{0, Split::kTrain, {}}, {1, Split::kTrain, {0}}}));
  EXPECT_EQ(training.num_sequences(), 1);
}

TEST(TrainingPlays, NoneAreRefused) {
  const ListeningData data = make_listening(1, {{0, Split::kTest, {0}}});
  EXPECT_THAT(message_of<DataError>([&] { gather_training_plays(data); }),
              HasSubstr("training split has no play"));
}

TEST(TrainingPlays, ASongThatIsNotInTheCatalogueIsRefused) {
  const ListeningData data = make_listening(2, {{0, Split::kTrain, {0, 2}}});
  EXPECT_THAT(message_of<DataError>([&] { gather_training_plays(data); }),
              HasSubstr("play 1 is of song 2: expected 0 to 1"));
}

}  // namespace
}  // namespace affekt
