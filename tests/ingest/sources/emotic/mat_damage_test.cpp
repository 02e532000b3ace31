// Annotations.mat with damage that matio would crash on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <random>

#include "core/error.h"
#include "ingest/demo/demo_emotic_mat.h"
#include "ingest/sources/emotic/emotic_mat.h"
#include "ingest/sources/emotic/mat_elements.h"
#include "ingest/sources/emotic/mat_file.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string bytes_of(const std::vector<uint32_t>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), 4 * numbers.size()};
}

std::string make_element(uint32_t type, std::string data) {
  const std::string tag = bytes_of({type, static_cast<uint32_t>(data.size())});
  data.resize((data.size() + 7) / 8 * 8);
  return tag + data;
}

/// @param content  what comes behind the name
std::string make_array(uint32_t array_class, const std::vector<uint32_t>& dims, const std::string& name,
                       const std::string& content) {
  return make_element(14, make_element(6, bytes_of({array_class, 0})) + make_element(5, bytes_of(dims)) +
                              make_element(1, name) + content);
}

/// The variables train and val with a picture each, without compression; and what reading it says once some
/// of its bytes are others.
class DamagedMat : public testing::Test {
 protected:
  DamagedMat() {
    const DemoAnnotation label = {{"Peace", "Fear"}, {5, 6, 7}};
    std::vector<DemoEmoticPicture> pictures(2);
    for (DemoEmoticPicture& picture : pictures) {
      picture.folder = "mscoco/images";
      picture.filename = "COCO_val2014_000001.jpg";
      picture.width = 640;
      picture.height = 480;
      picture.people = {{{1, 2, 30, 40}, {label}, label, "Male", "Adult"}};
    }
    pictures[1].list = Split::kValidation;
    write_demo_emotic_mat(folder_ / "packed.mat", pictures);
    const MatFile packed(folder_ / "packed.mat");
    mat_t* plain = Mat_CreateVer((folder_ / "plain.mat").c_str(), nullptr, MAT_FT_MAT5);
    for (const char* name : {"train", "val"})
      Mat_VarWrite(plain, packed.read(name).get(), MAT_COMPRESSION_NONE);
    Mat_Close(plain);
    bytes_ = read_text_file(folder_ / "plain.mat");
  }
  std::string fault_of(const std::string& bytes) const {
    write_bytes(folder_ / "a.mat", bytes);
    return message_of<DataError>([&] { read_emotic_mat(folder_ / "a.mat"); });
  }
  std::string fault_with(size_t at, uint32_t number) const {
    std::string bytes = bytes_;
    std::memcpy(&bytes.at(at), &number, 4);
    return fault_of(bytes);
  }
  std::string fault_of_variable(const std::string& variable) const {
    return fault_of(bytes_.substr(0, kMatHeaderBytes) + variable);
  }

  TemporaryFolder folder_;
  std::string bytes_;
};

TEST_F(DamagedMat, IsReadAsLongAsItIsWhole) {
  EXPECT_EQ(fault_of(bytes_), "");
  EXPECT_EQ(read_emotic_mat(folder_ / "a.mat").people.size(), 2u);
}

TEST_F(DamagedMat, MoreStructsAndCellsThanTheirBytesHold) {
  const size_t train = bytes_.find("train") - 12, cell = bytes_.find("Peace") - 68;
  ASSERT_EQ(mat_number_at(bytes_, train, true), 1u);
  ASSERT_EQ(mat_number_at(bytes_, cell, true), 2u);
  EXPECT_THAT(fault_with(train, 1000),
              AllOf(HasSubstr("a.mat: damaged MATLAB file: variable 'train': at byte "),
                    HasSubstr("a 1x1000 struct array with 5 fields: 40 bytes at least for each element "
                              "expected, ")));
  for (const uint32_t length : {524289u, 0x7fffffffu, 0xffffffffu})
    EXPECT_THAT(fault_with(train, length), HasSubstr("dimensions 1x" + std::to_string(length) + " in "));
  EXPECT_THAT(fault_with(train, 2), HasSubstr("variable 'train': "));
  EXPECT_THAT(fault_with(cell, 50), HasSubstr("a 1x50 cell array: 8 bytes at least for each element"));
  EXPECT_THAT(fault_with(cell, 3), HasSubstr("an array of 8 bytes expected, 0 bytes are left"));
  EXPECT_THAT(fault_with(cell, 1), HasSubstr("the end of the array expected, "));
}

TEST_F(DamagedMat, MoreCharactersAndNumbersThanTheirBytesHold) {
  const std::array<double, 4> box = {1, 2, 30, 40};
  const size_t text = bytes_.find("COCO_val") - 20,
               numbers = bytes_.find(std::string(reinterpret_cast<const char*>(box.data()), 32)) - 20;
  ASSERT_EQ(mat_number_at(bytes_, text, true), 23u);
  ASSERT_EQ(mat_number_at(bytes_, numbers, true), 4u);
  EXPECT_THAT(fault_with(text, 0x10000000), HasSubstr("dimensions 1x268435456 in "));
  EXPECT_THAT(fault_with(text, 24), HasSubstr("1x24 characters of 1 bytes each expected, 23 bytes got"));
  EXPECT_THAT(fault_with(text + 12, 14), HasSubstr("1x23 characters: data of type 14 got"));
  EXPECT_THAT(fault_with(text + 12, 9), HasSubstr("1x23 characters: data of type 9 got"));
  EXPECT_THAT(fault_with(numbers, 5), HasSubstr("1x5 numbers of 8 bytes each expected, 32 bytes got"));
  EXPECT_THAT(fault_with(numbers + 12, 7), HasSubstr("1x4 numbers of 4 bytes each expected, 32 bytes got"));
  EXPECT_THAT(fault_with(numbers + 16, 8), HasSubstr("1x4 numbers of 8 bytes each expected, 8 bytes got"));
}

TEST_F(DamagedMat, ElementsBeyondTheOneAroundThem) {
  const size_t text = bytes_.find("Peace");
  EXPECT_THAT(fault_with(text - 52, 5000), HasSubstr("an array of 5008 bytes expected, "));
  EXPECT_THAT(fault_with(text - 4, 80), HasSubstr("1x5 characters of 88 bytes expected, 16 bytes are left"));
  EXPECT_THAT(fault_with(text - 56, 15), HasSubstr("an array of type 14 expected, type 15 got"));
  EXPECT_THAT(fault_with(text - 40, 17), HasSubstr("an array of class 17 got"));
  EXPECT_THAT(fault_with(text - 16, 0x00090001), HasSubstr("a name of at most 4 bytes in its tag expected"));
}

TEST_F(DamagedMat, WhatNobodyWritesIsRefused) {
  std::string nested = make_array(1, {0, 0}, "", "");
  for (int depth = 0; depth < 20; ++depth) nested = make_array(1, {1, 1}, "", nested);
  EXPECT_THAT(fault_of_variable(make_array(1, {1, 1}, "train", nested)),
              HasSubstr("variable 'train': at byte "));
  EXPECT_THAT(fault_of_variable(make_array(1, {1, 1}, "train", nested)),
              HasSubstr("arrays in arrays, at most 16 deep, expected"));
  const std::string fields = bytes_of({4 << 16 | 5, 8}) + make_element(1, std::string("person\0\0", 8));
  EXPECT_THAT(fault_of_variable(make_array(2, std::vector<uint32_t>(10, 200), "train", fields)),
              HasSubstr("dimensions too large: 200x200x"));
  EXPECT_THAT(fault_of_variable(make_array(2, {1}, "train", fields)), HasSubstr("2 to 32 dimensions"));
  EXPECT_THAT(fault_of_variable(make_array(2, {0, 0}, std::string(1000, 'x'), fields)),
              HasSubstr("a name of 1..63 bytes expected, type 1 with 1000 bytes got"));
  EXPECT_THAT(fault_of_variable(make_array(2, {0, 0}, "train", bytes_of({4 << 16 | 5, 0}))),
              HasSubstr("field names of 1..64 bytes expected, 0 got"));
  EXPECT_THAT(fault_of_variable(make_array(1, {1, 1}, "train", make_element(15, ""))),
              HasSubstr("an array of type 14 expected, type 15 got"));
  EXPECT_THAT(fault_of_variable(make_array(1, {0, 0}, "train", "")),
              HasSubstr("a struct array with the fields filename, folder and person expected"));
}

// MATLAB stores whole doubles as the smallest integers, text in 2 bytes a character, and short data in tags.
TEST_F(DamagedMat, WhatMatlabPacksIsRead) {
  const std::string numbers = bytes_of({3 << 16 | 2, 0x00FF0201}), none = make_element(9, "");
  const std::string text = make_element(4, std::string("P\0e\0a\0c\0e\0", 10));
  write_bytes(folder_ / "a.mat",
              bytes_.substr(0, kMatHeaderBytes) + make_array(6, {1, 3}, "numbers", numbers) +
                  make_array(4, {1, 5}, "text", text) + make_array(6, {0, 0}, "none", none) +
                  make_array(1, {1, 3}, "cells",
                             make_array(4, {1, 5}, "", text) + make_element(14, "") +
                                 make_array(6, {1, 3}, "", numbers)));
  const MatFile file(folder_ / "a.mat");
  EXPECT_THAT(mat_numbers(file.read("numbers").get()), ElementsAre(1, 2, 255));
  EXPECT_EQ(mat_text(file.read("text").get()), "Peace");
  EXPECT_THAT(mat_numbers(file.read("none").get()), ElementsAre());
  const MatVariable cells = file.read("cells");
  EXPECT_EQ(mat_text(mat_cell(cells.get(), 0)), "Peace");
  EXPECT_EQ(count_elements(mat_cell(cells.get(), 1)), 0u);
  EXPECT_THAT(mat_numbers(mat_cell(cells.get(), 2)), ElementsAre(1, 2, 255));
}

/// Bytes, numbers in tags, and dimensions that are others: read, or refused.
TEST_F(DamagedMat, NoDamageCrashesIt) {
  std::mt19937 random(11);
  const auto below = [&](size_t end) { return random() % end; };
  const uint32_t numbers[] = {0, 1, 2, 5, 6, 9, 14, 16, 17, 48, 100, 1u << 28, 0x7fffffff, 0xffffffff};
  int num_read = 0, num_refused = 0;
  for (int trial = 0; trial < 300; ++trial) {
    std::string bytes = bytes_;
    for (size_t i = 0; i <= below(3); ++i) {
      const size_t at = kMatHeaderBytes - 8 + below(bytes.size() - kMatHeaderBytes);
      if (below(2) == 0) {
        bytes[at] = static_cast<char>(random());
      } else {
        std::memcpy(&bytes.at(at / 4 * 4), &numbers[below(std::size(numbers))], 4);
      }
    }
    const std::string fault = fault_of(bytes);
    ++(fault.empty() ? num_read : num_refused);
    if (!fault.empty()) {
      EXPECT_THAT(fault, HasSubstr("a.mat: ")) << trial;
    }
    EXPECT_LT(fault.size(), 1000u) << trial;
  }
  EXPECT_GT(num_read, 0);
  EXPECT_GT(num_refused, 0);
}

}  // namespace
}  // namespace affekt
