#include "store/prepared_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "tests/store/declare_extents.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

ImageSamples& images_in(PreparedData& prepared) {
  return std::get<ImageSamples>(prepared.samples);
}

/// Five 2x3 images: three to train, one each to validate and test.
PreparedData make_prepared() {
  PreparedData prepared;
  prepared.info.dataset_name = "tiny";
  prepared.info.class_names = {"glad", "traurig \xC3\xA4"};
  prepared.info.ingest_options = R"({"on_bad_sample":"error"})";
  prepared.info.source_digest = std::string(64, 'a');
  prepared.info.tool_version = "0.1.0";
  prepared.info.skipped = {{{"source_id", "train/x.jpg"}, {"reason", "empty file"}}};
  prepared.info.audit = {{"exact_groups", 2}};
  ImageSamples& samples = images_in(prepared);
  samples.num_samples = 5;
  samples.height = 2;
  samples.width = 3;
  for (int i = 0; i < 30; ++i) samples.pixels.push_back(static_cast<uint8_t>(8 * i + 7));
  samples.labels = {0, 1, 1, 0, 1};
  samples.splits = {Split::kTrain, Split::kTrain, Split::kValidation, Split::kTrain, Split::kTest};
  samples.source_ids = {"a", "bb", "", "train/d.jpg", "fer2013.csv:17"};
  samples.has_train_duplicate = {0, 0, 1, 0, 1};
  return prepared;
}

/// Three waves of 3, 0 and 2 samples, of two actors.
PreparedData make_prepared_waves() {
  PreparedData prepared;
  prepared.info.dataset_name = "tiny";
  prepared.info.class_names = {"calm", "happy"};
  WaveformSamples samples;
  samples.num_samples = 3;
  samples.sample_rate_hz = 8000;
  samples.offsets = {0, 3, 3, 5};
  samples.waves = {-32768, 0, 32767, 7, -7};
  samples.labels = {0, 1, 1};
  samples.splits = {Split::kTrain, Split::kTest, Split::kTest};
  samples.source_ids = {"a", "b", "c"};
  samples.has_train_duplicate = {0, 0, 1};
  samples.groups = {"Actor_02", "Actor_05", "Actor_02"};
  prepared.samples = std::move(samples);
  return prepared;
}

WaveformSamples& waves_in(PreparedData& prepared) {
  return std::get<WaveformSamples>(prepared.samples);
}

/// Opens a written file with plain HDF5 calls, changes it, closes it.
template <class Change>
void change_file(const fs::path& path, const Change& change) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  ASSERT_GE(file, 0);
  change(file);
  ASSERT_GE(H5Fclose(file), 0);
}

void set_version(hid_t file, int version) {
  const hid_t attribute = H5Aopen(file, "schema_version", H5P_DEFAULT);
  ASSERT_GE(H5Awrite(attribute, H5T_NATIVE_INT, &version), 0);
  H5Aclose(attribute);
}

void set_number(hid_t file, const char* name, hid_t type, hsize_t row, int value) {
  const hid_t array = H5Dopen2(file, name, H5P_DEFAULT), space = H5Dget_space(array);
  ASSERT_GE(H5Sselect_elements(space, H5S_SELECT_SET, 1, &row), 0);
  const hsize_t one = 1;
  const hid_t memory = H5Screate_simple(1, &one, nullptr);
  ASSERT_GE(H5Dwrite(array, type, memory, space, H5P_DEFAULT, &value), 0);
  H5Sclose(memory);
  H5Sclose(space);
  H5Dclose(array);
}

std::string fault_of(const fs::path& path) {
  return message_of<DataError>([&] { read_prepared(path); });
}

TEST(PreparedFile, ReadsBackWhatWasWritten) {
  const TemporaryFolder folder;
  const PreparedData written = make_prepared();
  write_prepared(folder / "a.h5", written);
  const PreparedData read = read_prepared(folder / "a.h5");

  const ImageSamples &samples = images_of(read.samples), &expected = images_of(written.samples);
  EXPECT_EQ(samples.num_samples, 5);
  EXPECT_EQ(samples.channels, 1);
  EXPECT_EQ(samples.height, 2);
  EXPECT_EQ(samples.width, 3);
  EXPECT_EQ(samples.pixels, expected.pixels);
  EXPECT_EQ(samples.labels, expected.labels);
  EXPECT_EQ(samples.splits, expected.splits);
  EXPECT_EQ(samples.source_ids, expected.source_ids);
  EXPECT_EQ(samples.has_train_duplicate, expected.has_train_duplicate);
  EXPECT_EQ(read.info.schema_version, kPreparedSchemaVersion);
  EXPECT_EQ(read.info.dataset_name, "tiny");
  EXPECT_EQ(read.info.class_names, written.info.class_names);
  EXPECT_EQ(read.info.ingest_options, written.info.ingest_options);
  EXPECT_EQ(read.info.source_digest, written.info.source_digest);
  EXPECT_EQ(read.info.tool_version, "0.1.0");
  EXPECT_EQ(read.info.skipped, written.info.skipped);
  EXPECT_EQ(read.info.audit, written.info.audit);
  EXPECT_EQ(read.info.content_digest.size(), 64u);
  EXPECT_EQ(read_prepared_info(folder / "a.h5").content_digest, read.info.content_digest);
}

TEST(PreparedFile, KeepsAnAuditLongerThanAnAttributeMayBe) {
  const TemporaryFolder folder;
  PreparedData prepared = make_prepared();
  prepared.info.audit = {{"list", std::string(200000, 'x')}};
  write_prepared(folder / "a.h5", prepared);
  EXPECT_EQ(read_prepared_info(folder / "a.h5").audit, prepared.info.audit);
}

TEST(PreparedFile, DigestChangesWithPixelsLabelsSplitsAndNamesOnly) {
  const TemporaryFolder folder;
  const auto digest_of = [&](const PreparedData& prepared) {
    write_prepared(folder / "a.h5", prepared);
    return read_prepared_info(folder / "a.h5").content_digest;
  };
  const std::string digest = digest_of(make_prepared());
  PreparedData other = make_prepared();
  images_in(other).pixels[29] ^= 1;
  EXPECT_NE(digest_of(other), digest);
  other = make_prepared();
  images_in(other).labels[0] = 1;
  EXPECT_NE(digest_of(other), digest);
  other = make_prepared();
  images_in(other).splits[4] = Split::kValidation;
  EXPECT_NE(digest_of(other), digest);
  other = make_prepared();
  images_in(other).source_ids = {"ab", "b", "", "train/d.jpg",
                                 "fer2013.csv:17"};  // the same letters in a row
  EXPECT_NE(digest_of(other), digest);
  other = make_prepared();
  other.info.audit = {{"exact_groups", 3}};
  images_in(other).has_train_duplicate[2] = 0;
  EXPECT_EQ(digest_of(other), digest);
}

TEST(PreparedFile, MissingFileSaysHowToMakeIt) {
  const TemporaryFolder folder;
  EXPECT_THAT(fault_of(folder / "no.h5"), AllOf(HasSubstr("no.h5"), HasSubstr("run `affekt prepare`")));
}

TEST(PreparedFile, RefusesAFileThatIsNotHdf5) {
  const TemporaryFolder folder;
  write_bytes(folder / "text.h5", "hello");
  EXPECT_THAT(fault_of(folder / "text.h5"), AllOf(HasSubstr("not HDF5"), HasSubstr("5 bytes")));
  write_bytes(folder / "empty.h5", "");
  EXPECT_THAT(fault_of(folder / "empty.h5"), HasSubstr("not HDF5"));
  EXPECT_THAT(fault_of(folder.path()), HasSubstr("a folder got"));
  write_bytes(folder / "pointer.h5", "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 9\n");
  EXPECT_THAT(fault_of(folder / "pointer.h5"), HasSubstr("git lfs pull"));
  ASSERT_EQ(::mkfifo((folder / "fifo.h5").c_str(), 0600), 0);
  EXPECT_THAT(fault_of(folder / "fifo.h5"), HasSubstr("a FIFO (named pipe) got"));
}

TEST(PreparedFile, WithoutPermissionNobodyIsToldToDeleteIt) {
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms::all);
  write_bytes(folder / "a.h5", "hello");
  fs::permissions(folder / "a.h5", fs::perms::none);
  const uid_t before = ::geteuid();
  constexpr uid_t kNobody = 65534;  // root may read everything
  if (before == 0) {
    ASSERT_EQ(::seteuid(kNobody), 0);
  }
  const std::string fault = fault_of(folder / "a.h5");
  ASSERT_EQ(::seteuid(before), 0);
  EXPECT_THAT(fault, AllOf(HasSubstr("can't be read: Permission denied"), Not(HasSubstr("delete"))));
}

TEST(PreparedFile, RefusesHdf5OfSomebodyElse) {
  const TemporaryFolder folder;
  const fs::path path = folder / "other.h5";
  H5Fclose(H5Fcreate(path.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT));
  EXPECT_THAT(fault_of(path), HasSubstr("not one that `affekt prepare` wrote"));
}

TEST(PreparedFile, RefusesAnotherSchemaVersion) {
  const TemporaryFolder folder;
  write_prepared(folder / "a.h5", make_prepared());
  change_file(folder / "a.h5", [](hid_t file) { set_version(file, 99); });
  EXPECT_THAT(
      fault_of(folder / "a.h5"),
      AllOf(HasSubstr("version 4 expected, 99 got"), HasSubstr("affekt 0.1.0"),
            HasSubstr("prepare the data again with `affekt prepare`, and name the file that it prints "
                      "(--data FILE.h5)")));
  EXPECT_THROW(read_prepared_info(folder / "a.h5"), DataError);
}

TEST(PreparedFile, OneOfAnEarlierAffektIsToBePreparedAgain) {
  const TemporaryFolder folder;
  write_prepared(folder / "a.h5", make_prepared());
  change_file(folder / "a.h5", [](hid_t file) {  // as version 2 had it
    set_version(file, 2);
    H5Lmove(file, "has_train_duplicate", file, "has_train_twin", H5P_DEFAULT, H5P_DEFAULT);
  });
  EXPECT_THAT(fault_of(folder / "a.h5"), HasSubstr("version 4 expected, 2 got"));
  change_file(folder / "a.h5", [](hid_t file) {  // version 1 knew one kind and didn't name it
    set_version(file, 1);
    H5Adelete(file, "input_kind");
  });
  EXPECT_THAT(fault_of(folder / "a.h5"), HasSubstr("version 4 expected, 1 got"));
}

TEST(PreparedFile, ExtentsThatTheFileCannotHoldAreRefusedBeforeAnythingIsAllocated) {
  const TemporaryFolder folder;
  const hsize_t many = hsize_t{1} << 62U;
  const std::vector<std::pair<const char*, std::vector<hsize_t>>> cases = {
      {"inputs", {many, 1, 2, 2}},             // 2^64: 0 where the product isn't checked
      {"inputs", {5, many, many, 2}},          // and more
      {"inputs", {5, 1, 1 << 20U, 1 << 20U}},  // 5 TiB, which can be counted, but which nobody has
      {"has_train_duplicate", {many}},         // a column
      {"split", {hsize_t{1} << 40U}}};
  for (const auto& [name, extents] : cases) {
    write_prepared(folder / "a.h5", make_prepared());
    change_file(folder / "a.h5", [&, name = name, &extents = extents](hid_t file) {
      declare_extents(file, name, H5T_STD_U8LE, extents);
    });
    EXPECT_THAT(fault_of(folder / "a.h5"), AllOf(HasSubstr("elements are declared"), HasSubstr(name),
                                                 HasSubstr("delete it and run `affekt prepare`")));
  }
}

TEST(PreparedFile, NoInputsAtAllAreNoReasonToAllocate) {
  const TemporaryFolder folder;
  write_prepared(folder / "a.h5", make_prepared());
  change_file(folder / "a.h5", [](hid_t file) {
    declare_extents(file, "inputs", H5T_STD_U8LE, {0, hsize_t{1} << 40U, hsize_t{1} << 40U, 3});
  });
  EXPECT_THAT(fault_of(folder / "a.h5"), HasSubstr("another number of rows than 'inputs'"));
}

TEST(PreparedFile, RefusesATruncatedFileAtEveryLength) {
  const TemporaryFolder folder;
  write_prepared(folder / "a.h5", make_prepared());
  const auto size = fs::file_size(folder / "a.h5");
  for (uintmax_t length = 0; length < size; length += size / 23) {
    fs::copy_file(folder / "a.h5", folder / "cut.h5", fs::copy_options::overwrite_existing);
    fs::resize_file(folder / "cut.h5", length);
    EXPECT_THAT(fault_of(folder / "cut.h5"), HasSubstr("run `affekt prepare`")) << length << " of " << size;
  }
  fs::resize_file(folder / "a.h5", size - 1);
  EXPECT_THAT(fault_of(folder / "a.h5"), HasSubstr("damaged or truncated"));
}

TEST(PreparedFile, OneOfANewerHdf5SaysSo) {
  const TemporaryFolder folder;
  write_prepared(folder / "a.h5", make_prepared());
  std::string bytes = read_text_file(folder / "a.h5");
  bytes[8] = 4;  // the version of the superblock, behind the signature
  write_bytes(folder / "a.h5", bytes);
  EXPECT_THAT(fault_of(folder / "a.h5"),
              AllOf(HasSubstr("a newer HDF5 wrote it (superblock version 4"), HasSubstr("`affekt prepare`")));
}

TEST(PreparedFile, RefusesSamplesThatWereChanged) {
  const TemporaryFolder folder;
  write_prepared(folder / "a.h5", make_prepared());
  const std::string digest = read_prepared_info(folder / "a.h5").content_digest;
  change_file(folder / "a.h5", [](hid_t file) { set_number(file, "targets/class", H5T_NATIVE_INT, 3, 1); });
  EXPECT_THAT(fault_of(folder / "a.h5"), AllOf(HasSubstr("content digest " + digest + " expected"),
                                               HasSubstr("delete it and run `affekt prepare`")));
}

TEST(PreparedFile, RefusesALabelWithoutNameAndAnUnknownSplit) {
  const TemporaryFolder folder;
  write_prepared(folder / "a.h5", make_prepared());
  change_file(folder / "a.h5", [](hid_t file) { set_number(file, "targets/class", H5T_NATIVE_INT, 0, 2); });
  EXPECT_THAT(fault_of(folder / "a.h5"), HasSubstr("class 2 has no name"));
  write_prepared(folder / "b.h5", make_prepared());
  change_file(folder / "b.h5", [](hid_t file) { set_number(file, "split", H5T_NATIVE_INT, 0, 3); });
  EXPECT_THAT(fault_of(folder / "b.h5"), HasSubstr("'split' holds a number above 2"));
}

TEST(PreparedFile, NoticesASingleFlippedBitOfThePixels) {
  const TemporaryFolder folder;
  write_prepared(folder / "a.h5", make_prepared());
  std::string bytes = read_text_file(folder / "a.h5");
  const std::string pixels = {7, 15, 23, 31, 39, 47};  // the first image of make_prepared
  const size_t at = bytes.find(pixels);
  ASSERT_NE(at, std::string::npos);
  bytes[at] = 6;
  write_bytes(folder / "a.h5", bytes);
  EXPECT_THAT(fault_of(folder / "a.h5"), HasSubstr("delete it and run `affekt prepare`"));
}

// A file-size limit stands for a full disk: a write() that fails halfway.
TEST(PreparedFile, FullDiskLeavesTheOldFileAndNoOther) {
  const TemporaryFolder folder;
  write_prepared(folder / "a.h5", make_prepared());
  const std::string digest = read_prepared_info(folder / "a.h5").content_digest;
  PreparedData large = make_prepared();
  ImageSamples& many = images_in(large);
  many.num_samples = 4000;
  many.pixels.assign(4000 * 6, 1);
  many.labels.assign(4000, 0);
  many.splits.assign(4000, Split::kTrain);
  many.source_ids.assign(4000, std::string(40, 'x'));
  many.has_train_duplicate.assign(4000, 0);

  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = signal(SIGXFSZ, SIG_IGN);
  rlimit tight = before;
  tight.rlim_cur = 20000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
  const std::string fault = message_of<ArtifactError>([&] { write_prepared(folder / "a.h5", large); });
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, old_handler);

  EXPECT_THAT(fault, AllOf(HasSubstr("a.h5"), HasSubstr("File too large")));
  EXPECT_EQ(read_prepared(folder / "a.h5").info.content_digest, digest);
  EXPECT_EQ(folder.count_files(), 1u);
  write_prepared(folder / "b.h5", large);  // HDF5 is still usable
  EXPECT_EQ(images_of(read_prepared(folder / "b.h5").samples).num_samples, 4000);
}

TEST(PreparedFile, SamplesOfUnequalLengthAreABugOfOurs) {
  const TemporaryFolder folder;
  PreparedData prepared = make_prepared();
  images_in(prepared).labels.pop_back();
  EXPECT_THROW(write_prepared(folder / "a.h5", prepared), std::logic_error);
}

TEST(PreparedWaves, AreReadBackAsTheyWereWritten) {
  const TemporaryFolder folder;
  const PreparedData written = make_prepared_waves();
  write_prepared(folder / "a.h5", written);
  const PreparedData read = read_prepared(folder / "a.h5");
  EXPECT_STREQ(kind_of(read.samples), "waveforms");
  const WaveformSamples &samples = waveforms_of(read.samples), &expected = waveforms_of(written.samples);
  EXPECT_EQ(samples.num_samples, 3);
  EXPECT_EQ(samples.sample_rate_hz, 8000);
  EXPECT_EQ(samples.offsets, expected.offsets);
  EXPECT_EQ(samples.waves, expected.waves);
  EXPECT_EQ(samples.labels, expected.labels);
  EXPECT_EQ(samples.splits, expected.splits);
  EXPECT_EQ(samples.source_ids, expected.source_ids);
  EXPECT_EQ(samples.groups, expected.groups);
  EXPECT_EQ(samples.has_train_duplicate, expected.has_train_duplicate);
  EXPECT_EQ(samples.length(1), 0);
  EXPECT_EQ(samples.wave(2)[1], -7);
}

TEST(PreparedWaves, DigestChangesWithSamplesLengthsRateAndGroups) {
  const TemporaryFolder folder;
  const auto digest_of = [&](const PreparedData& prepared) {
    write_prepared(folder / "a.h5", prepared);
    return read_prepared_info(folder / "a.h5").content_digest;
  };
  const std::string digest = digest_of(make_prepared_waves());
  PreparedData other = make_prepared_waves();
  waves_in(other).waves[4] = -8;
  EXPECT_NE(digest_of(other), digest);
  other = make_prepared_waves();
  waves_in(other).offsets = {0, 3, 4, 5};  // the same samples, cut elsewhere
  EXPECT_NE(digest_of(other), digest);
  other = make_prepared_waves();
  waves_in(other).sample_rate_hz = 16000;
  EXPECT_NE(digest_of(other), digest);
  other = make_prepared_waves();
  waves_in(other).groups[1] = "Actor_02";
  EXPECT_NE(digest_of(other), digest);
}

TEST(PreparedWaves, AreNoImages) {
  const PreparedData waves = make_prepared_waves(), images = make_prepared();
  EXPECT_THAT(message_of<DataError>([&] { images_of(waves.samples); }),
              HasSubstr("of images expected, one of waveforms got"));
  EXPECT_THAT(message_of<DataError>([&] { waveforms_of(images.samples); }),
              HasSubstr("of waveforms expected, one of images got"));
}

TEST(PreparedWaves, OffsetsThatDoNotFitAreRefused) {
  const TemporaryFolder folder;
  write_prepared(folder / "a.h5", make_prepared_waves());
  change_file(folder / "a.h5", [](hid_t file) { set_number(file, "offsets", H5T_NATIVE_INT, 1, 9); });
  EXPECT_THAT(fault_of(folder / "a.h5"), HasSubstr("'offsets' doesn't cut 'inputs' into recordings"));
  PreparedData bug = make_prepared_waves();
  waves_in(bug).offsets.back() = 4;
  EXPECT_THROW(write_prepared(folder / "b.h5", bug), std::logic_error);
  bug = make_prepared_waves();
  waves_in(bug).groups.pop_back();
  EXPECT_THROW(write_prepared(folder / "b.h5", bug), std::logic_error);
}

TEST(PreparedWaves, AFileWithoutSamplesIsReadBack) {
  const TemporaryFolder folder;
  PreparedData empty;
  empty.info.class_names = {"calm"};
  empty.samples = WaveformSamples{};
  write_prepared(folder / "a.h5", empty);
  EXPECT_EQ(waveforms_of(read_prepared(folder / "a.h5").samples).num_samples, 0);
}

TEST(SelectRows, TakesWavesInTheOrderThatIsAskedFor) {
  const PreparedData prepared = make_prepared_waves();
  const WaveformSamples some = select_rows(waveforms_of(prepared.samples), {2, 0});
  EXPECT_THAT(some.waves, ElementsAre(7, -7, -32768, 0, 32767));
  EXPECT_THAT(some.offsets, ElementsAre(0, 2, 5));
  EXPECT_THAT(some.groups, ElementsAre("Actor_02", "Actor_02"));
  EXPECT_THAT(some.source_ids, ElementsAre("c", "a"));
  EXPECT_EQ(some.sample_rate_hz, 8000);
  const Samples test = select_split(prepared.samples, Split::kTest);
  EXPECT_THAT(waveforms_of(test).offsets, ElementsAre(0, 0, 2));
  EXPECT_THAT(table_of(test).labels, ElementsAre(1, 1));
}

TEST(SelectSplit, KeepsOrderAndAllColumns) {
  const ImageSamples all = images_of(make_prepared().samples);
  const ImageSamples train = select_split(all, Split::kTrain);
  EXPECT_EQ(train.num_samples, 3);
  EXPECT_EQ(train.height, 2);
  EXPECT_EQ(train.width, 3);
  EXPECT_THAT(train.source_ids, ElementsAre("a", "bb", "train/d.jpg"));
  EXPECT_THAT(train.labels, ElementsAre(0, 1, 0));
  EXPECT_EQ(train.pixels.size(), 18u);
  EXPECT_EQ(train.pixels[12], all.pixels[18]);  // the third is the fourth of all
  EXPECT_THAT(select_split(all, Split::kValidation).has_train_duplicate, ElementsAre(1));
  EXPECT_EQ(select_split(train, Split::kTest).num_samples, 0);
}

template <class KindOfSamples>
void expect_equal(const KindOfSamples& a, const KindOfSamples& b) {
  EXPECT_EQ(a.num_samples, b.num_samples);
  EXPECT_EQ(a.labels, b.labels);
  EXPECT_EQ(a.splits, b.splits);
  EXPECT_EQ(a.source_ids, b.source_ids);
  EXPECT_EQ(a.has_train_duplicate, b.has_train_duplicate);
  EXPECT_EQ(a.groups, b.groups);
}

TEST(ReadSplit, GivesWhatSelectSplitGivesOfTheWholeFile) {
  const TemporaryFolder folder;
  write_prepared(folder / "faces.h5", make_prepared());
  write_prepared(folder / "voices.h5", make_prepared_waves());
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    const PreparedData faces = read_prepared_split(folder / "faces.h5", split);
    const ImageSamples images = select_split(images_of(make_prepared().samples), split);
    expect_equal(images_of(faces.samples), images);
    EXPECT_EQ(images_of(faces.samples).pixels, images.pixels);
    EXPECT_EQ(images_of(faces.samples).height, 2);
    EXPECT_EQ(faces.info.audit, make_prepared().info.audit);
    const PreparedData voices = read_prepared_split(folder / "voices.h5", split);
    const WaveformSamples waves = select_split(waveforms_of(make_prepared_waves().samples), split);
    expect_equal(waveforms_of(voices.samples), waves);
    EXPECT_EQ(waveforms_of(voices.samples).waves, waves.waves);
    EXPECT_EQ(waveforms_of(voices.samples).offsets, waves.offsets);
    EXPECT_EQ(waveforms_of(voices.samples).sample_rate_hz, 8000);
  }
}

TEST(ReadSplit, ReadsManyBlocksAndSeveralSplitsAtOnce) {
  const TemporaryFolder folder;
  PreparedData prepared;
  prepared.info.class_names = {"calm"};
  WaveformSamples waves;
  waves.num_samples = 40;
  for (int64_t i = 0; i < waves.num_samples; ++i) {  // 4.7 million values: a wave of 3 million is one block
    const int64_t length = i == 7 ? 3000000 : 1000 * i;
    for (int64_t t = 0; t < length; ++t) waves.waves.push_back(static_cast<int16_t>(31 * t + i));
    waves.offsets.push_back(static_cast<int64_t>(waves.waves.size()));
    waves.labels.push_back(0);
    waves.splits.push_back(static_cast<Split>(i % 3));
    waves.source_ids.push_back(std::to_string(i));
    waves.has_train_duplicate.push_back(0);
  }
  prepared.samples = waves;
  write_prepared(folder / "a.h5", prepared);
  const PreparedSplitData read = read_prepared_splits(folder / "a.h5", {Split::kTest, Split::kValidation});
  ASSERT_EQ(read.samples.size(), 2u);
  const WaveformSamples &test = waveforms_of(read.samples[0]), &validation = waveforms_of(read.samples[1]);
  EXPECT_EQ(test.waves, select_split(waves, Split::kTest).waves);
  EXPECT_EQ(validation.waves, select_split(waves, Split::kValidation).waves);
  EXPECT_EQ(validation.offsets, select_split(waves, Split::kValidation).offsets);
  EXPECT_EQ(waveforms_of(read_prepared(folder / "a.h5").samples).waves, waves.waves);
}

TEST(ReadSplit, NoticesAChangeInAnotherSplit) {
  const TemporaryFolder folder;
  write_prepared(folder / "a.h5", make_prepared());
  change_file(folder / "a.h5", [](hid_t file) { set_number(file, "targets/class", H5T_NATIVE_INT, 0, 1); });
  EXPECT_THAT(message_of<DataError>([&] { read_prepared_split(folder / "a.h5", Split::kTest); }),
              HasSubstr("its content was changed"));
}

TEST(SplitName, GoesBothWaysAndRefusesOthers) {
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    EXPECT_EQ(split_from_name(split_name(split)), split);
  }
  EXPECT_THAT(message_of<ConfigError>([] { split_from_name("valid"); }), HasSubstr("'valid' got"));
}

}  // namespace
}  // namespace affekt
