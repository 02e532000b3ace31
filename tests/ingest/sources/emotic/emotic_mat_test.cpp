#include "ingest/sources/emotic/emotic_mat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include <cmath>

#include "core/error.h"
#include "ingest/demo/demo_emotic_mat.h"
#include "ingest/sources/emotic/emotic_names.h"
#include "ingest/sources/emotic/mat_file.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

DemoEmoticPicture make_listed(Split list, const std::vector<DemoAnnotation>& annotations,
                              const DemoAnnotation& combined) {
  DemoEmoticPicture picture;
  picture.list = list;
  picture.folder = "mscoco/images";
  picture.filename = std::string(emotic_list_name(list)) + ".jpg";
  picture.width = 640;
  picture.height = 480;
  picture.people = {{{1, 2, 30, 40}, annotations, combined, "Male", "Adult"}};
  return picture;
}

std::string mat_fault_of(const fs::path& path) {
  return message_of<DataError>([&] { read_emotic_mat(path); });
}

/// One variable of another kind than EMOTIC's.
void write_numbers(const fs::path& path, const char* name) {
  mat_t* file = Mat_CreateVer(path.c_str(), nullptr, MAT_FT_MAT5);
  double numbers[] = {1, 2, 3};
  size_t dims[] = {1, 3};
  matvar_t* value = Mat_VarCreate(name, MAT_C_DOUBLE, MAT_T_DOUBLE, 2, dims, numbers, 0);
  Mat_VarWrite(file, value, MAT_COMPRESSION_NONE);
  Mat_VarFree(value);
  Mat_Close(file);
}

TEST(EmoticMat, TrainHasOneAnnotatorAndTheOthersCombinedLabels) {
  const TemporaryFolder folder;
  const DemoAnnotation first = {{"Peace"}, {5, 6, 7}}, second = {{"Fear", "Doubt/Confusion"}, {6, 6, 8}},
                       both = {{"Doubt/Confusion", "Fear", "Peace"}, {5.5, 6, 7.5}};
  write_demo_emotic_mat(folder / "Annotations.mat", {make_listed(Split::kTrain, {first}, first),
                                                     make_listed(Split::kTest, {first, second}, both)});
  const EmoticLists lists = read_emotic_mat(folder / "Annotations.mat");
  EXPECT_EQ(lists.layout, "Annotations.mat");
  EXPECT_TRUE(lists.bad.empty());
  ASSERT_EQ(lists.people.size(), 2u);
  const EmoticPerson &train = lists.people[0], &test = lists.people[1];
  EXPECT_EQ(train.place, "Annotations.mat:train(1).person(1)");
  EXPECT_EQ(train.source_id(), "mscoco/images/train.jpg#1");
  EXPECT_EQ(train.list, Split::kTrain);
  EXPECT_EQ(train.width, 640);
  EXPECT_EQ(train.height, 480);
  EXPECT_THAT(train.box, testing::ElementsAre(1, 2, 30, 40));
  EXPECT_EQ(train.num_annotators, 1);
  EXPECT_THAT(train.values, testing::ElementsAre(5, 6, 7));
  EXPECT_EQ(std::count(train.categories.begin(), train.categories.end(), 1), 1);
  EXPECT_EQ(test.list, Split::kTest);
  EXPECT_EQ(test.num_annotators, 2);
  EXPECT_THAT(test.values, testing::ElementsAre(5.5, 6, 7.5));
  for (const char* name : {"Peace", "Fear", "Doubt/Confusion"})
    EXPECT_EQ(test.categories[static_cast<size_t>(find_emotic_category(name))], 1) << name;
  EXPECT_EQ(std::count(test.categories.begin(), test.categories.end(), 1), 3);
}

TEST(EmoticMat, PeopleWithFaultsAreNamedByTheirPlace) {
  const TemporaryFolder folder;
  const DemoAnnotation good = {{"Peace"}, {5, 6, 7}}, unknown = {{"Joy"}, {5, 6, 7}},
                       high = {{"Peace"}, {5, 6, 70}}, silent = {{}, {std::nan(""), 6, 7}};
  write_demo_emotic_mat(
      folder / "Annotations.mat",
      {make_listed(Split::kTrain, {good}, good), make_listed(Split::kTrain, {unknown}, unknown),
       make_listed(Split::kTrain, {silent}, silent), make_listed(Split::kValidation, {high}, high)});
  const EmoticLists lists = read_emotic_mat(folder / "Annotations.mat");
  ASSERT_EQ(lists.people.size(), 2u);
  EXPECT_TRUE(std::isnan(lists.people[1].values[0]));
  ASSERT_EQ(lists.bad.size(), 2u);
  EXPECT_EQ(lists.bad[0].source_id, "Annotations.mat:train(2).person(1)");
  EXPECT_THAT(lists.bad[0].reason, HasSubstr("'Joy' got"));
  EXPECT_EQ(lists.bad[1].source_id, "Annotations.mat:val(1).person(1)");
  EXPECT_THAT(lists.bad[1].reason, HasSubstr("dominance in 1..10 expected, 70 got"));
}

TEST(EmoticMat, BoxesAndPicturesThatCantBeAreBadSamples) {
  const TemporaryFolder folder;
  const DemoAnnotation good = {{"Peace"}, {5, 6, 7}};
  std::vector<DemoEmoticPicture> pictures(4, make_listed(Split::kTrain, {good}, good));
  pictures[0].people[0].box = {100, 100, 50, 50};
  pictures[1].filename = "../../../etc/passwd";
  pictures[2].folder = "/etc";
  pictures[3].people[0].box = {10, 10, 10, 40};  // without area: left out, and counted, later
  write_demo_emotic_mat(folder / "Annotations.mat", pictures);
  const EmoticLists lists = read_emotic_mat(folder / "Annotations.mat");
  ASSERT_EQ(lists.bad.size(), 3u);
  EXPECT_EQ(lists.people.size(), 1u);
  EXPECT_THAT(lists.bad[0].reason, HasSubstr("a box whose second corner lies right of and below the first "
                                             "expected, [100, 100, 50, 50] got"));
  EXPECT_THAT(lists.bad[1].reason,
              HasSubstr("a picture inside the data folder expected, '../etc/passwd' got"));
  EXPECT_THAT(lists.bad[2].reason, HasSubstr("'/etc/train.jpg' got"));
}

TEST(EmoticMat, Version73IsRefusedWithTheWayToConvertIt) {
  const TemporaryFolder folder;
  H5Fclose(H5Fcreate((folder / "plain.mat").c_str(), H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT));
  std::string bytes = "MATLAB 7.3 MAT-file, Platform: GLNXA64";
  bytes.resize(512, ' ');
  write_bytes(folder / "with_header.mat", bytes + read_text_file(folder / "plain.mat"));
  for (const char* name : {"plain.mat", "with_header.mat"}) {
    EXPECT_THAT(mat_fault_of(folder / name),
                AllOf(HasSubstr(name), HasSubstr("version 7.3 (HDF5)"), HasSubstr("save('-v7'")));
  }
}

TEST(EmoticMat, AnotherStructIsRefused) {
  const TemporaryFolder folder;
  write_numbers(folder / "other.mat", "x");
  EXPECT_THAT(mat_fault_of(folder / "other.mat"),
              HasSubstr("the variables train, val and test expected (at least one), x got"));
  write_numbers(folder / "numbers.mat", "train");
  EXPECT_THAT(
      mat_fault_of(folder / "numbers.mat"),
      HasSubstr("variable 'train': a struct array with the fields filename, folder and person expected, a "
                "double array 1x3 got"));
  write_bytes(folder / "text.mat", "hello");
  EXPECT_THAT(mat_fault_of(folder / "text.mat"), HasSubstr("a MATLAB file of version 5 expected"));
  EXPECT_THAT(mat_fault_of(folder / "none.mat"), HasSubstr("none.mat"));
}

// Cut between two variables, a file is whole: the lists behind are missing, which is said.
TEST(EmoticMat, TruncationAndDamageAreFoundAtEveryLength) {
  const TemporaryFolder folder;
  const DemoAnnotation good = {{"Peace"}, {5, 6, 7}};
  const fs::path path = folder / "a.mat";
  write_demo_emotic_mat(path,
                        {make_listed(Split::kTrain, {good}, good), make_listed(Split::kTest, {good}, good)});
  const std::string bytes = read_text_file(path);
  for (size_t length = 0; length < bytes.size(); length += 37) {
    write_bytes(path, bytes.substr(0, length));
    const std::string fault = mat_fault_of(path);
    if (fault.empty()) {
      EXPECT_LT(read_emotic_mat(path).lists.size(), 3u) << length;
    } else {
      EXPECT_THAT(fault, HasSubstr("a.mat: ")) << length;
    }
  }
  std::string damaged = bytes;
  damaged[200] ^= 0x55;  // inside the first variable
  write_bytes(path, damaged);
  EXPECT_THAT(mat_fault_of(path),
              HasSubstr("damaged or truncated MATLAB file: a variable can't be inflated"));
}

}  // namespace
}  // namespace affekt
