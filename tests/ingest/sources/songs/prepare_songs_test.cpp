#include "ingest/prepare_songs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "ingest/prepare.h"
#include "ingest/sources/songs/song_files.h"
#include "store/song_catalogue.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kSongs =
    "track_id,artist,track,energy,tempo\na,A,1,0.5,60\nb,B,2,,90\nc,C,3,0.25,120\nb9,B,2,0.5,90\n";

class PrepareSongs : public testing::Test {
 protected:
  void SetUp() override {
    write_bytes(folder_ / "raw/tracks_features.csv", kSongs);
    write_bytes(folder_ / "raw/vad.csv", "spotify_id,deezer_valence,deezer_arousal\nc,1,2\nb9,-1,0\n");
    write_bytes(folder_ / "raw/moods.csv", "id,mood\na,Sad\nx,Calm\n");
    config_.source = "songs";
    config_.path = (folder_ / "raw/tracks_features.csv").string();
    config_.prepared_dir = (folder_ / "prepared").string();
  }
  void annotate() {
    config_.songs.affect_path = (folder_ / "raw/vad.csv").string();
    config_.songs.moods_path = (folder_ / "raw/moods.csv").string();
  }
  std::string data_fault() const {
    return message_of<DataError>([&] { prepare_songs(config_); });
  }
  TemporaryFolder folder_;
  DataConfig config_;
};

TEST_F(PrepareSongs, WritesCatalogueAffectAndMoods) {
  annotate();
  const PrepareResult result = prepare_songs(config_);
  EXPECT_FALSE(result.was_cached);
  EXPECT_THAT(result.path.filename().string(), testing::MatchesRegex("songs-[0-9a-f]{16}\\.h5"));
  const SongCatalogue catalogue = read_song_catalogue(result.path);
  EXPECT_THAT(catalogue.songs.ids, ElementsAre("a", "b", "c"));
  EXPECT_THAT(catalogue.affect.rows, ElementsAre(1, 2));  // b9 is b under another id
  EXPECT_THAT(catalogue.affect.deezer_valence, ElementsAre(-1.0F, 1.0F));
  EXPECT_THAT(catalogue.moods.rows, ElementsAre(0));
  EXPECT_EQ(catalogue.info.counts["songs"], 3);
  EXPECT_EQ(catalogue.info.counts["columns"]["energy"]["empty"], 1);
  EXPECT_EQ(catalogue.info.counts["affect"]["songs"], 2);
  EXPECT_EQ(catalogue.info.counts["moods"]["unmatched"], 1);
  EXPECT_EQ(catalogue.info.counts["skipped"], nlohmann::json::array());
  EXPECT_EQ(result.info.kind, "songs");
  EXPECT_EQ(result.info.content_digest, catalogue.info.content_digest);
}

TEST_F(PrepareSongs, IsDoneOnceForTheSameContentAndOptions) {
  annotate();
  const PrepareResult first = prepare_songs(config_);
  fs::rename(folder_ / "raw", folder_ / "moved");
  config_.path = (folder_ / "moved").string();  // the folder this time
  config_.songs.affect_path = (folder_ / "moved/vad.csv").string();
  config_.songs.moods_path = (folder_ / "moved/moods.csv").string();
  const PrepareResult again = prepare_songs(config_);
  EXPECT_TRUE(again.was_cached);
  EXPECT_EQ(again.path, first.path);
  EXPECT_EQ(again.info.content_digest, first.info.content_digest);
}

TEST_F(PrepareSongs, AnyChangeOfContentOrOptionsIsAnotherFile) {
  annotate();
  const fs::path first = prepare_songs(config_).path;
  write_bytes(folder_ / "raw/moods.csv", "id,mood\na,Happy\n");
  const fs::path other_moods = prepare_songs(config_).path;
  EXPECT_NE(other_moods, first);
  config_.songs.moods_path.clear();
  const fs::path no_moods = prepare_songs(config_).path;
  EXPECT_NE(no_moods, other_moods);
  EXPECT_TRUE(read_song_catalogue(no_moods).moods.names.empty());
  config_.on_bad_sample = "skip";
  EXPECT_NE(prepare_songs(config_).path, no_moods);
}

TEST_F(PrepareSongs, TheSameFileInAnotherRoleIsAnotherContent) {
  write_bytes(folder_ / "raw/both.csv", "spotify_id,deezer_valence,mood\na,1,Sad\n");
  config_.songs.affect_path = (folder_ / "raw/both.csv").string();
  const fs::path as_affect = prepare_songs(config_).path;
  config_.songs.moods_path = config_.songs.affect_path;
  config_.songs.affect_path.clear();
  EXPECT_NE(prepare_songs(config_).path, as_affect);
}

TEST_F(PrepareSongs, ADamagedFileIsMadeAgain) {
  const fs::path path = prepare_songs(config_).path;
  fs::resize_file(path, fs::file_size(path) / 2);
  const PrepareResult again = prepare_songs(config_);
  EXPECT_FALSE(again.was_cached);
  EXPECT_EQ(read_song_catalogue(again.path).songs.num_songs, 3);
}

TEST_F(PrepareSongs, BadRecordsStopItOrAreSkippedAndKeptByName) {
  annotate();
  write_bytes(folder_ / "raw/tracks_features.csv", kSongs + "d,D,4,60\n");
  write_bytes(folder_ / "raw/vad.csv", "spotify_id,deezer_valence,deezer_arousal\nc,1,2\nd,much,0\n");
  EXPECT_THAT(data_fault(), AllOf(HasSubstr("2 bad samples"), HasSubstr("on_bad_sample: skip"),
                                  HasSubstr("\n  tracks_features.csv:6: 5 fields expected, 4 got"),
                                  HasSubstr("\n  vad.csv:3: deezer_valence")));
  EXPECT_FALSE(fs::exists(folder_ / "prepared"));
  config_.on_bad_sample = "skip";
  const PrepareResult result = prepare_songs(config_);
  const nlohmann::json skipped = read_song_info(result.path).counts["skipped"];
  EXPECT_EQ(skipped.size(), 2u);
  EXPECT_EQ(skipped[0]["source_id"], "tracks_features.csv:6");
  EXPECT_EQ(read_song_catalogue(result.path).songs.num_songs, 3);
}

TEST_F(PrepareSongs, FileNamesNeedNotBeUtf8) {
  annotate();
  fs::rename(folder_ / "raw/tracks_features.csv", folder_ / "raw/kat\xE4log.csv");
  write_bytes(folder_ / "raw/kat\xE4log.csv", kSongs + "d,D,4,60\n");
  config_.path = (folder_ / "raw").string();
  config_.on_bad_sample = "skip";
  const PrepareResult result = prepare_data([&] {
    DataConfig config = config_;
    config.source = "songs";
    return config;
  }());
  EXPECT_EQ(read_song_info(result.path).counts["skipped"][0]["source_id"], "kat\\xE4log.csv:6");
}

TEST_F(PrepareSongs, NoSongIsNoCatalogue) {
  write_bytes(folder_ / "raw/tracks_features.csv", "track_id,energy\n");
  EXPECT_THAT(data_fault(), HasSubstr("at least one song expected, none got"));
  write_bytes(folder_ / "raw/tracks_features.csv", "track_id,energy,speechiness\na,0.5,0.03\nb,0.5,0.1\n");
  config_.songs.max_speechiness = 0;
  EXPECT_THAT(data_fault(), AllOf(HasSubstr("no song is left: 2 songs left out as spoken word"),
                                  HasSubstr("data.songs.max_speechiness (0); raise it")));
}

TEST_F(PrepareSongs, DevicesAndImpossiblePathsAreRefusedInPlainWords) {
  config_.path = "/dev/null";
  EXPECT_THAT(data_fault(), HasSubstr("data.path: a CSV file or a folder expected, /dev/null is neither"));
  config_.path = std::string(5000, 'x');
  EXPECT_THAT(data_fault(), HasSubstr("File name too long"));
}

TEST_F(PrepareSongs, PathsThatLeadNowhereAreNamedByTheirKeys) {
  config_.path = (folder_ / "none").string();
  EXPECT_THAT(data_fault(),
              AllOf(HasSubstr("data.path: there is nothing at"),
                    HasSubstr("AFFEKT_SONGS in configs/songs_kmeans.yaml"), HasSubstr("demo-data songs")));
  config_.path.clear();
  EXPECT_THAT(message_of<ConfigError>([&] { prepare_songs(config_); }), HasSubstr("data.path"));
  config_.path = (folder_ / "raw").string();
  config_.songs.affect_path = (folder_ / "raw").string();
  EXPECT_THAT(data_fault(), AllOf(HasSubstr("data.songs.affect_path: a CSV file expected, " + config_.path +
                                            " is a folder"),
                                  HasSubstr("with moods.csv, tracks_features.csv, vad.csv; name the file")));
  write_bytes(folder_ / "fer2013.csv", "emotion,pixels,Usage\n0,1 2 3,Training\n");
  config_.songs.affect_path = (folder_ / "fer2013.csv").string();
  EXPECT_THAT(data_fault(), AllOf(HasSubstr("fer2013.csv:1: expected a column with the songs' Spotify ids"),
                                  HasSubstr("looks like the images of data.source: fer2013")));
  config_.songs.affect_path.clear();
  config_.songs.moods_path = "no/moods.csv";
  EXPECT_THAT(
      data_fault(),
      AllOf(HasSubstr("data.songs.moods_path: a CSV file expected, there is nothing at no/moods.csv; set"),
            HasSubstr("AFFEKT_SONGS"), HasSubstr("or do without: --set 'data.songs.moods_path=\"\"'")));
  config_.songs.affect_path = "no/vad.csv";
  EXPECT_THAT(data_fault(), AllOf(HasSubstr("no/moods.csv"), HasSubstr("no/vad.csv")));
  config_.path = (folder_ / "raw/none.csv").string();
  EXPECT_THAT(data_fault(), HasSubstr("in that folder lies a catalogue: --set data.path=" +
                                      (folder_ / "raw/tracks_features.csv").string()));
}

TEST_F(PrepareSongs, AFolderThatCannotBeMadeIsToldBeforeTheDataAreRead) {
  write_bytes(folder_ / "raw/tracks_features.csv", "track_id,energy\n");
  config_.prepared_dir = "/proc/prepared";
  EXPECT_THAT(message_of<ArtifactError>([&] { prepare_songs(config_); }),
              HasSubstr("data.prepared_dir: /proc/prepared: this folder can't be made"));
}

TEST_F(PrepareSongs, AnUnknownTransformOfBadSamplesIsRefused) {
  config_.on_bad_sample = "ignore";
  EXPECT_THAT(message_of<ConfigError>([&] { prepare_songs(config_); }), HasSubstr("'ignore' got"));
}

TEST(SongFiles, AFolderHasItsCatalogueUnderTheUsualNameOrAsItsOnlyOne) {
  const TemporaryFolder folder;
  DataConfig config;
  config.path = folder.path().string();
  const auto fault = [&] { return message_of<DataError>([&] { find_song_files(config); }); };
  EXPECT_THAT(fault(), HasSubstr("found no CSV file"));
  write_bytes(folder / "vad.csv", "spotify_id,deezer_valence\n");
  write_bytes(folder / "notes.txt", "id,energy\n");
  EXPECT_THAT(fault(), AllOf(HasSubstr("found vad.csv"), Not(HasSubstr("notes.txt"))));
  write_bytes(folder / "german.csv", "id;energy\n");
  EXPECT_THAT(fault(), HasSubstr("german.csv (line 1: the columns seem to be separated by semicolons"));
  std::filesystem::remove(folder / "german.csv");
  write_bytes(folder / "Mine.CSV", "ID,Energy\n");
  EXPECT_EQ(find_song_files(config).catalogue.filename(), "Mine.CSV");
  write_bytes(folder / "more.csv", "id,tempo\n");
  EXPECT_THAT(fault(),
              HasSubstr("has 2 CSV files with ids and audio features: Mine.CSV, more.csv; name one"));
  write_bytes(folder / "tracks_features.csv", "id,tempo\n");
  EXPECT_EQ(find_song_files(config).catalogue.filename(), "tracks_features.csv");
}

}  // namespace
}  // namespace affekt
