#include "store/prepared_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <signal.h>
#include <sys/resource.h>

#include <thread>

#include "core/error.h"
#include "store/prepared_file.h"
#include "store/prepared_tensors.h"
#include "tests/store/declare_extents.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// 50,000 bytes a row: a chunk of 64 KiB has one. 3 numbers a row: a chunk has 5,461.
const std::vector<RowTensor> kTensors = {{"picture", DType::kUint8, {5, 100, 100}},
                                         {"values", DType::kFloat32, {3}},
                                         {"number", DType::kInt32, {}}};

/// Rows first .. first + count - 1; row i holds i everywhere, but i mod 251 in its picture.
HostTensors make_block(int64_t first, int64_t count) {
  HostTensors rows = {{"picture", HostTensor::make(DType::kUint8, {count, 5, 100, 100})},
                      {"values", HostTensor::make(DType::kFloat32, {count, 3})},
                      {"number", HostTensor::make(DType::kInt32, {count})}};
  for (int64_t i = 0; i < count; ++i) {
    const auto row = static_cast<size_t>(i);
    const auto shade = static_cast<std::byte>((first + i) % 251);
    std::fill_n(rows["picture"].bytes.begin() + i * 50000, 50000, shade);
    std::fill_n(rows["values"].values<float>() + 3 * row, 3, static_cast<float>(first + i));
    rows["number"].values<int32_t>()[row] = static_cast<int32_t>(first + i);
  }
  return rows;
}

PreparedEnvelope write_rows(const fs::path& path, int64_t num_rows, int64_t rows_per_block,
                            const nlohmann::json& about = {{"names", {"a", "b"}}}) {
  PreparedEnvelope envelope;
  envelope.kind = "toy";
  envelope.dataset_name = "toys";
  PreparedRowsWriter writer(path, envelope, kTensors);
  for (int64_t first = 0; first < num_rows; first += rows_per_block) {
    const int64_t count = std::min(rows_per_block, num_rows - first);
    std::vector<Split> splits;
    std::vector<std::string> ids;
    for (int64_t i = first; i < first + count; ++i) {
      splits.push_back(static_cast<Split>(i % 3));
      ids.push_back("row " + std::to_string(i));
    }
    writer.append(make_block(first, count), splits, ids);
  }
  return writer.finish(about);
}

std::vector<int32_t> read_numbers_of(const PreparedRowsReader& reader, const std::vector<int64_t>& rows) {
  const HostTensor numbers = reader.read("number", rows);
  return {numbers.values<int32_t>(), numbers.values<int32_t>() + numbers.count()};
}

std::string rows_fault_of(const fs::path& path, const std::string& kind = "toy") {
  return message_of<DataError>([&] { PreparedRowsReader(path, kind); });
}

TEST(PreparedRows, AreReadInAnyOrderAndRepeatedly) {
  const TemporaryFolder folder;
  const PreparedEnvelope written = write_rows(folder / "a.h5", 40, 7);
  EXPECT_EQ(folder.count_files(), 1u);
  const PreparedRowsReader reader(folder / "a.h5", "toy");
  EXPECT_EQ(reader.envelope().content_digest, written.content_digest);
  EXPECT_EQ(reader.envelope().dataset_name, "toys");
  EXPECT_EQ(reader.num_rows(), 40);
  EXPECT_EQ(reader.splits()[38], Split::kTest);
  EXPECT_EQ(reader.source_ids()[39], "row 39");
  EXPECT_EQ(reader.about(), (nlohmann::json{{"names", {"a", "b"}}}));
  ASSERT_EQ(reader.tensors().size(), 3u);
  EXPECT_EQ(reader.tensors()[1].name, "picture");
  EXPECT_THAT(reader.tensors()[1].row_shape, ElementsAre(5, 100, 100));

  const HostTensor pictures = reader.read("picture", {39, 3, 4, 5, 3});
  EXPECT_THAT(pictures.shape, ElementsAre(5, 5, 100, 100));
  for (const auto& [place, shade] :
       std::vector<std::pair<int, int>>{{0, 39}, {1, 3}, {2, 4}, {3, 5}, {4, 3}}) {
    EXPECT_EQ(pictures.values<uint8_t>()[place * 50000], shade) << place;
    EXPECT_EQ(pictures.values<uint8_t>()[place * 50000 + 49999], shade) << place;
  }
  EXPECT_THAT(read_numbers_of(reader, {39, 0, 1, 2, 1}), ElementsAre(39, 0, 1, 2, 1));
  EXPECT_EQ(reader.read("values", {17}).values<float>()[2], 17);
  EXPECT_EQ(reader.read("picture", {}).count(), 0);
  EXPECT_THROW(reader.read("picture", {40}), std::logic_error);
  EXPECT_THROW(reader.read("pictures", {0}), std::logic_error);
}

TEST(PreparedRows, HaveOneDigestInWhateverBlocksTheyCame) {
  const TemporaryFolder folder;
  const std::string digest = write_rows(folder / "a.h5", 30, 30).content_digest;
  EXPECT_EQ(write_rows(folder / "b.h5", 30, 4).content_digest, digest);
  EXPECT_NE(write_rows(folder / "b.h5", 29, 4).content_digest, digest);
  EXPECT_NE(write_rows(folder / "b.h5", 30, 4, "else").content_digest, digest);
}

TEST(PreparedRows, AreTheTensorsThatAreReadAtOnce) {
  const TemporaryFolder folder;
  write_rows(folder / "a.h5", 9, 4);
  const PreparedTensors whole = read_prepared_tensors(folder / "a.h5", "toy");
  EXPECT_EQ(whole.rows.tensors.at("picture").bytes, make_block(0, 9).at("picture").bytes);
  EXPECT_EQ(whole.about["names"][1], "b");
  write_prepared_tensors(folder / "b.h5", whole);
  EXPECT_EQ(PreparedRowsReader(folder / "b.h5", "toy").envelope().content_digest, whole.info.content_digest);
}

TEST(PreparedRows, MayBeNone) {
  const TemporaryFolder folder;
  write_rows(folder / "a.h5", 0, 1);
  EXPECT_EQ(PreparedRowsReader(folder / "a.h5", "toy").num_rows(), 0);
}

TEST(PreparedRows, AreReadByManyThreads) {
  const TemporaryFolder folder;
  write_rows(folder / "a.h5", 50, 50);
  const PreparedRowsReader reader(folder / "a.h5", "toy");
  std::vector<std::thread> threads;
  std::vector<int> num_right(4, 0);
  for (size_t t = 0; t < num_right.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int64_t row = 0; row < 50; ++row) {
        const int64_t other = (row * 7 + static_cast<int64_t>(t)) % 50;
        num_right[t] += reader.read("picture", {row, other}).values<uint8_t>()[50000] == other ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(num_right, ElementsAre(50, 50, 50, 50));
}

TEST(PreparedRows, AppearWhenTheyAreFinishedOrNotAtAll) {
  const TemporaryFolder folder;
  {
    PreparedEnvelope envelope;
    envelope.kind = "toy";
    PreparedRowsWriter writer(folder / "a.h5", envelope, kTensors);
    writer.append(make_block(0, 1), {Split::kTrain}, {"a"});
    EXPECT_FALSE(fs::exists(folder / "a.h5"));
  }
  EXPECT_EQ(folder.count_files(), 0u);
}

TEST(PreparedRows, ThatDisagreeAreABugOfOurs) {
  const TemporaryFolder folder;
  PreparedEnvelope envelope;
  envelope.kind = "toy";
  PreparedRowsWriter writer(folder / "a.h5", envelope, kTensors);
  EXPECT_THROW(writer.append(make_block(0, 2), {Split::kTrain}, {"a"}), std::logic_error);
  EXPECT_THROW(writer.append(make_block(0, 1), {Split::kTrain}, {"a", "b"}), std::logic_error);
  HostTensors rows = make_block(0, 1);
  rows["number"] = HostTensor::make(DType::kInt64, {1});
  EXPECT_THROW(writer.append(rows, {Split::kTrain}, {"a"}), std::logic_error);
  rows.erase("number");
  EXPECT_THROW(writer.append(rows, {Split::kTrain}, {"a"}), std::logic_error);
}

TEST(PreparedRows, OfAnotherKindAreRefused) {
  const TemporaryFolder folder;
  write_rows(folder / "a.h5", 2, 2);
  EXPECT_THAT(rows_fault_of(folder / "a.h5", "people"),
              HasSubstr("a prepared file of people expected, one of toy (data set 'toys') got"));
  EXPECT_THAT(message_of<DataError>([&] { read_prepared(folder / "a.h5"); }), HasSubstr("one of toy"));
  EXPECT_THAT(rows_fault_of(folder / "none.h5"), HasSubstr("there is no such prepared file"));
}

TEST(PreparedRows, TruncationAndDamageAreFound) {
  const TemporaryFolder folder;
  write_rows(folder / "a.h5", 30, 30);
  const std::string bytes = read_text_file(folder / "a.h5");
  for (const size_t part : {2, 20}) {
    fs::copy_file(folder / "a.h5", folder / "cut.h5", fs::copy_options::overwrite_existing);
    fs::resize_file(folder / "cut.h5", bytes.size() - bytes.size() / part);
    EXPECT_THAT(rows_fault_of(folder / "cut.h5"),
                AllOf(HasSubstr("cut.h5"), HasSubstr("damaged or truncated")));
  }
  std::string damaged = bytes;
  const size_t picture = bytes.find(std::string(1000, '\x11'));  // of row 17
  ASSERT_NE(picture, std::string::npos);
  damaged[picture + 500] ^= 1;
  write_bytes(folder / "damaged.h5", damaged);
  EXPECT_THAT(rows_fault_of(folder / "damaged.h5"), HasSubstr("damaged or truncated prepared file"));
  damaged = bytes;
  damaged.replace(damaged.find("row 17"), 6, "row 71");  // has no checksum of its own
  write_bytes(folder / "damaged.h5", damaged);
  EXPECT_THAT(rows_fault_of(folder / "damaged.h5"), HasSubstr("damaged.h5"));
  damaged = bytes;
  damaged.replace(damaged.find("names"), 5, "games");
  write_bytes(folder / "damaged.h5", damaged);
  EXPECT_THAT(rows_fault_of(folder / "damaged.h5"), HasSubstr("its content was changed"));
}

TEST(PreparedRows, ExtentsBeyondTheFileAreNotAllocated) {
  const TemporaryFolder folder;
  const auto fault_with = [&](const std::string& name, hid_t type, const std::vector<hsize_t>& extents) {
    write_rows(folder / "a.h5", 3, 3);
    const hid_t file = H5Fopen((folder / "a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    declare_extents(file, name, type, extents);
    H5Fclose(file);
    return rows_fault_of(folder / "a.h5");
  };
  EXPECT_THAT(fault_with("tensors/picture", H5T_STD_U8LE, {3, hsize_t{1} << 40U, 100, 100}),
              HasSubstr("elements are declared, the file holds 0 bytes of them"));
  EXPECT_THAT(fault_with("tensors/values", H5T_IEEE_F32LE, {hsize_t{1} << 62U, 3}),
              HasSubstr("more than can be counted"));
  EXPECT_THAT(fault_with("split", H5T_STD_U8LE, {hsize_t{1} << 50U}), HasSubstr("the file holds 0 bytes"));
  EXPECT_THAT(fault_with("tensors/number", H5T_STD_I32LE, {0}),
              HasSubstr("another number of rows than 'split'"));
  EXPECT_THAT(fault_with("tensors/number", H5T_IEEE_F64LE, {3}),
              HasSubstr("float32, int64, int32 or uint8 expected"));
}

// A file-size limit stands for a full disk.
TEST(PreparedRows, FullDiskLeavesTheOldFileAndNoOther) {
  const TemporaryFolder folder;
  write_rows(folder / "a.h5", 3, 3);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = signal(SIGXFSZ, SIG_IGN);
  rlimit tight = before;
  tight.rlim_cur = 8000000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
  const std::string fault = message_of<ArtifactError>([&] { write_rows(folder / "a.h5", 400, 40); });
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, old_handler);
  EXPECT_THAT(fault,
              AllOf(HasSubstr("a.h5: the prepared file can't be written"), HasSubstr("File too large")));
  EXPECT_EQ(PreparedRowsReader(folder / "a.h5", "toy").num_rows(), 3);
  EXPECT_EQ(folder.count_files(), 1u);
}

}  // namespace
}  // namespace affekt
