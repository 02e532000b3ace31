// Which spread of FER2013 lies where, and that all spreads give the same samples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "core/error.h"
#include "ingest/demo/demo_data.h"
#include "ingest/sources/source_table.h"
#include "tests/ingest/test_images.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using SampleSet = std::multiset<std::tuple<Split, int32_t, std::vector<uint8_t>>>;

SampleSet collect(const ImageSamples& samples) {
  SampleSet set;
  for (size_t i = 0; i < samples.labels.size(); ++i) {
    const auto begin = samples.pixels.begin() + static_cast<int64_t>(i) * 2304;
    set.emplace(samples.splits[i], samples.labels[i], std::vector<uint8_t>(begin, begin + 2304));
  }
  return set;
}

std::string layout_fault_of(const fs::path& path) {
  return message_of<DataError>([&] { open_source_at("fer2013", path); });
}

TEST(Fer2013Layouts, AllThreeSpreadsGiveTheSameSamples) {
  const TemporaryFolder folder;
  std::vector<SampleSet> sets;
  for (const char* layout : {"folders", "csv", "train_test"}) {
    DemoDataOptions options;
    options.layout = layout;
    options.num_train = 40;
    options.num_validation = 15;
    options.num_test = 12;
    make_demo_data("fer2013", folder / layout, options);
    const RawSamples raw = open_source_at("fer2013", folder / layout)->read();
    const ImageSamples& samples = images_of(raw.samples);
    EXPECT_THAT(raw.bad, IsEmpty());
    EXPECT_EQ(samples.num_samples, 67);
    sets.push_back(collect(samples));
  }
  EXPECT_EQ(
      std::count_if(sets[0].begin(), sets[0].end(), [](auto& s) { return std::get<0>(s) == Split::kTrain; }),
      40);
  EXPECT_EQ(
      std::count_if(sets[0].begin(), sets[0].end(), [](auto& s) { return std::get<0>(s) == Split::kTest; }),
      12);
  EXPECT_EQ(sets[0], sets[1]);
  EXPECT_EQ(sets[0], sets[2]);
}

TEST(Fer2013Layouts, FoldersComeSortedBySplitClassAndName) {
  const TemporaryFolder folder;
  for (const char* file :
       {"validation/angry/PublicTest_2.jpg", "train/neutral/Training_5.jpg", "train/sad/b.jpg",
        "train/sad/a.jpg", "train/disgust/Training_9.png", "test/happy/PrivateTest_1.JPG"}) {
    write_bytes(folder / file,
                encode(make_image(1), std::string(file).find(".png") == std::string::npos ? ".jpg" : ".png"));
  }
  const RawSamples raw = open_source_at("fer2013", folder.path())->read();
  const ImageSamples& samples = images_of(raw.samples);
  EXPECT_THAT(samples.source_ids,
              ElementsAre("train/disgust/Training_9.png", "train/sad/a.jpg", "train/sad/b.jpg",
                          "train/neutral/Training_5.jpg", "validation/angry/PublicTest_2.jpg",
                          "test/happy/PrivateTest_1.JPG"));
  EXPECT_THAT(samples.labels, ElementsAre(1, 4, 4, 6, 0, 3));  // the official numbers
  EXPECT_THAT(samples.splits, ElementsAre(Split::kTrain, Split::kTrain, Split::kTrain, Split::kTrain,
                                          Split::kValidation, Split::kTest));
}

TEST(Fer2013Layouts, CsvComesInFileOrderWithItsLineNumbers) {
  const TemporaryFolder folder;
  const std::string pixels = to_csv_pixels(make_image(1));
  write_bytes(folder / "fer2013.csv", "emotion,pixels,Usage\n6," + pixels + ",PrivateTest\n\n0," + pixels +
                                          ",Training\n3," + pixels + ",PublicTest\n");
  const RawSamples raw = open_source_at("fer2013", folder.path())->read();
  const ImageSamples& samples = images_of(raw.samples);
  EXPECT_THAT(raw.bad, IsEmpty());
  EXPECT_THAT(samples.source_ids, ElementsAre("fer2013.csv:2", "fer2013.csv:4", "fer2013.csv:5"));
  EXPECT_THAT(samples.labels, ElementsAre(6, 0, 3));
  EXPECT_THAT(samples.splits, ElementsAre(Split::kTest, Split::kTrain, Split::kValidation));
  const cv::Mat expected = make_image(1);
  EXPECT_TRUE(std::equal(expected.datastart, expected.dataend, samples.pixels.begin()));
}

TEST(Fer2013Layouts, CsvMayHaveOtherColumnOrderQuotesAndWindowsLineEnds) {
  const TemporaryFolder folder;
  const std::string pixels = to_csv_pixels(make_image(1));
  write_bytes(folder / "icml_face_data.csv",
              "\xEF\xBB\xBF"
              "emotion, Usage, pixels\r\n2, Training, \"" +
                  pixels + "\"\r\n");
  const RawSamples raw = open_source_at("fer2013", folder / "icml_face_data.csv")->read();
  const ImageSamples& samples = images_of(raw.samples);
  EXPECT_THAT(raw.bad, IsEmpty());
  EXPECT_THAT(samples.labels, ElementsAre(2));
  EXPECT_THAT(samples.source_ids, ElementsAre("icml_face_data.csv:2"));
}

TEST(Fer2013Layouts, AnUnclearFolderNamesWhatWasLookedFor) {
  const TemporaryFolder folder;
  EXPECT_THAT(layout_fault_of(folder.path()),
              AllOf(HasSubstr("fer2013.csv; or train/ and validation/"), HasSubstr("PrivateTest_"),
                    HasSubstr("Found: none of these")));
  fs::create_directories(folder / "train");
  EXPECT_THAT(layout_fault_of(folder.path()), HasSubstr("Found: train/"));
  fs::create_directories(folder / "validation");
  write_bytes(folder / "fer2013.csv", "");
  EXPECT_THAT(layout_fault_of(folder.path()), HasSubstr("Found: fer2013.csv train/ validation/"));
}

TEST(Fer2013Layouts, PointsAtASubfolderThatHasTheData) {
  const TemporaryFolder folder;
  make_small_folders(folder / "fer2013");
  EXPECT_THAT(layout_fault_of(folder.path()), HasSubstr("did you mean " + (folder / "fer2013").string()));
}

TEST(Fer2013Layouts, AnArchiveIsNoDataSet) {
  const TemporaryFolder folder;
  write_bytes(folder / "fer2013.zip", "PK");
  EXPECT_THAT(layout_fault_of(folder / "fer2013.zip"), HasSubstr("unpack it"));
}

TEST(SourceTable, NamesKnownSetsAndHowToBringThem) {
  EXPECT_THAT(message_of<ConfigError>([] { open_source_at("fer2031", "/tmp"); }),
              AllOf(HasSubstr("'fer2031' is unknown"), HasSubstr("fer2013")));
  EXPECT_THAT(message_of<ConfigError>([] { open_source_at("fer2013", ""); }), HasSubstr("data.path"));
  EXPECT_THAT(layout_fault_of("/nowhere/fer2013"), AllOf(HasSubstr("nothing at /nowhere/fer2013"),
                                                         HasSubstr("Kaggle"), HasSubstr("affekt demo-data")));
}

}  // namespace
}  // namespace affekt
