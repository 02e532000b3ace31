#include "ingest/prepare_listening.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include <fmt/format.h>

#include "core/error.h"
#include "ingest/prepare.h"
#include "ingest/sources/listening/listening_files.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kListeningHeader =
    "source,seq_id,pos,artist,track,source_track_id,spotify_id_with_features\n";

class PrepareListening : public testing::Test {
 protected:
  void SetUp() override {
    config_.source = "listening";
    config_.path = (folder_ / "raw").string();
    config_.prepared_dir = (folder_ / "prepared").string();
  }
  void write(const std::string& name, const std::string& text) const {
    write_bytes(folder_ / "raw" / name, text);
  }
  /// Streams of 10 plays of songs 0..9 each, "mpd" streams 5 to 9 and one station.
  void write_csv(const std::string& more = "") const {
    std::string csv = kListeningHeader;
    for (int s = 5; s < 10; ++s)
      for (int p = 0; p < 10; ++p)
        csv += fmt::format("mpd,{},{},Artist {},Title {},id{},f{}\n", s, p, p % 3, (s * p) % 7, (s * p) % 7,
                           (s * p) % 7);
    for (int p = 0; p < 10; ++p)
      csv += fmt::format("radio,KGB,{},Artist {},Title {},KGB{},\n", p, p % 3, p, p);
    write("listening_sequences.csv", csv + more);
  }
  ListeningData prepare() const { return read_listening(prepare_listening(config_).path); }
  nlohmann::json about() const { return nlohmann::json::parse(prepare().about); }
  std::string data_fault() const {
    return message_of<DataError>([&] { prepare_listening(config_); });
  }
  TemporaryFolder folder_;
  DataConfig config_;
};

TEST_F(PrepareListening, WritesCatalogueSequencesAndWhatWasDone) {
  write_csv();
  config_.listening.part = "radio";
  const PrepareResult result = prepare_data(config_);
  EXPECT_FALSE(result.was_cached);
  EXPECT_EQ(result.info.kind, "listening");
  EXPECT_THAT(result.path.filename().string(), testing::MatchesRegex("listening-[0-9a-f]{16}\\.h5"));
  const ListeningData data = read_listening(result.path);
  EXPECT_THAT(data.catalogue.ids,
              ElementsAre("artist 0\ttitle 0", "artist 0\ttitle 3", "artist 0\ttitle 6", "artist 0\ttitle 9",
                          "artist 1\ttitle 1", "artist 1\ttitle 4", "artist 1\ttitle 7", "artist 2\ttitle 2",
                          "artist 2\ttitle 5", "artist 2\ttitle 8"));
  EXPECT_EQ(data.catalogue.artists[4], "Artist 1");
  EXPECT_THAT(data.catalogue.artist_indices, ElementsAre(0, 0, 0, 0, 1, 1, 1, 2, 2, 2));
  EXPECT_EQ(data.catalogue.num_features(), 0);
  EXPECT_THAT(data.sequences.stream_names, ElementsAre("KGB"));
  EXPECT_THAT(data.sequences.splits, ElementsAre(Split::kTrain, Split::kValidation, Split::kTest));
  EXPECT_THAT(data.sequences.offsets, ElementsAre(0, 7, 8, 10));
  EXPECT_THAT(data.sequences.songs, ElementsAre(0, 4, 7, 1, 5, 8, 2, 6, 9, 3));
  const auto about = nlohmann::json::parse(data.about);
  EXPECT_EQ(about["layout"], "csv");
  EXPECT_EQ(about["counts"]["plays"], 10);
  EXPECT_EQ(about["counts"]["plays_of_other_parts"], 50);
  EXPECT_EQ(about["splits"]["test"]["cold_plays"], 2);
  EXPECT_EQ(about["splits"]["test"]["cold_songs"], 2);
  EXPECT_EQ(about["splits"]["train"]["songs"], 7);
  EXPECT_EQ(about["features"], nullptr);
  EXPECT_EQ(about["rules"].size(), 3U);
  EXPECT_EQ(about["audit"]["exact_groups"], 0);
}

TEST_F(PrepareListening, IsDoneOnceForTheSameContentAndOptions) {
  write_csv();
  const PrepareResult first = prepare_listening(config_);
  fs::rename(folder_ / "raw", folder_ / "moved");
  config_.path = (folder_ / "moved/listening_sequences.csv").string();
  config_.listening.layout = "csv";
  EXPECT_TRUE(prepare_listening(config_).was_cached);
  config_.listening.num_folds = 7;  // nothing that by_time looks at
  config_.listening.min_played_seconds = 7;
  EXPECT_EQ(prepare_listening(config_).path, first.path);
  const std::vector<void (*)(DataConfig&)> changes = {
      [](DataConfig& c) { c.listening.train_fraction = 0.6; },
      [](DataConfig& c) { c.listening.part = "mpd"; },
      [](DataConfig& c) { c.listening.split = "by_sequence"; },
      [](DataConfig& c) { c.listening.session_plays = 3; },
      [](DataConfig& c) { c.listening.min_session_plays = 3; },
      [](DataConfig& c) { c.listening.min_song_plays = 2; },
      [](DataConfig& c) { c.on_bad_sample = "skip"; }};
  for (const auto& change : changes) {
    DataConfig changed = config_;
    change(changed);
    EXPECT_NE(prepare_listening(changed).path, first.path);
  }
}

TEST_F(PrepareListening, APlayWithoutASongStopsItOrIsSkippedAndCounted) {
  write_csv("radio,KGB,10,Artist 1,,x,\nradio,KGB,11,Artist 2,Title 2,x,\n");
  config_.listening.part = "radio";
  EXPECT_THAT(data_fault(),
              AllOf(HasSubstr("1 bad sample"), HasSubstr("data.on_bad_sample: skip"),
                    HasSubstr("listening_sequences.csv:62: a song expected, a play without title got")));
  EXPECT_FALSE(fs::exists(folder_ / "prepared"));
  config_.on_bad_sample = "skip";
  const nlohmann::json about = this->about();
  EXPECT_EQ(about["skipped"].size(), 1U);
  EXPECT_EQ(about["counts"]["bad_plays"], 1);
  EXPECT_EQ(about["counts"]["plays"], 11);
  EXPECT_EQ(about["counts"]["plays_in_source"], 12);
}

TEST_F(PrepareListening, AnIdUnderTwoNamesIsCountedAndStated) {
  write_csv("mpd,5,10,Artist 9,Other name,id1,\n");
  config_.listening.part = "mpd";
  const nlohmann::json about = this->about();
  EXPECT_EQ(about["counts"]["ids_with_two_names"],
            7);  // Artist p % 3 under one id: titles are shared by artists
  EXPECT_EQ(about["counts"]["names_with_two_ids"], 0);
  EXPECT_THAT(about["rules"][0].get<std::string>(), HasSubstr("A song is its artist and title"));
}

TEST_F(PrepareListening, FeaturesAreJoinedByIdElseByName) {
  write("listening_sequences.csv",
        kListeningHeader +
            "r,K,0,Abba,SOS,K0,f1\nr,K,1,Abba,Waterloo,K1,\nr,K,2,Abba,Fernando,K2,f9\n"
            "r,K,3,Abba,SOS,K3,f2\nr,K,4,abba,SOS,K4,\nr,K,5,Abba,SOS,K5,\nr,K,6,Abba,SOS,K6,\n");
  write_bytes(folder_ / "features.csv",
              "track_id,artist,track,energy,valence\nf1,Other,Name,0.5,0.25\nf2,X,Y,0.1,0.1\nf3,ABBA,"
              "waterloo,0.75,\n");
  config_.listening.features_path = (folder_ / "features.csv").string();
  const ListeningData data = prepare();
  EXPECT_THAT(data.catalogue.ids, ElementsAre("abba\tfernando", "abba\tsos", "abba\twaterloo"));
  EXPECT_THAT(data.catalogue.feature_names, ElementsAre("energy", "valence"));
  const std::vector<float>& features = data.catalogue.features;
  EXPECT_TRUE(std::isnan(features[0]) && std::isnan(features[1]));  // nobody knows Fernando
  EXPECT_EQ(features[2], 0.5F);
  EXPECT_EQ(features[3], 0.25F);
  EXPECT_EQ(features[4], 0.75F);
  EXPECT_TRUE(std::isnan(features[5]));
  const auto about = nlohmann::json::parse(data.about)["features"];
  EXPECT_EQ(about["by_id"], 1);
  EXPECT_EQ(about["by_name"], 1);
  EXPECT_EQ(about["songs_under_two_records"], 1);  // SOS is f1 and f2
  config_.listening.features_path = (folder_ / "nothing.csv").string();
  EXPECT_THAT(data_fault(),
              AllOf(HasSubstr("data.listening.features_path"), HasSubstr("there is nothing at")));
}

TEST_F(PrepareListening, ColdSongsStayInTheCatalogueAndRareOnesDoNot) {
  write_csv();
  config_.listening.part = "radio";
  EXPECT_EQ(prepare().catalogue.num_songs(), 10);
  config_.listening.min_song_plays = 2;
  EXPECT_THAT(data_fault(), HasSubstr("data.listening.min_song_plays: 2 leaves none of the 10 plays"));
}

TEST_F(PrepareListening, TrainingSequencesAreCutAndTheOthersAreNot) {
  write_csv();
  config_.listening.part = "mpd";
  config_.listening.split = "by_sequence";
  config_.listening.session_plays = 4;
  const ListeningData data = prepare();
  // Streams 5 (test), 6 (validation), 7, 8 and 9
  EXPECT_THAT(data.sequences.offsets, ElementsAre(0, 10, 20, 24, 28, 30, 34, 38, 40, 44, 48, 50));
  EXPECT_EQ(count_listening_sequences(prepare_listening(config_).path).train, 9);
  EXPECT_THAT(nlohmann::json::parse(data.about)["rules"].back().get<std::string>(),
              HasSubstr("pieces of 4 plays"));
}

TEST_F(PrepareListening, ACopyOfATrainingPlaylistIsFoundBeforeItIsCutIntoPieces) {
  std::string csv = kListeningHeader;
  for (const int stream : {0, 2, 3})
    for (int p = 0; p < 8; ++p)
      csv += fmt::format("mpd,{},{},A,{},x,\n", stream, p, stream == 3 ? p + 90 : p);
  write("listening_sequences.csv", csv);
  config_.listening.split = "by_sequence";
  config_.listening.session_plays = 3;
  const ListeningData data = prepare();
  EXPECT_EQ(data.sequences.has_train_duplicate[0], 1);
  EXPECT_EQ(nlohmann::json::parse(data.about)["audit"]["train_duplicates"]["test"]["exact"], 1);
}

TEST_F(PrepareListening, OneSongIsNothingToChooseFrom) {
  std::string csv = kListeningHeader;
  for (int p = 0; p < 20; ++p) csv += fmt::format("r,K,{},Abba,SOS,x,\n", p);
  write("listening_sequences.csv", csv);
  EXPECT_THAT(data_fault(), AllOf(HasSubstr("at least two songs expected"), HasSubstr("1 song got")));
}

TEST_F(PrepareListening, AnEmptyLogIsRefused) {
  write("listening_sequences.csv", kListeningHeader);
  EXPECT_THAT(data_fault(), HasSubstr("plays expected, none got"));
  write("listening_sequences.csv", "");
  EXPECT_THAT(data_fault(), HasSubstr("empty file"));
}

TEST_F(PrepareListening, ASequenceOfAHundredThousandPlays) {
  std::string lines;
  for (int p = 0; p < 100000; ++p) {
    const int second = p % 20000;
    lines += fmt::format("user_1\t{}-01-01T{:02}:{:02}:{:02}Z\t\tArtist\t\tTitle {}\n", 2000 + p / 20000,
                         second / 3600, second / 60 % 60, second % 60, p * 7 % 300);
  }
  write("log.tsv", lines);
  config_.listening.session_gap_minutes = 0;
  const ListeningData data = prepare();
  EXPECT_EQ(data.sequences.num_plays(), 100000);
  EXPECT_THAT(data.sequences.offsets, ElementsAre(0, 70000, 85000, 100000));
  EXPECT_EQ(data.catalogue.num_songs(), 300);
}

const char* const kIp = "203.0.113.77";
const char* const kUser = "secret_user";

std::string make_history(int first_minute, int num_plays) {
  std::string json = "[";
  for (int p = 0; p < num_plays; ++p)
    json += fmt::format(
        R"({}{{"ts": "2021-03-04T{:02}:{:02}:07Z", "username": "{}", "ip_addr": "{}", "ip_addr_decrypted": "{}", )"
        R"("ms_played": 200000, "master_metadata_track_name": "Title {}", "master_metadata_album_artist_name": "Abba", )"
        R"("spotify_track_uri": "spotify:track:id{}", "reason_end": "trackdone", "skipped": null}})",
        p > 0 ? "," : "", (first_minute + p) / 60, (first_minute + p) % 60, kUser, kIp, kIp, p % 5, p % 5);
  return json + "]";
}

TEST_F(PrepareListening, AHistoryOfOneSessionIsOneStreamCutByTime) {
  write("Spotify Extended Streaming History/Streaming_History_Audio_2021_0.json", make_history(0, 20));
  write("Spotify Extended Streaming History/endsong_0.json", make_history(0, 10));  // overlaps
  const ListeningData data = prepare();
  EXPECT_THAT(data.sequences.stream_names, ElementsAre("listener"));
  EXPECT_THAT(data.sequences.offsets, ElementsAre(0, 14, 17, 20));
  EXPECT_THAT(data.catalogue.ids, ElementsAre("id0", "id1", "id2", "id3", "id4"));
  const auto about = nlohmann::json::parse(data.about);
  EXPECT_EQ(about["counts"]["repeated_plays"], 10);
  EXPECT_EQ(about["counts"]["sessions"], 1);
  EXPECT_EQ(about["splits"]["test"]["from"], "2021-03-04T00:17:07Z");
  config_.listening.split = "by_sequence";
  EXPECT_THAT(data_fault(), AllOf(HasSubstr("there is 1 stream"), HasSubstr("by_time")));
}

TEST_F(PrepareListening, AHistoryOfOnePlayIsRefused) {
  write("endsong_0.json", make_history(0, 1));
  EXPECT_THAT(data_fault(), HasSubstr("data.listening.min_session_plays: 2 leaves none of the 1 play"));
}

TEST_F(PrepareListening, WhatIsPersonalIsNeverStoredAndNeverSaid) {
  write("endsong_0.json", make_history(0, 20));
  testing::internal::CaptureStderr();
  const fs::path path = prepare_listening(config_).path;
  const std::string log = testing::internal::GetCapturedStderr();
  const std::string bytes = read_text_file(path);
  const PreparedEnvelope info = read_prepared_envelope(path);
  for (const char* personal : {kIp, kUser}) {
    EXPECT_THAT(bytes, Not(HasSubstr(personal)));
    EXPECT_THAT(log, Not(HasSubstr(personal)));
    EXPECT_THAT(info.ingest_options, Not(HasSubstr(personal)));
  }
  EXPECT_THAT(log, HasSubstr("listening (a person's own history from Spotify)"));
}

TEST_F(PrepareListening, ASliceCutShortStopsItWhateverThePolicy) {
  write("mpd.slice.0-999.json", R"({"playlists": [{"pid": 1, "tracks": [{"artist_name": "A",)");
  config_.on_bad_sample = "skip";
  EXPECT_THAT(data_fault(),
              AllOf(HasSubstr("mpd.slice.0-999.json: cut short"), HasSubstr("byte 57 (line 1)")));
}

TEST_F(PrepareListening, FindsWhatTheFolderHolds) {
  const auto fault = [&] { return message_of<DataError>([&] { find_listening_files(config_); }); };
  write("notes.txt", "x");
  EXPECT_THAT(fault(), AllOf(HasSubstr("a listening log expected in the folder"),
                             HasSubstr("mpd.slice.*.json (mpd)")));
  write("StreamingHistory0.json", "[]");
  EXPECT_THAT(fault(), HasSubstr("ask Spotify for the extended streaming history"));
  for (const char* slice : {"data/mpd.slice.10000-10999.json", "data/mpd.slice.2000-2999.json"})
    write(slice, "{}");
  ListeningFiles files = find_listening_files(config_);
  EXPECT_EQ(files.layout, ListeningLayout::kPlaylistSlices);
  EXPECT_EQ(files.log[0].filename(), "mpd.slice.2000-2999.json");
  write("songs.csv", "track_id,energy\n");  // a catalogue, no log
  EXPECT_EQ(find_listening_files(config_).layout, ListeningLayout::kPlaylistSlices);
  write("plays.csv", kListeningHeader);
  EXPECT_THAT(fault(), HasSubstr("logs of several layouts: csv, mpd"));
  config_.listening.layout = "csv";
  EXPECT_EQ(find_listening_files(config_).log[0].filename(), "plays.csv");
  write("plays2.csv", kListeningHeader);
  EXPECT_THAT(fault(), HasSubstr("one file expected"));
  config_.listening.layout = "spotify";
  EXPECT_THAT(fault(), HasSubstr("endsong_*.json expected in the folder"));
  config_.listening.layout = "mpd";
  config_.listening.part = "radio";
  EXPECT_THAT(message_of<ConfigError>([&] { find_listening_files(config_); }), HasSubstr("has no parts"));
  config_.listening.part = "";
  config_.listening.layout = "auto";
  config_.path = (folder_ / "raw/notes.txt").string();
  EXPECT_THAT(fault(), HasSubstr("can't tell from its name"));
  config_.path = (folder_ / "nowhere").string();
  EXPECT_THAT(message_of<DataError>([&] { digest_listening_files(config_); }),
              AllOf(HasSubstr("there is nothing at"), HasSubstr("affekt demo-data listening")));
  config_.path = "";
  EXPECT_THAT(message_of<ConfigError>([&] { digest_listening_files(config_); }), HasSubstr("data.path"));
}

}  // namespace
}  // namespace affekt
