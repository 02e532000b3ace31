#include "store/matrix_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <signal.h>
#include <sys/resource.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/error.h"
#include "tests/store/declare_extents.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// Row i, column j is i + j / 8: exact in float32, and different everywhere.
std::vector<float> make_rows(int64_t first, int64_t count, int64_t num_columns) {
  std::vector<float> rows;
  for (int64_t i = first; i < first + count; ++i) {
    for (int64_t j = 0; j < num_columns; ++j)
      rows.push_back(static_cast<float>(i) + static_cast<float>(j) / 8);
  }
  return rows;
}

void write_matrix(const fs::path& path, int64_t num_rows, int64_t num_columns, int64_t rows_per_call) {
  MatrixFileWriter writer(path, num_columns);
  for (int64_t first = 0; first < num_rows; first += rows_per_call) {
    const int64_t count = std::min(rows_per_call, num_rows - first);
    writer.append(make_rows(first, count, num_columns).data(), count);
  }
  writer.finish();
}

std::vector<float> read_rows(RowSource& source, int64_t first, int64_t count) {
  std::vector<float> rows(static_cast<size_t>(count * source.num_columns()), -1);
  source.read(first, count, rows.data());
  return rows;
}

std::string matrix_fault_of(const fs::path& path) {
  return message_of<DataError>([&] { open_matrix_file(path); });
}

// 5 columns make chunks of 2^19 / 20 = 26,214 rows: the matrix has two whole ones and a piece.
TEST(MatrixFile, ReadsBackWhatWasWrittenInWhateverPieces) {
  const TemporaryFolder folder;
  constexpr int64_t kRows = 60001, kColumns = 5;
  for (const int64_t rows_per_call : {int64_t{997}, int64_t{26214}, kRows}) {
    write_matrix(folder / "a.h5", kRows, kColumns, rows_per_call);
    const auto source = open_matrix_file(folder / "a.h5");
    EXPECT_EQ(source->num_rows(), kRows);
    EXPECT_EQ(source->num_columns(), kColumns);
    EXPECT_EQ(read_rows(*source, 0, kRows), make_rows(0, kRows, kColumns));
  }
  EXPECT_EQ(folder.count_files(), 1u);
}

TEST(MatrixFile, BlocksMayLieAcrossChunksAndInAnyOrder) {
  const TemporaryFolder folder;
  write_matrix(folder / "a.h5", 60001, 5, 20000);
  const auto source = open_matrix_file(folder / "a.h5");
  for (const int64_t first : {int64_t{52000}, int64_t{26213}, int64_t{0}, int64_t{60000}}) {
    const int64_t count = std::min<int64_t>(3, 60001 - first);
    EXPECT_EQ(read_rows(*source, first, count), make_rows(first, count, 5)) << first;
  }
  EXPECT_TRUE(read_rows(*source, 60001, 0).empty());
  float value = 0;
  EXPECT_THROW(source->read(60001, 1, &value), std::logic_error);
  EXPECT_THROW(source->read(-1, 1, &value), std::logic_error);
}

TEST(MatrixFile, KeepsTheBitsOfOddNumbers) {
  const TemporaryFolder folder;
  const float rows[] = {std::numeric_limits<float>::infinity(), -0.0F,
                        std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::quiet_NaN()};
  MatrixFileWriter writer(folder / "a.h5", 2);
  writer.append(rows, 2);
  writer.finish();
  const auto read = read_rows(*open_matrix_file(folder / "a.h5"), 0, 2);
  EXPECT_EQ(read[0], rows[0]);
  EXPECT_TRUE(std::signbit(read[1]));
  EXPECT_EQ(read[2], rows[2]);
  EXPECT_TRUE(std::isnan(read[3]));
}

TEST(MatrixFile, MayHaveNoRows) {
  const TemporaryFolder folder;
  MatrixFileWriter(folder / "a.h5", 3).finish();
  EXPECT_EQ(open_matrix_file(folder / "a.h5")->num_rows(), 0);
  EXPECT_EQ(open_matrix_file(folder / "a.h5")->num_columns(), 3);
}

TEST(MatrixFile, AppearsWhenItIsFinishedOrNotAtAll) {
  const TemporaryFolder folder;
  {
    MatrixFileWriter writer(folder / "a.h5", 3);
    writer.append(make_rows(0, 10, 3).data(), 10);
    EXPECT_FALSE(fs::exists(folder / "a.h5"));
  }
  EXPECT_EQ(folder.count_files(), 0u);
  EXPECT_THAT(message_of<ArtifactError>([&] { MatrixFileWriter(folder / "none/a.h5", 3); }),
              HasSubstr("none/a.h5"));
}

TEST(MatrixFile, NothingIsAppendedToAFinishedOne) {
  const TemporaryFolder folder;
  MatrixFileWriter writer(folder / "a.h5", 1);
  writer.finish();
  const float value = 0;
  EXPECT_THROW(writer.append(&value, 1), std::logic_error);
}

TEST(MatrixFile, WhatIsNoneIsNamed) {
  const TemporaryFolder folder;
  EXPECT_THAT(matrix_fault_of(folder / "no.h5"), AllOf(HasSubstr("no.h5"), HasSubstr("no such file")));
  write_bytes(folder / "text.h5", "hello");
  EXPECT_THAT(matrix_fault_of(folder / "text.h5"), HasSubstr("not HDF5"));

  const fs::path path = folder / "other.h5";
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT);
  H5Fclose(file);
  EXPECT_THAT(matrix_fault_of(path),
              AllOf(HasSubstr("other.h5"), HasSubstr("'rows', float32 [N, D], expected")));
}

TEST(MatrixFile, OtherNumbersOrAxesAreRefused) {
  const TemporaryFolder folder;
  const auto make = [&](const std::string& name, hid_t type, int rank) {
    const hsize_t shape[3] = {2, 2, 2};
    const hid_t file = H5Fcreate((folder / name).c_str(), H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t space = H5Screate_simple(rank, shape, nullptr);
    H5Dclose(H5Dcreate2(file, "rows", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Sclose(space);
    H5Fclose(file);
    return matrix_fault_of(folder / name);
  };
  EXPECT_THAT(make("double.h5", H5T_NATIVE_DOUBLE, 2), HasSubstr("another type than float32"));
  EXPECT_THAT(make("cube.h5", H5T_NATIVE_FLOAT, 3), HasSubstr("2 axes expected, 3 got"));
  EXPECT_EQ(make("plain.h5", H5T_NATIVE_FLOAT, 2), "");  // any tool may write one
}

TEST(MatrixFile, ExtentsThatNobodyCanCountAreRefused) {
  const TemporaryFolder folder;
  const hid_t file = H5Fcreate((folder / "a.h5").c_str(), H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT);
  declare_extents(file, "rows", H5T_IEEE_F32LE, {hsize_t{1} << 62U, 4});
  H5Fclose(file);
  EXPECT_THAT(matrix_fault_of(folder / "a.h5"),
              HasSubstr("4611686018427387904 x 4 elements are declared, more than can be counted"));
}

TEST(MatrixFile, TruncationAndDamageAreFound) {
  const TemporaryFolder folder;
  write_matrix(folder / "a.h5", 1000, 4, 1000);
  std::string bytes = read_text_file(folder / "a.h5");
  fs::copy_file(folder / "a.h5", folder / "cut.h5");
  fs::resize_file(folder / "cut.h5", bytes.size() / 2);
  EXPECT_THAT(matrix_fault_of(folder / "cut.h5"), HasSubstr("cut.h5"));

  const std::vector<float> row = make_rows(500, 1, 4);
  const size_t at = bytes.find(std::string(reinterpret_cast<const char*>(row.data()), 16));
  ASSERT_NE(at, std::string::npos);
  bytes[at] ^= 1;
  write_bytes(folder / "damaged.h5", bytes);
  const auto source = open_matrix_file(folder / "damaged.h5");
  std::vector<float> rows(4000);
  EXPECT_THAT(message_of<DataError>([&] { source->read(0, 1000, rows.data()); }),
              AllOf(HasSubstr("damaged.h5"), HasSubstr("reading rows 0 to 999")));
}

// A file-size limit stands for a full disk.
TEST(MatrixFile, FullDiskLeavesTheOldFileAndNoOther) {
  const TemporaryFolder folder;
  write_matrix(folder / "a.h5", 10, 3, 10);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = signal(SIGXFSZ, SIG_IGN);
  rlimit tight = before;
  tight.rlim_cur = 4000000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
  const std::string fault =
      message_of<ArtifactError>([&] { write_matrix(folder / "a.h5", 1000000, 3, 50000); });
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, old_handler);

  EXPECT_THAT(fault, AllOf(HasSubstr("a.h5"), HasSubstr("File too large")));
  EXPECT_EQ(open_matrix_file(folder / "a.h5")->num_rows(), 10);
  EXPECT_EQ(folder.count_files(), 1u);
  write_matrix(folder / "b.h5", 1000, 3, 1000);  // HDF5 is still usable
  EXPECT_EQ(open_matrix_file(folder / "b.h5")->num_rows(), 1000);
}

}  // namespace
}  // namespace affekt
