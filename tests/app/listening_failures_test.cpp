// Faulty and unusual listening logs: exit code and a message that names the fault's place, or says what was
// done.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/affekt_process.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kPlaysHeader[] = "source,seq_id,pos,artist,track,source_track_id,spotify_id_with_features\n";

class ListeningFailures : public testing::Test {
 protected:
  void write_log(const std::string& name, const std::string& text) const {
    fs::create_directories(folder_ / "log");
    write_file(folder_ / "log" / name, text);
  }
  ProcessResult prepare(const std::vector<std::string>& settings = {}) const {
    write_file(folder_ / "plays.yaml",
               "name: plays\ndata: {source: listening, path: " + (folder_ / "log").string() +
                   ", prepared_dir: " + (folder_ / "prepared").string() +
                   "}\nmodel: {name: next_song_rnn}\ntrain: {best_metric: mrr_at_20}\n");
    std::vector<std::string> arguments = {"prepare", (folder_ / "plays.yaml").string()};
    for (const std::string& setting : settings) {
      arguments.push_back("--set");
      arguments.push_back(setting);
    }
    return run_affekt(arguments);
  }
  void expect_refused(const ProcessResult& result,
                      const testing::Matcher<const std::string&>& message) const {
    EXPECT_EQ(result.exit_code, 3) << result.err;
    EXPECT_THAT(result.err, AllOf(HasSubstr("affekt: error: "), message));
    EXPECT_FALSE(fs::exists(folder_ / "prepared"));
  }
  void expect_prepared(const ProcessResult& result,
                       const testing::Matcher<const std::string&>& message) const {
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.err, message);
  }

  TemporaryFolder folder_;
};

/// One listener's play at 23:MM:57, as Last.fm has it.
std::string make_lastfm_line(int minute, const std::string& title) {
  return fmt::format("u\t2009-05-04T23:{:02}:57Z\t\tArtist\t\t{}\n", minute, title);
}

std::string make_history_record(int minute) {
  return fmt::format(R"({{"ts": "2021-03-04T10:{:02}:07Z", "username": "secret_user", "ms_played": 200000, )"
                     R"("master_metadata_track_name": "T{}", "master_metadata_album_artist_name": "A", )"
                     R"("spotify_track_uri": "spotify:track:id{}", "reason_end": "trackdone"}})",
                     minute, minute % 4, minute % 4);
}

TEST_F(ListeningFailures, EmptySequencesAreRefused) {
  write_log("plays.csv", kPlaysHeader);
  expect_refused(prepare(), HasSubstr("plays expected, none got"));
  fs::remove_all(folder_ / "log");
  write_log("mpd.slice.0-999.json", R"({"playlists": [{"pid": 1, "tracks": []}, {"pid": 2, "tracks": []}]})");
  expect_refused(prepare(), HasSubstr("plays expected, none got"));
}

TEST_F(ListeningFailures, APlayWithoutASongIsNamedByLine) {
  std::string plays = kPlaysHeader;
  for (int p = 0; p < 10; ++p) plays += fmt::format("r,K,{},A,T{},x,\n", p, p);
  write_log("plays.csv", plays + "r,K,10,A,,x,\n");
  expect_refused(prepare(), AllOf(HasSubstr("1 bad sample"), HasSubstr("set data.on_bad_sample: skip"),
                                  HasSubstr("plays.csv:12: a song expected, a play without title got")));
  expect_prepared(prepare({"data.on_bad_sample=skip"}),
                  AllOf(HasSubstr("Skipped 1 bad sample:\n  plays.csv:12: a song expected"),
                        HasSubstr(": 10 plays of 10 songs")));
}

TEST_F(ListeningFailures, TimesOutOfOrderAreSortedAndWhatIsNoTimeIsNamed) {
  std::string log;
  for (const int minute : {5, 3, 1, 2, 4, 6, 9, 8, 7, 0})
    log += make_lastfm_line(minute, fmt::format("T{}", minute));
  write_log("log.tsv", log + "u\tyesterday\t\tArtist\t\tT1\n");
  expect_refused(
      prepare(),
      HasSubstr("log.tsv:11: timestamp: a time such as 2009-05-04T23:08:57Z expected, 'yesterday' got"));
  write_log("log.tsv", log);
  expect_prepared(prepare(), HasSubstr("plays out of order, sorted: "));
}

TEST_F(ListeningFailures, AnIdInTwoSpellingsIsOneSongAndCounted) {
  const auto make_track = [](const std::string& artist, const std::string& title, int id) {
    return fmt::format(
        R"({{"pos": 0, "artist_name": "{}", "track_name": "{}", "track_uri": "spotify:track:id{}"}},)",
        artist, title, id);
  };
  std::string tracks;
  for (int p = 0; p < 12; ++p) tracks += make_track("Abba", fmt::format("T{}", p % 4), p % 4);
  tracks += make_track(" ABBA ", "t1", 1);             // the same name
  tracks += make_track("Abba", "T1 (Remastered)", 1);  // the same id
  tracks.pop_back();
  write_log("mpd.slice.0-999.json",
            fmt::format(R"({{"playlists": [{{"pid": 1, "name": "x", "tracks": [{}]}}]}})", tracks));
  expect_prepared(prepare(),
                  AllOf(HasSubstr(": 14 plays of 4 songs"), HasSubstr("ids under two names or more: 1\n")));
}

TEST_F(ListeningFailures, AJsonSliceCutShortIsNamedWithTheByte) {
  write_log("mpd.slice.0-999.json", R"({"playlists": [{"pid": 1, "tracks": [{"artist_name": "A",)");
  expect_refused(
      prepare({"data.on_bad_sample=skip"}),
      HasSubstr("mpd.slice.0-999.json: cut short: the JSON ends in the middle at byte 57 (line 1)"));
}

TEST_F(ListeningFailures, AHistoryOfOneSessionIsCutByTimeAndCannotBeHeldOutAsAWhole) {
  std::string history;
  for (int minute = 10; minute < 20; ++minute)
    history += (minute > 10 ? "," : "") + make_history_record(minute);
  write_log("endsong_0.json", "[" + history + "]");
  expect_refused(prepare({"data.listening.split=by_sequence"}),
                 AllOf(HasSubstr("by_sequence holds out whole streams, and there is 1 stream; take by_time"),
                       Not(HasSubstr("secret_user"))));
  expect_prepared(prepare(),
                  AllOf(HasSubstr("10 plays of 4 songs in 1 stream"), Not(HasSubstr("secret_user"))));
}

TEST_F(ListeningFailures, WhatLeavesNoPlayOrNoValidationIsNamedByItsKey) {
  std::string plays = kPlaysHeader;
  for (int p = 0; p < 60; ++p) plays += fmt::format("r,K,{},A,T{},x,\n", p, p % 9);
  write_log("plays.csv", plays);
  expect_refused(prepare({"data.listening.min_song_plays=100000"}),
                 HasSubstr("data.listening.min_song_plays: 100000 leaves none of the 60 plays"));
  // 42 of 60 plays would train; rounded up to pieces of 30 all do that don't test.
  expect_prepared(prepare({"data.listening.session_plays=30"}),
                  HasSubstr("no play is in the validation split, so nothing can be chosen by it: "
                            "data.listening.session_plays rounds the training part"));
}

TEST_F(ListeningFailures, FilesInAFolderBelowAreNamed) {
  fs::create_directories(folder_ / "log/my_spotify_data/MyData");
  write_file(folder_ / "log/my_spotify_data/MyData/endsong_0.json", "[]");
  expect_refused(prepare(),
                 AllOf(HasSubstr("there are some in "), HasSubstr("log/my_spotify_data: set data.path")));
}

TEST_F(ListeningFailures, ASequenceOfAHundredThousandPlaysIsPrepared) {
  std::string log;
  for (int p = 0; p < 100000; ++p)
    log += fmt::format("u\t{}-01-01T{:02}:{:02}:{:02}Z\t\tA\t\tT{}\n", 2000 + p / 20000, p % 20000 / 3600,
                       p % 20000 / 60 % 60, p % 20000 % 60, p * 7 % 300);
  write_log("log.tsv", log);
  expect_prepared(prepare({"data.listening.session_gap_minutes=0"}),
                  AllOf(HasSubstr("100,000 plays of 300 songs in 1 stream"),
                        HasSubstr("train: 70,000 plays in 1 sequence\n")));
}

TEST_F(ListeningFailures, ACatalogueOfOneSongIsRefused) {
  std::string plays = kPlaysHeader;
  for (int p = 0; p < 20; ++p) plays += fmt::format("r,K,{},Abba,SOS,x,\n", p);
  write_log("plays.csv", plays);
  expect_refused(prepare(),
                 HasSubstr("at least two songs expected, or there is nothing to choose from; 1 song got"));
}

}  // namespace
}  // namespace affekt::testing_app
