#include "store/song_catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "core/error.h"
#include "store/prepared_file.h"
#include "tests/store/declare_extents.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// Three songs with two features; valence and arousal of two of them, moods of two.
SongCatalogue make_catalogue() {
  SongCatalogue catalogue;
  catalogue.info.dataset_name = "songs";
  catalogue.info.ingest_options = R"({"on_bad_sample":"error"})";
  catalogue.info.source_digest = std::string(64, 'a');
  catalogue.info.tool_version = "0.1.0";
  catalogue.info.counts = {{"songs", 3}, {"skipped", nlohmann::json::array()}};
  catalogue.songs.num_songs = 3;
  catalogue.songs.ids = {"id1", "id22", "id333"};
  catalogue.songs.artists = {"Bj\xC3\xB6rk", "", std::string(70000, 'x')};
  catalogue.songs.titles = {"", "two\nlines", "c"};
  catalogue.songs.columns = {"energy", "tempo"};
  catalogue.songs.values = {0.5F, 120, kNan, 90.25F, 1, 60};
  catalogue.affect.rows = {0, 2};
  catalogue.affect.deezer_valence = {-1.5F, kNan};
  catalogue.affect.deezer_arousal = {0.25F, kNan};
  catalogue.affect.tag_valence = {kNan, 5};
  catalogue.affect.tag_arousal = {kNan, 4};
  catalogue.affect.tag_dominance = {kNan, 5.5F};
  catalogue.affect.num_annotated = 7;
  catalogue.moods.names = {"Calm", "Sad"};
  catalogue.moods.rows = {1, 2};
  catalogue.moods.moods = {1, 0};
  catalogue.moods.num_annotated = 3;
  return catalogue;
}

bool has_same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

std::string catalogue_fault_of(const fs::path& path) {
  return message_of<DataError>([&] { read_song_catalogue(path); });
}

std::string digest_of(const SongCatalogue& catalogue) {
  const TemporaryFolder folder;
  write_song_catalogue(folder / "a.h5", catalogue);
  return read_song_info(folder / "a.h5").content_digest;
}

PreparedData make_image() {
  PreparedData prepared;
  prepared.info.dataset_name = "faces";
  prepared.info.class_names = {"glad"};
  ImageSamples samples;
  samples.num_samples = samples.height = samples.width = 1;
  samples.pixels = {7};
  samples.labels = {0};
  samples.splits = {Split::kTrain};
  samples.source_ids = {"a"};
  samples.has_train_duplicate = {0};
  prepared.samples = samples;
  return prepared;
}

TEST(SongCatalogueFile, ReadsBackWhatWasWritten) {
  const TemporaryFolder folder;
  const SongCatalogue written = make_catalogue();
  write_song_catalogue(folder / "a.h5", written);
  const SongCatalogue read = read_song_catalogue(folder / "a.h5");
  EXPECT_EQ(read.songs.num_songs, 3);
  EXPECT_EQ(read.songs.ids, written.songs.ids);
  EXPECT_EQ(read.songs.artists, written.songs.artists);
  EXPECT_EQ(read.songs.titles, written.songs.titles);
  EXPECT_EQ(read.songs.columns, written.songs.columns);
  EXPECT_TRUE(has_same_bits(read.songs.values, written.songs.values));
  EXPECT_EQ(read.affect.rows, written.affect.rows);
  EXPECT_TRUE(has_same_bits(read.affect.deezer_valence, written.affect.deezer_valence));
  EXPECT_TRUE(has_same_bits(read.affect.deezer_arousal, written.affect.deezer_arousal));
  EXPECT_TRUE(has_same_bits(read.affect.tag_valence, written.affect.tag_valence));
  EXPECT_TRUE(has_same_bits(read.affect.tag_arousal, written.affect.tag_arousal));
  EXPECT_TRUE(has_same_bits(read.affect.tag_dominance, written.affect.tag_dominance));
  EXPECT_EQ(read.affect.num_annotated, 7);
  EXPECT_EQ(read.moods.names, written.moods.names);
  EXPECT_EQ(read.moods.rows, written.moods.rows);
  EXPECT_EQ(read.moods.moods, written.moods.moods);
  EXPECT_EQ(read.moods.num_annotated, 3);
  EXPECT_EQ(read.info.dataset_name, "songs");
  EXPECT_EQ(read.info.schema_version, kPreparedSchemaVersion);
  EXPECT_EQ(read.info.ingest_options, written.info.ingest_options);
  EXPECT_EQ(read.info.source_digest, written.info.source_digest);
  EXPECT_EQ(read.info.counts, written.info.counts);
  EXPECT_EQ(read.info.content_digest.size(), 64u);
  EXPECT_EQ(read_song_info(folder / "a.h5").content_digest, read.info.content_digest);
  EXPECT_TRUE(is_song_catalogue(folder / "a.h5"));
}

TEST(SongCatalogueFile, NobodyNeedsToHaveSaidAnything) {
  const TemporaryFolder folder;
  SongCatalogue catalogue = make_catalogue();
  catalogue.affect = {};
  catalogue.moods = {};
  write_song_catalogue(folder / "a.h5", catalogue);
  const SongCatalogue read = read_song_catalogue(folder / "a.h5");
  EXPECT_TRUE(read.affect.rows.empty());
  EXPECT_TRUE(read.moods.rows.empty());
  EXPECT_TRUE(read.moods.names.empty());
  EXPECT_EQ(read.affect.num_annotated, 0);
}

TEST(SongCatalogueFile, DigestChangesWithEveryMember) {
  const std::string digest = digest_of(make_catalogue());
  EXPECT_EQ(digest_of(make_catalogue()), digest);
  const std::vector<void (*)(SongCatalogue&)> changes = {
      [](SongCatalogue& c) { c.songs.values[1] += 1; },
      [](SongCatalogue& c) { c.songs.columns[0] = "liveness"; },
      [](SongCatalogue& c) {
        c.songs.ids = {"id", "1id22", "id333"};
      },  // the same letters in a row
      [](SongCatalogue& c) { c.songs.titles[0] = "x"; },
      [](SongCatalogue& c) {
        c.affect.rows = {1, 2};
      },
      [](SongCatalogue& c) { c.affect.tag_dominance[1] = 6; },
      [](SongCatalogue& c) { c.affect.num_annotated = 8; },
      [](SongCatalogue& c) { c.moods.names[0] = "Quiet"; },
      [](SongCatalogue& c) {
        c.moods.moods = {0, 1};
      }};
  for (size_t i = 0; i < changes.size(); ++i) {
    SongCatalogue other = make_catalogue();
    changes[i](other);
    EXPECT_NE(digest_of(other), digest) << i;
  }
  SongCatalogue other = make_catalogue();
  other.info.counts = {{"songs", 4}};  // how it came about, not what it is
  EXPECT_EQ(digest_of(other), digest);
}

TEST(SongCatalogueFile, RefusesFilesOfImagesAndTheyRefuseIt) {
  const TemporaryFolder folder;
  write_prepared(folder / "faces.h5", make_image());
  write_song_catalogue(folder / "songs.h5", make_catalogue());
  EXPECT_THAT(catalogue_fault_of(folder / "faces.h5"),
              AllOf(HasSubstr("faces.h5: a prepared file of songs expected"),
                    HasSubstr("one of images (data set 'faces') got")));
  EXPECT_THAT(message_of<DataError>([&] { read_song_info(folder / "faces.h5"); }), HasSubstr("of songs"));
  for (const auto read : {+[](const fs::path& path) { read_prepared(path); },
                          +[](const fs::path& path) { read_prepared_info(path); },
                          +[](const fs::path& path) { count_splits(path); }}) {
    EXPECT_THAT(message_of<DataError>([&] { read(folder / "songs.h5"); }),
                AllOf(HasSubstr("songs.h5: a prepared file of images or waveforms expected"),
                      HasSubstr("one of songs (data set 'songs') got")));
  }
  EXPECT_FALSE(is_song_catalogue(folder / "faces.h5"));
}

TEST(SongCatalogueFile, WhatIsNoPreparedFileIsNamed) {
  const TemporaryFolder folder;
  const auto ask = [&](const std::string& name) {
    return message_of<DataError>([&] { is_song_catalogue(folder / name); });
  };
  EXPECT_THAT(ask("no.h5"), AllOf(HasSubstr("no.h5"), HasSubstr("run `affekt prepare`")));
  write_bytes(folder / "text.h5", "hello");
  EXPECT_THAT(ask("text.h5"), HasSubstr("not HDF5"));
  EXPECT_THAT(catalogue_fault_of(folder / "text.h5"), HasSubstr("not HDF5"));
}

TEST(SongCatalogueFile, RefusesAnotherSchemaVersion) {
  const TemporaryFolder folder;
  write_song_catalogue(folder / "a.h5", make_catalogue());
  const hid_t file = H5Fopen((folder / "a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t attribute = H5Aopen(file, "schema_version", H5P_DEFAULT);
  const int version = 99;
  ASSERT_GE(H5Awrite(attribute, H5T_NATIVE_INT, &version), 0);
  H5Aclose(attribute);
  H5Fclose(file);
  EXPECT_THAT(catalogue_fault_of(folder / "a.h5"),
              AllOf(HasSubstr("version 4 expected, 99 got"), HasSubstr("`affekt prepare`")));
}

TEST(SongCatalogueFile, RefusesATruncatedFileAtEveryLength) {
  const TemporaryFolder folder;
  write_song_catalogue(folder / "a.h5", make_catalogue());
  const auto size = fs::file_size(folder / "a.h5");
  for (uintmax_t length = 0; length < size; length += size / 23) {
    fs::copy_file(folder / "a.h5", folder / "cut.h5", fs::copy_options::overwrite_existing);
    fs::resize_file(folder / "cut.h5", length);
    EXPECT_THAT(catalogue_fault_of(folder / "cut.h5"), HasSubstr("run `affekt prepare`"))
        << length << " of " << size;
  }
}

TEST(SongCatalogueFile, ExtentsThatTheFileCannotHoldAreRefusedBeforeAnythingIsAllocated) {
  const TemporaryFolder folder;
  const hsize_t many = hsize_t{1} << 62U;
  const std::vector<std::pair<const char*, std::vector<hsize_t>>> cases = {
      {"inputs", {many, 4}}, {"inputs", {1 << 22U, 1 << 22U}}, {"affect/row", {many}}, {"moods/row", {many}}};
  for (const auto& [name, extents] : cases) {
    write_song_catalogue(folder / "a.h5", make_catalogue());
    const hid_t file = H5Fopen((folder / "a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    declare_extents(file, name, extents.size() == 2 ? H5T_IEEE_F32LE : H5T_STD_I64LE, extents);
    H5Fclose(file);
    EXPECT_THAT(catalogue_fault_of(folder / "a.h5"),
                AllOf(HasSubstr(name), HasSubstr("elements are declared"),
                      HasSubstr("delete it and run `affekt prepare`")));
  }
}

TEST(SongCatalogueFile, NoticesASingleFlippedBit) {
  const TemporaryFolder folder;
  write_song_catalogue(folder / "a.h5", make_catalogue());
  const std::string bytes = read_text_file(folder / "a.h5");
  for (const std::string text : {"id22", "two\nlines", "Calm"}) {
    const size_t at = bytes.find(text);
    ASSERT_NE(at, std::string::npos) << text;
    std::string changed = bytes;
    changed[at] ^= 1;
    write_bytes(folder / "b.h5", changed);
    EXPECT_THAT(catalogue_fault_of(folder / "b.h5"), HasSubstr("delete it and run `affekt prepare`")) << text;
  }
}

TEST(SongCatalogueFile, MembersThatDisagreeAreABugOfOurs) {
  const TemporaryFolder folder;
  const std::vector<void (*)(SongCatalogue&)> changes = {[](SongCatalogue& c) { c.songs.ids.pop_back(); },
                                                         [](SongCatalogue& c) { c.songs.values.pop_back(); },
                                                         [](SongCatalogue& c) { c.affect.rows = {2, 0}; },
                                                         [](SongCatalogue& c) { c.affect.rows = {2, 2}; },
                                                         [](SongCatalogue& c) { c.affect.rows = {0, 3}; },
                                                         [](SongCatalogue& c) { c.affect.tag_arousal.pop_back(); },
                                                         [](SongCatalogue& c) { c.moods.moods = {0, 2}; },
                                                         [](SongCatalogue& c) { c.moods.moods = {0}; }};
  for (size_t i = 0; i < changes.size(); ++i) {
    SongCatalogue other = make_catalogue();
    changes[i](other);
    EXPECT_THROW(write_song_catalogue(folder / "a.h5", other), std::logic_error) << i;
  }
  EXPECT_EQ(folder.count_files(), 0u);
}

TEST(SongTable, FindsAColumnByNameOrNamesThoseThereAre) {
  const SongTable songs = make_catalogue().songs;
  EXPECT_EQ(songs.column("tempo"), 1);
  EXPECT_THAT(message_of<DataError>([&] { songs.column("key"); }),
              AllOf(HasSubstr("'key'"), HasSubstr("energy, tempo")));
}

}  // namespace
}  // namespace affekt
