// Prepared files of kinds that the store doesn't know: named tensors, and a payload of the kind's own.
#include "store/prepared_tensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "store/prepared_file.h"
#include "store/prepared_hdf5.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Three rows of two inputs and one target.
PreparedTensors make_tensors() {
  PreparedTensors prepared;
  prepared.info.kind = "toy";
  prepared.info.dataset_name = "toys";
  prepared.info.source_digest = std::string(64, 'a');
  TensorRows& rows = prepared.rows;
  rows.num_rows = 3;
  rows.splits = {Split::kTrain, Split::kTest, Split::kTrain};
  rows.source_ids = {"a", "b", "c"};
  const std::vector<float> x = {1, 2, 3, 4, 5, 6}, y = {0.5F, -1, 2};
  rows.tensors["x"] = HostTensor::of<float>({3, 2}, x.data());
  rows.tensors["y"] = HostTensor::of<float>({3, 1}, y.data());
  rows.tensors["length"] = HostTensor::make(DType::kInt64, {3});
  rows.tensors["length"].values<int64_t>()[1] = int64_t{1} << 40;
  return prepared;
}

std::string fault_of_tensors(const std::filesystem::path& path, const std::string& kind = "toy") {
  return message_of<DataError>([&] { read_prepared_tensors(path, kind); });
}

TEST(PreparedTensors, AreReadBackAsTheyWereWritten) {
  const TemporaryFolder folder;
  const PreparedTensors written = make_tensors();
  write_prepared_tensors(folder / "a.h5", written);
  const PreparedTensors read = read_prepared_tensors(folder / "a.h5", "toy");
  EXPECT_EQ(read.info.kind, "toy");
  EXPECT_EQ(read.info.dataset_name, "toys");
  EXPECT_EQ(read.info.content_digest.size(), 64u);
  EXPECT_EQ(read.rows.num_rows, 3);
  EXPECT_EQ(read.rows.splits, written.rows.splits);
  EXPECT_EQ(read.rows.source_ids, written.rows.source_ids);
  ASSERT_EQ(read.rows.tensors.size(), 3u);
  for (const auto& [name, tensor] : written.rows.tensors) {
    EXPECT_EQ(read.rows.tensors.at(name).type, tensor.type) << name;
    EXPECT_EQ(read.rows.tensors.at(name).shape, tensor.shape) << name;
    EXPECT_EQ(read.rows.tensors.at(name).bytes, tensor.bytes) << name;
  }
  EXPECT_EQ(read_prepared_kind(folder / "a.h5"), "toy");
  EXPECT_EQ(read_prepared_envelope(folder / "a.h5").content_digest, read.info.content_digest);
}

TEST(PreparedTensors, GiveTheRowsOfOneSplit) {
  const TensorRows train = select_split(make_tensors().rows, Split::kTrain);
  EXPECT_EQ(train.num_rows, 2);
  EXPECT_THAT(train.source_ids, ElementsAre("a", "c"));
  const HostTensor& x = train.tensors.at("x");
  EXPECT_THAT(x.shape, ElementsAre(2, 2));
  EXPECT_THAT(std::vector<float>(x.values<float>(), x.values<float>() + 4), ElementsAre(1, 2, 5, 6));
  EXPECT_EQ(select_split(make_tensors().rows, Split::kValidation).tensors.at("y").count(), 0);
}

TEST(PreparedTensors, OfAnotherKindOrChangedAreRefused) {
  const TemporaryFolder folder;
  write_prepared_tensors(folder / "a.h5", make_tensors());
  EXPECT_THAT(fault_of_tensors(folder / "a.h5", "game"),
              HasSubstr("a prepared file of game expected, one of toy (data set 'toys') got"));
  EXPECT_THAT(message_of<DataError>([&] { read_prepared(folder / "a.h5"); }),
              HasSubstr("a prepared file of images or waveforms expected, one of toy"));
  const hid_t file = H5Fopen((folder / "a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t array = H5Dopen2(file, "tensors/y", H5P_DEFAULT);
  const float y[3] = {0, 0, 0};
  ASSERT_GE(H5Dwrite(array, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, y), 0);
  H5Dclose(array);
  H5Fclose(file);
  EXPECT_THAT(fault_of_tensors(folder / "a.h5"), HasSubstr("its content was changed"));
}

TEST(PreparedTensors, ThatDisagreeAreABugOfOurs) {
  const TemporaryFolder folder;
  PreparedTensors bug = make_tensors();
  bug.rows.source_ids.pop_back();
  EXPECT_THROW(write_prepared_tensors(folder / "a.h5", bug), std::logic_error);
  bug = make_tensors();
  bug.rows.tensors["y"] = HostTensor::make(DType::kFloat32, {2, 1});
  EXPECT_THROW(write_prepared_tensors(folder / "a.h5", bug), std::logic_error);
  bug = make_tensors();
  bug.info.kind = "";
  EXPECT_THROW(write_prepared_tensors(folder / "a.h5", bug), std::logic_error);
}

TEST(PreparedEnvelope, TakesAPayloadThatNobodyElseKnows) {
  const TemporaryFolder folder;
  const std::vector<int32_t> numbers = {3, 1, 4};
  const auto digest_of = [](const std::vector<int32_t>& values) {
    Sha256 digest;
    update_with_numbers(digest, values);
    return digest.finish();
  };
  PreparedEnvelope envelope;
  envelope.kind = "numbers";
  envelope.content_digest = digest_of(numbers);
  write_prepared_envelope(folder / "a.h5", envelope, [&](hid_t file) {
    write_array(file, {"numbers", {numbers.size()}}, numbers.data());
    write_json(file, "notes", {{"bad name", "gr\xF6sser"}});
  });
  std::vector<int32_t> read;
  nlohmann::json notes;
  const auto read_payload = [&](hid_t file, const PreparedEnvelope& read_envelope) {
    EXPECT_EQ(read_envelope.kind, "numbers");
    read = read_numbers<int32_t>(file, "numbers");
    notes = read_json(file, "notes");
    return digest_of(read);
  };
  read_prepared_envelope(folder / "a.h5", {"numbers"}, read_payload);
  EXPECT_EQ(read, numbers);
  EXPECT_EQ(notes["bad name"], "gr\\xF6sser");
  EXPECT_THAT(message_of<DataError>([&] {
                read_prepared_envelope(folder / "a.h5", {"numbers"}, [](hid_t file, const PreparedEnvelope&) {
                  return std::to_string(read_numbers<int32_t>(file, "nothing").size());
                });
              }),
              AllOf(HasSubstr("damaged or truncated"), HasSubstr("'nothing'")));
}

}  // namespace
}  // namespace affekt
