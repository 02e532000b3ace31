// From a log to split sequences: order, sessions, what is left out, who trains and who tests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "ingest/sources/listening/listening_sessions.h"
#include "ingest/sources/listening/listening_split.h"
#include "ingest/sources/listening/stream_order.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A play of song "0", "1" ... in a stream.
struct TestPlay {
  int32_t stream;
  int song;
  int64_t when;
};

ListeningLog make_log(const std::vector<std::string>& streams, const std::vector<TestPlay>& plays,
                      bool has_times) {
  ListeningLog log(SongIdentity::kName);
  log.has_times = has_times;
  log.streams = streams;
  for (int song = 0; song < 10; ++song) log.songs.add("a", std::to_string(song), "");
  for (const TestPlay& play : plays) log.plays.push_back({play.stream, play.song, play.when});
  return log;
}

/// One stream of plays of song 0 at these times.
ListeningSequences make_timed_streams(const std::vector<std::vector<int64_t>>& times) {
  ListeningSequences streams;
  for (size_t s = 0; s < times.size(); ++s) {
    streams.stream_names.push_back("s" + std::to_string(s));
    streams.streams.push_back(static_cast<int32_t>(s));
    streams.splits.push_back(Split::kTrain);
    for (const int64_t time : times[s]) {
      streams.songs.push_back(static_cast<int32_t>(streams.songs.size() % 3));
      streams.times.push_back(time);
    }
    streams.has_train_duplicate.resize(streams.songs.size(), 0);
    streams.offsets.push_back(streams.num_plays());
  }
  return streams;
}

/// Streams of so many plays, without times.
ListeningSequences make_untimed_streams(const std::vector<std::pair<std::string, int>>& lengths) {
  std::vector<std::vector<int64_t>> times;
  for (const auto& [name, length] : lengths) times.emplace_back(length, 0);
  ListeningSequences streams = make_timed_streams(times);
  for (size_t s = 0; s < lengths.size(); ++s) streams.stream_names[s] = lengths[s].first;
  streams.times.clear();
  return streams;
}

/// "train 7, test 3": split and length of each sequence.
std::string show_sequences(const ListeningSequences& sequences) {
  std::string text;
  for (int64_t i = 0; i < sequences.num_sequences(); ++i)
    text += (i == 0 ? "" : ", ") + std::string(split_name(sequences.splits[static_cast<size_t>(i)])) + " " +
            std::to_string(sequences.length(i));
  return text;
}

TEST(StreamOrder, PlaysAreSortedAndANewestFirstStreamIsTurned) {
  // Stream 0 stands newest first, its two plays at 20 too; stream 1 has one play out of order.
  ListeningLog log =
      make_log({"x", "y", "z"},
               {{0, 1, 30}, {1, 5, 1}, {0, 2, 20}, {0, 3, 20}, {1, 6, 9}, {0, 4, 10}, {1, 7, 5}, {1, 8, 11}},
               /*has_times=*/true);
  nlohmann::json counts;
  const ListeningSequences ordered = order_streams(log, counts);
  EXPECT_THAT(ordered.songs, ElementsAre(4, 3, 2, 1, 5, 7, 6, 8));
  EXPECT_THAT(ordered.times, ElementsAre(10, 20, 20, 30, 1, 5, 9, 11));
  EXPECT_THAT(ordered.stream_names, ElementsAre("x", "y"));
  EXPECT_EQ(counts["streams_newest_first"], 1);
  EXPECT_EQ(counts["plays_out_of_order"], 1);
  EXPECT_EQ(counts["streams_without_plays"], 1);
  EXPECT_EQ(counts["repeated_plays"], 0);
}

TEST(StreamOrder, PlaysAtOnePlaceStayAndAreCounted) {
  ListeningLog log = make_log({"x", "y"}, {{0, 1, 5}, {0, 2, 5}, {0, 3, 4}, {1, 4, 5}}, /*has_times=*/false);
  nlohmann::json counts;
  EXPECT_THAT(order_streams(log, counts).songs, ElementsAre(3, 2, 1, 4));
  EXPECT_EQ(counts["plays_at_one_place"], 1);
}

TEST(StreamOrder, ASongTwiceAtOneSecondIsOnePlayWhereThereAreTimes) {
  const std::vector<TestPlay> plays = {{0, 1, 10}, {0, 2, 10}, {0, 1, 10}, {0, 1, 20}};
  nlohmann::json counts;
  ListeningLog timed = make_log({"x"}, plays, true), untimed = make_log({"x"}, plays, false);
  EXPECT_THAT(order_streams(timed, counts).songs, ElementsAre(1, 2, 1));
  EXPECT_EQ(counts["repeated_plays"], 1);
  const ListeningSequences ordered = order_streams(untimed, counts);
  EXPECT_THAT(ordered.songs, ElementsAre(1, 2, 1, 1));
  EXPECT_TRUE(ordered.times.empty());
}

TEST(ListeningSessions, APauseBeginsASessionAndShortOnesAreLeftOut) {
  ListeningDataConfig config;
  config.session_gap_minutes = 1;
  config.min_session_plays = 2;
  nlohmann::json counts;
  // A pause of exactly one minute is none.
  const ListeningSequences sessions =
      cut_into_sessions(config, make_timed_streams({{0, 60, 121, 200, 210}, {7}}), counts);
  EXPECT_THAT(sessions.offsets, ElementsAre(0, 2, 4));
  EXPECT_THAT(sessions.times, ElementsAre(0, 60, 200, 210));
  EXPECT_THAT(sessions.stream_names, ElementsAre("s0"));
  EXPECT_EQ(counts["sessions"], 4);
  EXPECT_EQ(counts["sessions_too_short"], 2);
  EXPECT_EQ(counts["plays_of_short_sessions"], 2);
  EXPECT_EQ(counts["streams_left_out"], 1);
  config.session_gap_minutes = 0;
  EXPECT_THAT(cut_into_sessions(config, make_timed_streams({{0, 60, 9999999}}), counts).offsets,
              ElementsAre(0, 3));
}

TEST(ListeningSessions, RareSongsAreLeftOutBeforeShortSessions) {
  ListeningDataConfig config;
  config.min_song_plays = 3;
  ListeningSequences streams = make_untimed_streams({{"a", 3}, {"b", 3}});
  streams.songs = {0, 0, 1, 0, 2, 2};
  nlohmann::json counts;
  const ListeningSequences sessions = cut_into_sessions(config, streams, counts);
  EXPECT_THAT(sessions.songs, ElementsAre(0, 0));  // the one play that stays of b is too short a session
  EXPECT_EQ(counts["songs_too_rare"], 2);
  EXPECT_EQ(counts["plays_of_rare_songs"], 3);
  EXPECT_EQ(counts["plays_of_short_sessions"], 1);
}

TEST(ListeningSessions, OnlyTrainingSequencesAreCutIntoPieces) {
  ListeningSequences sequences = make_untimed_streams({{"a", 7}, {"b", 4}});
  sequences.splits[1] = Split::kTest;
  EXPECT_EQ(show_sequences(cut_training_sequences(sequences, 3)), "train 3, train 3, train 1, test 4");
  EXPECT_EQ(show_sequences(cut_training_sequences(sequences, 0)), "train 7, test 4");
}

ListeningSequences split(const ListeningDataConfig& config, const ListeningSequences& sessions,
                         nlohmann::json& counts) {
  return split_sessions(config, sessions, "log.csv", counts);
}

TEST(ListeningSplit, ByTimeCutsEachStreamWithoutTimes) {
  ListeningDataConfig config;
  nlohmann::json counts;
  // 10 plays: floor(7) train, floor(8.5) = 8 is where the test begins; 7 plays: floor(4.9) = 4, floor(5.95) =
  // 5
  EXPECT_EQ(show_sequences(split(config, make_untimed_streams({{"a", 10}, {"b", 7}}), counts)),
            "train 7, validation 1, test 2, train 4, validation 1, test 2");
  EXPECT_FALSE(counts.contains("train_plays_of_the_future"));
}

TEST(ListeningSplit, PiecesAreWholeAndNeverReachTheTest) {
  ListeningDataConfig config;
  config.session_plays = 4;
  nlohmann::json counts;
  // 20 plays: 14 -> 16 train, the test begins at 17. 10 plays: 7 -> 8, the test begins at 8.
  EXPECT_EQ(show_sequences(split(config, make_untimed_streams({{"a", 20}, {"b", 10}}), counts)),
            "train 16, validation 1, test 3, train 8, test 2");
}

TEST(ListeningSplit, ByTimeNoPlayOfTheFutureTrainsInAnyStream) {
  ListeningDataConfig config;
  config.train_fraction = 0.5;
  config.validation_fraction = 0.25;
  nlohmann::json counts;
  // All times: 1 2 3 4 | 5 6 | 7 8. Stream 1 has no training play.
  const ListeningSequences cut = split(config, make_timed_streams({{1, 2, 3, 4, 8}, {5, 6, 7}}), counts);
  EXPECT_EQ(show_sequences(cut), "train 4, test 1, validation 2, test 1");
  EXPECT_EQ(counts["train_plays_of_the_future"], 0);
  // Plays of the same second stay together: 1 1 1 1 2 3, of which half are 3, so that the cut is at time 1.
  EXPECT_THAT(message_of<DataError>([&] {
                split(config, make_timed_streams({{1, 1, 1, 1, 2, 3}}), counts);
              }),
              HasSubstr("no play is left to train"));
}

TEST(ListeningSplit, ByTimeCutsASessionThatGoesOnOverTheMoment) {
  ListeningDataConfig config;
  config.session_gap_minutes = 1;
  config.validation_fraction = 0;
  config.train_fraction = 0.5;
  nlohmann::json counts;
  const ListeningSequences sessions =
      cut_into_sessions(config, make_timed_streams({{0, 1, 100, 101, 102, 103}}), counts);
  EXPECT_EQ(show_sequences(split(config, sessions, counts)), "train 2, train 1, test 3");
}

TEST(ListeningSplit, BySequenceTakesTheNumberOrThePlace) {
  ListeningDataConfig config;
  config.split = "by_sequence";
  nlohmann::json counts;
  EXPECT_EQ(
      show_sequences(split(config, make_untimed_streams({{"10", 3}, {"7", 4}, {"11", 5}, {"6", 6}}), counts)),
      "test 3, train 4, validation 5, validation 6");
  EXPECT_EQ(show_sequences(split(config, make_untimed_streams({{"10", 3}, {"7", 4}, {"x", 5}}), counts)),
            "test 3, validation 4, train 5");
  EXPECT_THAT(message_of<DataError>([&] {
                split(config, make_untimed_streams({{"10", 30}}), counts);
              }),
              AllOf(HasSubstr("log.csv: data.listening.split: by_sequence"), HasSubstr("there is 1 stream"),
                    HasSubstr("by_time or last_play")));
}

TEST(ListeningSplit, LastPlayTestsOnePlayOfEachStream) {
  ListeningDataConfig config;
  config.split = "last_play";
  nlohmann::json counts;
  EXPECT_EQ(show_sequences(split(config, make_untimed_streams({{"a", 5}, {"b", 2}, {"c", 3}}), counts)),
            "train 3, validation 1, test 1, train 2, train 1, validation 1, test 1");
  EXPECT_EQ(counts["streams_too_short_to_test"], 1);
  // Stream 1 validates at time 3 and tests at 5; stream 0 trains at 8, later than these.
  split(config, make_timed_streams({{8, 9, 10}, {1, 3, 5}}), counts);
  EXPECT_EQ(counts["train_plays_of_the_future"], 1);
}

TEST(ListeningSplit, TooLittleToTestIsRefused) {
  ListeningDataConfig config;
  nlohmann::json counts;
  EXPECT_THAT(message_of<DataError>([&] {
                split(config, make_untimed_streams({{"a", 1}}), counts);
              }),
              AllOf(HasSubstr("log.csv: no play is left to train"), HasSubstr("1 play in 1 session got")));
  config.split = "last_play";
  EXPECT_THAT(message_of<DataError>([&] {
                split(config, make_untimed_streams({{"a", 2}}), counts);
              }),
              HasSubstr("no play is left to test"));
}

TEST(ListeningSplit, SharesOfRoundNumbersAreNotOneTooFew) {  // 0.7 * 1130 is 790.999... in floating point
  ListeningDataConfig config;
  nlohmann::json counts;
  EXPECT_EQ(show_sequences(split(config, make_untimed_streams({{"a", 1130}}), counts)),
            "train 791, validation 169, test 170");
}

}  // namespace
}  // namespace affekt
