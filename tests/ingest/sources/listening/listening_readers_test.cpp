// What each layout's reader takes from its files, and what it refuses; the rules behind them have tests of
// their own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "ingest/sources/listening/iso_time.h"
#include "ingest/sources/listening/lastfm_log.h"
#include "ingest/sources/listening/listening_csv.h"
#include "ingest/sources/listening/playlist_slices.h"
#include "ingest/sources/listening/spotify_history.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> titles_of(const ListeningLog& log) {
  std::vector<std::string> titles;
  for (const LoggedPlay& play : log.plays)
    titles.push_back(log.songs.names()[static_cast<size_t>(play.name)].title);
  return titles;
}

std::vector<std::string> reasons_of(const ListeningLog& log) {
  std::vector<std::string> reasons;
  for (const BadSample& bad : log.bad) reasons.push_back(bad.source_id + ": " + bad.reason);
  return reasons;
}

class ListeningReaders : public testing::Test {
 protected:
  fs::path write(const std::string& name, const std::string& text) const {
    write_bytes(folder_ / name, text);
    return folder_ / name;
  }
  TemporaryFolder folder_;
};

const std::string kHeader = "source,seq_id,pos,artist,track,source_track_id,spotify_id_with_features\n";

TEST_F(ListeningReaders, CsvTakesOnePartOrAll) {
  const fs::path path = write("l.csv", kHeader +
                                           "mpd,7,0,Abba,SOS,1,f1\nradio,KGB,0,Abba,SOS,KGB1,\n"
                                           "mpd,7,1,\"Earth, Wind & Fire\",September,2,\n");
  const ListeningLog mpd = read_listening_csv(path, "mpd");
  EXPECT_FALSE(mpd.has_times);
  EXPECT_THAT(mpd.streams, ElementsAre("7"));
  EXPECT_THAT(titles_of(mpd), ElementsAre("SOS", "September"));
  EXPECT_EQ(mpd.songs.names()[1].artist, "Earth, Wind & Fire");
  EXPECT_EQ(mpd.counts["plays_in_source"], 2);
  EXPECT_EQ(mpd.counts["plays_of_other_parts"], 1);
  const ListeningLog all = read_listening_csv(path, "");
  EXPECT_THAT(all.streams, ElementsAre("mpd/7", "radio/KGB"));
  EXPECT_THAT(message_of<DataError>([&] { read_listening_csv(path, "jazz"); }),
              AllOf(HasSubstr("l.csv: data.listening.part"), HasSubstr("no play has the source 'jazz'"),
                    HasSubstr("mpd (2 plays), radio (1 play)")));
}

TEST_F(ListeningReaders, CsvPlaysThatCannotBeUsedAreNamedByLine) {
  const ListeningLog log = read_listening_csv(
      write("l.csv", kHeader + "r,K,0,Abba,,1,\nr,K,1,,SOS,2,\nr,K,2,,,3,\nr,,3,Abba,SOS,4,\n"
                               "r,K,x,Abba,SOS,5,\nr,K,6,Abba\nr,K,7,Abba,SOS,6,\n"),
      "");
  EXPECT_THAT(reasons_of(log), ElementsAre("l.csv:2: a song expected, a play without title got",
                                           "l.csv:3: a song expected, a play without artist got",
                                           "l.csv:4: a song expected, a play without artist and title got",
                                           "l.csv:5: a seq_id expected, an empty field got",
                                           "l.csv:6: pos: a whole number expected, 'x' got",
                                           "l.csv:7: 7 fields expected, 4 got"));
  EXPECT_EQ(log.plays.size(), 1U);
}

TEST_F(ListeningReaders, CsvNeedsItsColumns) {
  EXPECT_THAT(
      message_of<DataError>([&] { read_listening_csv(write("l.csv", "seq_id,artist,track\n1,a,b\n"), ""); }),
      AllOf(HasSubstr("l.csv:1"), HasSubstr("a column pos"), HasSubstr("seq_id, artist, track")));
  EXPECT_THAT(message_of<DataError>(
                  [&] { read_listening_csv(write("m.csv", "seq_id,pos,artist,track\n1,0,a,b\n"), "x"); }),
              HasSubstr("there is no column source"));
}

TEST_F(ListeningReaders, LastfmLinesAreSixFieldsBetweenTabs) {
  const std::string id = "b8c4eb2b-4e4c-4a7c-9d3b-0a8a2f0a5c11";
  const ListeningLog log =
      read_lastfm_log(write("log.tsv",
                            "userid\ttimestamp\tartid\tartname\ttraid\ttraname\n"
                            "user_1\t2009-05-04T23:08:57Z\t\tAbba\t" +
                                id +
                                "\tSOS\r\n"
                                "user_2\t2009-05-04T13:54:10Z\tx\tAbba\t\t\"Waterloo\"\n\n"
                                "user_1\tyesterday\tx\tAbba\t\tSOS\n"
                                "user_1\t2009-05-04T13:54:10Z\tx\tAbba\tSOS\n"
                                "user_1\t2009-05-04T13:54:10Z\tx\t\t\tSOS\n"
                                "\t2009-05-04T13:54:10Z\tx\tAbba\t\tSOS"));
  EXPECT_TRUE(log.has_times);
  EXPECT_THAT(log.streams, ElementsAre("user_1", "user_2"));
  EXPECT_THAT(titles_of(log), ElementsAre("SOS", "\"Waterloo\""));
  EXPECT_EQ(log.plays[0].when, parse_iso_time("2009-05-04T23:08:57Z"));
  EXPECT_EQ(log.songs.id_of(0), id);
  EXPECT_EQ(log.songs.id_of(1), "abba\t\"waterloo\"");
  EXPECT_EQ(log.counts["plays_in_source"], 6);
  EXPECT_THAT(
      reasons_of(log),
      ElementsAre("log.tsv:5: timestamp: a time such as 2009-05-04T23:08:57Z expected, 'yesterday' got",
                  "log.tsv:6: 6 fields between tabs expected, 5 got",
                  "log.tsv:7: a song expected, a play without artist got",
                  "log.tsv:8: a user's id expected, an empty field got"));
}

TEST_F(ListeningReaders, LastfmRefusesWhatIsNoText) {
  EXPECT_THAT(message_of<DataError>([&] { read_lastfm_log(write("a.tsv", std::string("a\0b", 3))); }),
              HasSubstr("a.tsv: is no text file"));
  EXPECT_THAT(message_of<DataError>([&] { read_lastfm_log(write("b.tsv", "\n\n")); }),
              HasSubstr("b.tsv: empty file"));
}

const std::string kSlice = R"({"info": {"version": "v1", "playlists": "none", "slice": "0-999"},
"playlists": [
 {"name": "Secret name", "pid": 3, "num_tracks": 2, "tracks": [
  {"pos": 0, "artist_name": "Abba", "track_uri": "spotify:track:id1", "track_name": "SOS", "duration_ms": 1},
  {"pos": 1, "artist_name": "Abba", "track_uri": "spotify:local:x", "track_name": "Waterloo"}]},
 {"tracks": [], "pid": 4},
 {"tracks": [{"pos": 0, "artist_name": "Abba", "track_name": "SOS"}], "pid": 5, "num_followers": 1}
]})";

TEST_F(ListeningReaders, SlicesGiveOneStreamAPlaylist) {
  const ListeningLog log = read_playlist_slices({write("mpd.slice.0-999.json", kSlice)});
  EXPECT_THAT(log.streams, ElementsAre("3", "5"));
  EXPECT_THAT(titles_of(log), ElementsAre("SOS", "Waterloo", "SOS"));
  EXPECT_EQ(log.songs.id_of(0), "id1");
  EXPECT_EQ(log.songs.id_of(1), "abba\twaterloo");  // spotify:local is no id
  EXPECT_EQ(log.counts["streams_without_plays"], 1);
  EXPECT_EQ(log.counts["plays_in_source"], 3);
  EXPECT_THAT(log.bad, IsEmpty());
}

TEST_F(ListeningReaders, SlicesNameBadPlaylistsAndTracks) {
  const std::string second = R"({"playlists": [
    {"pid": 3, "tracks": [{"artist_name": "A", "track_name": "B"}]},
    {"tracks": [{"artist_name": "A", "track_name": "B"}]},
    {"pid": 9, "tracks": [{"artist_name": "A", "track_name": null},
                         {"pos": 1, "artist_name": "A", "track_name": "C"}]}]})";
  const ListeningLog log = read_playlist_slices(
      {write("mpd.slice.0-999.json", kSlice), write("mpd.slice.1000-1999.json", second)});
  EXPECT_THAT(
      reasons_of(log),
      ElementsAre(
          "mpd.slice.1000-1999.json, playlist 3: a pid of its own expected, one that came before got",
          "mpd.slice.1000-1999.json, playlist at place 1: a playlist without pid got; its number expected",
          "mpd.slice.1000-1999.json, playlist 9, track 0: a song expected, a play without title got"));
  EXPECT_EQ(log.counts["bad_playlists"], 2);
  EXPECT_EQ(log.plays.size(), 4U);
}

TEST_F(ListeningReaders, SlicesNameWhatIsNoPlaylistNoTrackAndNoPlace) {
  const auto track = [](const std::string& place) {
    return R"({"pos": )" + place + R"(, "artist_name": "A", "track_name": "B"})";
  };
  const std::string slice = R"({"playlists": ["x", [[1, "tracks"]], {"pid": 1, "tracks": [[1, 2], 5, )" +
                            track("\"x\"") + "," + track("0.5") + "," + track("7") +
                            R"(]}, {"pid": 2, "tracks": "none"}, {"pid": 3, "tracks": {"pos": 1}}]})";
  const ListeningLog log = read_playlist_slices({write("mpd.slice.0-999.json", slice)});
  const std::string file = "mpd.slice.0-999.json, ";
  EXPECT_THAT(
      reasons_of(log),
      ElementsAre(
          file + "playlist at place 0: a playlist ({\"pid\": ..., \"tracks\": [...]}) expected, a text got",
          file + "playlist at place 1: a playlist ({\"pid\": ..., \"tracks\": [...]}) expected, a list got",
          file + "playlist 1, track 0: a track ({...}) expected, a list got",
          file + "playlist 1, track 1: a track ({...}) expected, a number got",
          file + "playlist 1, track 2: pos: a whole number from 0 expected, something else or nothing got",
          file + "playlist 1, track 3: pos: a whole number from 0 expected, something else or nothing got",
          file + "playlist 2: a list of tracks expected, a text got",
          file + "playlist 3: a list of tracks expected, an object got"));
  EXPECT_EQ(log.counts["bad_playlists"], 4);
  EXPECT_EQ(log.plays.size(), 1U);
}

TEST_F(ListeningReaders, ALastLineCutInItsMiddleStopsTheReading) {
  const fs::path csv = write("l.csv", kHeader + "r,K,0,Abba,SOS,1,\nr,K,1,Ab");
  EXPECT_THAT(message_of<DataError>([&] { read_listening_csv(csv, ""); }),
              HasSubstr("l.csv:3: cut short: the last line has 4 of 7 fields, and no line end"));
  const fs::path whole = write("w.csv", kHeader + "r,K,0,Abba,SOS,1,");
  EXPECT_EQ(read_listening_csv(whole, "").plays.size(), 1U);
  const fs::path tabs = write("l.tsv", "u\t2009-05-04T13:54:10Z\t\tAbba\t\tSOS\nu\t2009-05-04T13:5");
  EXPECT_THAT(message_of<DataError>([&] { read_lastfm_log(tabs); }),
              HasSubstr("l.tsv:2: cut short: the last line has 2 of 6 fields, and no line end"));
}

TEST_F(ListeningReaders, ASliceCutShortNamesFileByteAndLine) {
  const auto fault_of = [&](const std::string& text) {
    const fs::path path = write("mpd.slice.0-999.json", text);
    return message_of<DataError>([&] { read_playlist_slices({path}); });
  };
  const std::string cut = kSlice.substr(0, 250);
  EXPECT_THAT(fault_of(cut),
              AllOf(HasSubstr("mpd.slice.0-999.json: cut short: the JSON ends in the middle at byte 250 "
                              "(line 4)"),
                    Not(HasSubstr("Secret")), Not(HasSubstr("Abba"))));
  EXPECT_THAT(fault_of(kSlice.substr(0, kSlice.size() - 1)), HasSubstr("cut short"));
  EXPECT_THAT(fault_of("{\"playlists\": [}]\n"),
              HasSubstr("JSON expected, something else got at byte 16 (line 1)"));
  EXPECT_THAT(fault_of(" \n"), HasSubstr("empty file"));
  EXPECT_THAT(fault_of("{\"lists\": []}"), HasSubstr("an object with \"playlists\""));
}

/// A record as Spotify writes it, personal data and all.
std::string make_record(const std::string& time, const std::string& title, int ms_played,
                        const std::string& more = "") {
  return R"({"ts": ")" + time + R"(", "username": "secret_user", "platform": "linux", "ms_played": )" +
         std::to_string(ms_played) +
         R"(, "conn_country": "DE", "ip_addr_decrypted": "203.0.113.77", "ip_addr": "203.0.113.78", )" +
         R"("master_metadata_track_name": )" + (title.empty() ? "null" : '"' + title + '"') +
         R"(, "master_metadata_album_artist_name": )" + (title.empty() ? "null" : "\"Abba\"") +
         R"(, "spotify_track_uri": )" + (title.empty() ? "null" : "\"spotify:track:id" + title + "\"") +
         R"(, "episode_name": null, "reason_start": "trackdone")" + more + "}";
}

TEST_F(ListeningReaders, AHistoryIsOneStreamWithoutPodcastsRepetitionsAndSkippedPlays) {
  const std::string sos =
      make_record("2021-03-04T05:06:07Z", "SOS", 200000, R"(, "skipped": false, "shuffle": true)");
  const fs::path old =
      write("endsong_0.json", "[" + sos + "," + make_record("2021-03-04T06:00:00Z", "", 900000) + "]");
  const fs::path later =
      write("Streaming_History_Audio_2021_1.json",
            "[" + sos + "," +
                make_record("2021-03-04T05:10:00Z", "Waterloo", 12000,
                            R"(, "reason_end": "fwdbtn", "skipped": true)") +
                "," + make_record("2021-03-04T05:11:00Z", "Intro", 12000, R"(, "reason_end": "trackdone")") +
                "," + make_record("2021-03-04T05:12:00Z", "Nothing", 0, R"(, "reason_end": "trackdone")") +
                "," + make_record("2021-03-04T05:13:00Z", "Chiquitita", 31000, R"(, "skipped": true)") + "]");
  const ListeningLog log = read_spotify_history({old, later}, {});
  EXPECT_TRUE(log.has_times);
  EXPECT_THAT(log.streams, ElementsAre("listener"));
  EXPECT_THAT(titles_of(log), ElementsAre("SOS", "Intro", "Chiquitita"));
  EXPECT_EQ(log.songs.id_of(0), "idSOS");
  EXPECT_EQ(log.counts["plays_in_source"], 7);
  EXPECT_EQ(log.counts["repeated_plays"], 1);
  EXPECT_EQ(log.counts["plays_without_track"], 1);
  EXPECT_EQ(log.counts["plays_too_short"], 2);
  EXPECT_EQ(log.counts["plays_skipped"], 1);
  EXPECT_EQ(log.counts["plays_shuffled"], 1);
  SpotifyOptions all;
  all.min_played_seconds = 0;
  EXPECT_EQ(read_spotify_history({old, later}, all).plays.size(), 4U);
}

TEST_F(ListeningReaders, WhatIsNoRecordOfAHistoryIsNamedAndCounted) {
  const std::string good = make_record("2021-03-04T05:06:07Z", "SOS", 200000);
  const fs::path path = write("endsong_0.json", "[null, \"secret\", [1, 2], 7, true, " + good + ", " +
                                                    make_record("never", "SOS", 1) + "]");
  const ListeningLog log = read_spotify_history({path}, {});
  const std::string file = "endsong_0.json, record ", expected = ": a record ({\"ts\": ...}) expected, ";
  EXPECT_THAT(reasons_of(log),
              ElementsAre(file + "0" + expected + "null got", file + "1" + expected + "a text got",
                          file + "2" + expected + "a list got", file + "3" + expected + "a number got",
                          file + "4" + expected + "true or false got",
                          file + "6: ts: a time such as 2021-03-04T05:06:07Z expected, something else got"));
  EXPECT_EQ(log.counts["plays_in_source"], 7);
  EXPECT_EQ(log.plays.size(), 1U);
}

TEST_F(ListeningReaders, AHistorysFaultsQuoteNothingOfIt) {
  const std::string good = make_record("2021-03-04T05:06:07Z", "SOS", 200000);
  const fs::path path = write("endsong_0.json", "[" + good + "," + make_record("secret_user", "SOS", 1) +
                                                    "," + make_record("2021-03-04T05:06:08Z", "SOS", -5) +
                                                    R"(,{"ts": "2021-03-04T05:06:09Z",
          "ms_played": 5, "username": "secret_user", "master_metadata_track_name": "x"}])");
  const ListeningLog log = read_spotify_history({path}, {});
  EXPECT_THAT(
      reasons_of(log),
      ElementsAre(
          "endsong_0.json, record 1: ts: a time such as 2021-03-04T05:06:07Z expected, something else got",
          "endsong_0.json, record 2: ms_played: a whole number from 0 expected, something else got",
          "endsong_0.json, record 3: a song expected, a play without artist got"));
  for (const size_t length : {size_t{60}, size_t{200}, good.size()}) {
    const fs::path cut = write("endsong_1.json", "[" + good.substr(0, length));
    EXPECT_THAT(message_of<DataError>([&] { read_spotify_history({cut}, {}); }),
                AllOf(HasSubstr("endsong_1.json: cut short"), HasSubstr("(line 1)"), Not(HasSubstr("secret")),
                      Not(HasSubstr("203.0.113"))));
  }
  const fs::path broken = write("endsong_1.json", R"([{"username": secret_user}])");
  EXPECT_THAT(message_of<DataError>([&] { read_spotify_history({broken}, {}); }),
              AllOf(HasSubstr("JSON expected"), Not(HasSubstr("secret"))));
  const fs::path other = write("endsong_2.json", R"({"username": "secret_user"})");
  EXPECT_THAT(message_of<DataError>([&] { read_spotify_history({other}, {}); }),
              AllOf(HasSubstr("a list of Spotify's records"), Not(HasSubstr("secret"))));
}

}  // namespace
}  // namespace affekt
