#include "store/listening/listening_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/error.h"
#include "store/prepared_hdf5.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Three songs of two artists; one stream with a training and a test sequence, another with a validation one.
ListeningData make_listening() {
  ListeningData data;
  data.info.dataset_name = "listening";
  data.info.ingest_options = "{}";
  data.info.source_digest = std::string(64, 'a');
  data.info.tool_version = "0.1.0";
  data.about = R"({"layout":"csv"})";
  data.catalogue.ids = {"abba\tsos", "bj\xC3\xB6rk\tj\xC3\xB3ga", "abba\twaterloo"};
  data.catalogue.artists = {"ABBA", "Bj\xC3\xB6rk", "Abba"};
  data.catalogue.titles = {"SOS", "J\xC3\xB3ga", "Waterloo"};
  data.catalogue.artist_indices = {0, 1, 0};
  data.catalogue.feature_names = {"energy", "valence"};
  data.catalogue.features = {0.5F, 0.25F, std::numeric_limits<float>::quiet_NaN(), 1, 0, 0.75F};
  data.sequences.stream_names = {"KGB", "17"};
  data.sequences.streams = {0, 0, 1};
  data.sequences.splits = {Split::kTrain, Split::kTest, Split::kValidation};
  data.sequences.has_train_duplicate = {0, 0, 0, 0, 1, 1};
  data.sequences.offsets = {0, 3, 4, 6};
  data.sequences.songs = {0, 1, 0, 2, 0, 1};
  data.sequences.times = {10, 20, 30, 40, 5, 15};
  return data;
}

std::string listening_digest_of(const ListeningData& data) {
  const TemporaryFolder folder;
  write_listening(folder / "a.h5", data);
  return read_prepared_envelope(folder / "a.h5").content_digest;
}

TEST(ListeningFile, ReadsBackWhatWasWritten) {
  const TemporaryFolder folder;
  const ListeningData written = make_listening();
  write_listening(folder / "a.h5", written);
  const ListeningData read = read_listening(folder / "a.h5");
  EXPECT_EQ(read.info.kind, "listening");
  EXPECT_EQ(read.info.dataset_name, "listening");
  EXPECT_EQ(read.info.content_digest.size(), 64U);
  EXPECT_EQ(read.about, written.about);
  EXPECT_EQ(read.catalogue.ids, written.catalogue.ids);
  EXPECT_EQ(read.catalogue.artists, written.catalogue.artists);
  EXPECT_EQ(read.catalogue.titles, written.catalogue.titles);
  EXPECT_EQ(read.catalogue.artist_indices, written.catalogue.artist_indices);
  EXPECT_EQ(read.catalogue.feature_names, written.catalogue.feature_names);
  EXPECT_EQ(read.catalogue.features[5], 0.75F);
  EXPECT_TRUE(std::isnan(read.catalogue.features[2]));
  EXPECT_EQ(read.sequences.stream_names, written.sequences.stream_names);
  EXPECT_EQ(read.sequences.streams, written.sequences.streams);
  EXPECT_EQ(read.sequences.splits, written.sequences.splits);
  EXPECT_EQ(read.sequences.has_train_duplicate, written.sequences.has_train_duplicate);
  EXPECT_EQ(read.sequences.offsets, written.sequences.offsets);
  EXPECT_EQ(read.sequences.songs, written.sequences.songs);
  EXPECT_EQ(read.sequences.times, written.sequences.times);
}

TEST(ListeningFile, TellsItsSplitsAndItsHistoryWithoutThePlays) {
  const TemporaryFolder folder;
  write_listening(folder / "a.h5", make_listening());
  EXPECT_EQ(read_listening_about(folder / "a.h5"), R"({"layout":"csv"})");
  const SplitCounts counts = count_listening_sequences(folder / "a.h5");
  EXPECT_EQ(counts.train, 1);
  EXPECT_EQ(counts.validation, 1);
  EXPECT_EQ(counts.test, 1);
}

TEST(ListeningFile, FeaturesAndTimesMayBeMissing) {
  const TemporaryFolder folder;
  ListeningData data = make_listening();
  data.catalogue.feature_names.clear();
  data.catalogue.features.clear();
  data.sequences.times.clear();
  write_listening(folder / "a.h5", data);
  const ListeningData read = read_listening(folder / "a.h5");
  EXPECT_EQ(read.catalogue.num_features(), 0);
  EXPECT_TRUE(read.sequences.times.empty());
  EXPECT_EQ(read.sequences.num_plays(), 6);
}

TEST(ListeningFile, DigestChangesWithEverythingButTheHistory) {
  const std::string digest = listening_digest_of(make_listening());
  EXPECT_EQ(listening_digest_of(make_listening()), digest);
  ListeningData other_history = make_listening();
  other_history.about = "{}";
  EXPECT_EQ(listening_digest_of(other_history), digest);
  const std::vector<void (*)(ListeningData&)> changes = {
      [](ListeningData& d) { d.catalogue.ids[0] = "x"; },
      [](ListeningData& d) { d.catalogue.artists[0] = "x"; },
      [](ListeningData& d) { d.catalogue.titles[0] = "x"; },
      [](ListeningData& d) { d.catalogue.artist_indices[2] = 2; },
      [](ListeningData& d) { d.catalogue.feature_names[0] = "tempo"; },
      [](ListeningData& d) { d.catalogue.features[0] = 0.75F; },
      [](ListeningData& d) { d.sequences.stream_names[1] = "18"; },
      [](ListeningData& d) { d.sequences.streams[1] = 1; },
      [](ListeningData& d) { d.sequences.splits[0] = Split::kTest; },
      [](ListeningData& d) { d.sequences.has_train_duplicate[4] = 0; },
      [](ListeningData& d) { d.sequences.offsets[1] = 2; },
      [](ListeningData& d) { d.sequences.songs[0] = 1; },
      [](ListeningData& d) { d.sequences.times[0] = 11; }};
  for (size_t i = 0; i < changes.size(); ++i) {
    ListeningData changed = make_listening();
    changes[i](changed);
    EXPECT_NE(listening_digest_of(changed), digest) << "change " << i;
  }
}

TEST(ListeningFile, TheCataloguesDigestIsItsOwn) {
  const std::string digest = compute_catalogue_digest(make_listening().catalogue);
  EXPECT_EQ(digest.size(), 64U);
  ListeningData data = make_listening();
  data.sequences.songs[0] = 1;
  EXPECT_EQ(compute_catalogue_digest(data.catalogue), digest);
  std::swap(data.catalogue.titles[0], data.catalogue.titles[1]);
  EXPECT_NE(compute_catalogue_digest(data.catalogue), digest);
}

TEST(ListeningFile, WhatDoesNotFitTogetherIsNeverWritten) {
  const TemporaryFolder folder;
  const std::vector<std::pair<void (*)(ListeningData&), const char*>> faults = {
      {[](ListeningData& d) { d.catalogue.titles.pop_back(); }, "disagree on the number of songs"},
      {[](ListeningData& d) { d.catalogue.ids[1] = d.catalogue.ids[0]; }, "two songs have one id"},
      {[](ListeningData& d) { d.sequences.songs[0] = 3; }, "no song of the catalogue"},
      {[](ListeningData& d) { d.sequences.songs[0] = -1; }, "no song of the catalogue"},
      {[](ListeningData& d) { d.sequences.offsets[1] = 0; }, "a sequence is empty"},
      {[](ListeningData& d) { d.sequences.offsets[3] = 5; }, "don't cut the plays"},
      {[](ListeningData& d) { d.sequences.times.pop_back(); }, "plays and times disagree"},
      {[](ListeningData& d) { std::swap(d.sequences.streams[0], d.sequences.streams[2]); }, "ascending"},
      {[](ListeningData& d) { d.sequences.splits.pop_back(); }, "disagree on the number of sequences"}};
  for (const auto& [spoil, message] : faults) {
    ListeningData data = make_listening();
    spoil(data);
    EXPECT_THAT(message_of<std::logic_error>([&] { write_listening(folder / "a.h5", data); }),
                HasSubstr(message));
  }
  EXPECT_EQ(folder.count_files(), 0U);
}

TEST(ListeningFile, ADamagedOneIsRefused) {
  const TemporaryFolder folder;
  const fs::path path = folder / "a.h5";
  write_listening(path, make_listening());
  const auto fault = [&] { return message_of<DataError>([&] { read_listening(path); }); };
  fs::resize_file(path, fs::file_size(path) - 100);
  EXPECT_THAT(fault(), AllOf(HasSubstr("a.h5"), HasSubstr("damaged or truncated")));
  EXPECT_THAT(message_of<DataError>([&] { read_listening(folder / "b.h5"); }), HasSubstr("there is no such"));
}

TEST(ListeningFile, PlaysOutOfTheCatalogueAreRefusedOnReadingToo) {
  const TemporaryFolder folder;
  PreparedEnvelope envelope = make_listening().info;
  envelope.kind = kListeningKind;
  envelope.content_digest = std::string(64, 'b');
  const std::vector<int32_t> songs = {7}, streams = {0};
  const std::vector<int64_t> offsets = {0, 1};
  const std::vector<uint8_t> zero = {0};
  const std::vector<float> none;
  write_prepared_envelope(folder / "a.h5", envelope, [&](hid_t file) {
    for (const char* name : {"songs/id", "songs/artist", "songs/title"})
      write_ragged_texts(file, name, {"x"});
    write_ragged_texts(file, "songs/feature_name", {});
    write_array(file, {"songs/artist_index", {1}}, streams.data());
    write_array(file, {"songs/features", {1, 0}}, none.data());
    write_ragged_texts(file, "sequences/stream_name", {"s"});
    write_array(file, {"sequences/stream", {1}}, streams.data());
    write_array(file, {"split", {1}}, zero.data());
    write_array(file, {"plays/has_train_duplicate", {1}}, zero.data());
    write_array(file, {"sequences/offset", {2}}, offsets.data());
    write_array(file, {"plays/song", {1}}, songs.data());
    write_array(file, {"plays/time", {0}}, offsets.data());
    write_text(file, "about", "{}");
  });
  EXPECT_THAT(message_of<DataError>([&] { read_listening(folder / "a.h5"); }),
              HasSubstr("a play is of no song of the catalogue"));
}

TEST(ListeningFile, AnotherKindIsRefusedByName) {
  const TemporaryFolder folder;
  PreparedEnvelope envelope = make_listening().info;
  envelope.kind = "songs";
  envelope.content_digest = "x";
  write_prepared_envelope(folder / "a.h5", envelope, [](hid_t) {});
  EXPECT_THAT(message_of<DataError>([&] { read_listening(folder / "a.h5"); }),
              HasSubstr("a prepared file of listening expected, one of songs"));
}

}  // namespace
}  // namespace affekt
