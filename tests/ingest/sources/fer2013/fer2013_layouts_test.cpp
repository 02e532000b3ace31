// Which spread of FER2013 lies where, and that all spreads give the same samples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "core/error.h"
#include "ingest/demo/demo_data.h"
#include "ingest/prepare.h"
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
  fs::create_directories(folder / "other");
  EXPECT_THAT(layout_fault_of(folder.path()), HasSubstr("did you mean " + (folder / "fer2013").string()));
  EXPECT_THAT(layout_fault_of(folder / "fer2013/train"),
              HasSubstr("did you mean " + (folder / "fer2013").string()));
}

/// What `read` says on the log, with the samples.
struct ReadAloud {
  RawSamples raw;
  std::string log;
};
ReadAloud read_aloud(const fs::path& path) {
  ::testing::internal::CaptureStderr();
  ReadAloud result;
  result.raw = open_source_at("fer2013", path)->read();
  result.log = ::testing::internal::GetCapturedStderr();
  return result;
}

TEST(Fer2013Layouts, FoldersByOtherNamesAreTakenAndSaid) {
  const TemporaryFolder folder;
  for (const char* file : {"Training/Angry/1.jpg", "Training/fearful/2.jpg", "Training/happiness/3.jpg",
                           "PublicTest/disgusted/4.jpg", "PrivateTest/sad/5.jpg"}) {
    write_bytes(folder / file, encode(make_image(1)));
  }
  const ReadAloud result = read_aloud(folder.path());
  const ImageSamples& samples = images_of(result.raw.samples);
  EXPECT_THAT(result.raw.bad, IsEmpty());
  EXPECT_THAT(samples.labels, ElementsAre(0, 2, 3, 1, 4));
  EXPECT_THAT(samples.splits,
              ElementsAre(Split::kTrain, Split::kTrain, Split::kTrain, Split::kValidation, Split::kTest));
  EXPECT_THAT(result.log,
              HasSubstr("Read Training/ as train/, PublicTest/ as validation/, PrivateTest/ as test/, Angry/ "
                        "as angry/, disgusted/ as disgust/, fearful/ as fear/, happiness/ as happy/"));
  EXPECT_THAT(result.log, ::testing::Not(HasSubstr("sad/")));  // it is called as it should be
}

TEST(Fer2013Layouts, OfficialNumbersAreClassesAndOthersAreNot) {
  const TemporaryFolder folder;
  const std::string jpeg = encode(make_image(1));
  for (const char* file : {"train/0/a.jpg", "train/6/a.jpg", "val/3/a.jpg"}) write_bytes(folder / file, jpeg);
  const RawSamples official = open_source_at("fer2013", folder.path())->read();
  EXPECT_THAT(official.bad, IsEmpty());
  EXPECT_THAT(images_of(official.samples).labels, ElementsAre(0, 6, 3));
  write_bytes(folder / "train/7/a.jpg", jpeg);  // RAF-DB counts from 1 to 7, in another order
  fs::remove_all(folder / "train/0");
  const RawSamples others = open_source_at("fer2013", folder.path())->read();
  ASSERT_EQ(others.bad.size(), 3u);
  EXPECT_EQ(others.bad[0].source_id, "train/6/");
  EXPECT_THAT(others.bad[0].reason, HasSubstr("only where all of them are official ones"));
}

TEST(Fer2013Layouts, AMisspeltClassHasASuggestion) {
  const TemporaryFolder folder;
  for (const char* file : {"train/suprise/a.jpg", "train/contempt/a.jpg", "validation/sad/a.jpg"})
    write_bytes(folder / file, encode(make_image(1)));
  const std::vector<BadSample> bad = open_source_at("fer2013", folder.path())->read().bad;
  ASSERT_EQ(bad.size(), 2u);
  EXPECT_THAT(bad[0].reason, ::testing::Not(HasSubstr("did you mean")));
  EXPECT_THAT(bad[1].reason, HasSubstr("did you mean \"surprise\"?"));
}

TEST(Fer2013Layouts, ASingleFolderInAFolderIsLookedInto) {
  const TemporaryFolder folder;
  make_small_folders(folder / "images/images");
  fs::create_directories(folder / "__MACOSX");
  const ReadAloud result = read_aloud(folder.path());
  EXPECT_EQ(images_of(result.raw.samples).num_samples, 28);
  EXPECT_THAT(result.log, HasSubstr("Read images/images/ as the data set"));
}

TEST(Fer2013Layouts, WhatIsNearIsNamed) {
  const TemporaryFolder folder;
  make_small_folders(folder / "a");
  fs::rename(folder / "a/train", folder / "a/trian");
  EXPECT_THAT(layout_fault_of(folder / "a"),
              AllOf(HasSubstr("Found: validation/, and trian/; did you mean \"train\"?")));
  fs::rename(folder / "a/trian", folder / "a/Train");
  fs::copy(folder / "a/Train", folder / "a/training", fs::copy_options::recursive);
  EXPECT_THAT(layout_fault_of(folder / "a"), HasSubstr("Train/ and training/ all name the split train"));
  fs::create_directories(folder / "b/angry");
  fs::create_directories(folder / "b/Happy");
  EXPECT_THAT(layout_fault_of(folder / "b"), HasSubstr("without a split: put them into train/"));
  write_bytes(folder / "c/fer2013.tar.gz", "x");
  EXPECT_THAT(layout_fault_of(folder / "c"), HasSubstr("fer2013.tar.gz is packed"));
}

TEST(Fer2013Layouts, PeoplesOwnTestFolderIsRefusedInOneLine) {
  const TemporaryFolder folder;
  for (const char* file : {"train/sad/a.jpg", "test/sad/a.jpg", "test/sad/b.jpg"})
    write_bytes(folder / file, encode(make_image(1)));
  EXPECT_THAT(message_of<DataError>([&] { open_source_at("fer2013", folder.path())->read(); }),
              HasSubstr("make a folder validation/"));
}

TEST(Fer2013Layouts, ALinkBackToItsOwnFolderIsIgnored) {
  const TemporaryFolder folder;
  for (const char* file : {"train/sad/a.jpg", "test/sad/PrivateTest_1.jpg", "validation/sad/b.jpg"})
    write_bytes(folder / file, encode(make_image(1)));
  std::filesystem::create_directory_symlink("..", folder / "train/sad/up");
  std::filesystem::create_directory_symlink("self", folder / "train/self");
  const auto source = open_source_at("fer2013", folder.path());
  EXPECT_EQ(images_of(source->read().samples).num_samples, 3);
  EXPECT_EQ(source->ignored().size(), 2u);
}

TEST(Fer2013Layouts, ATableOfFacesByAnotherNameIsTaken) {
  const TemporaryFolder folder;
  const std::string row = "2, Training," + to_csv_pixels(make_image(1)) + "\n";
  write_bytes(folder / "icml_face_data.csv", "emotion, Usage, pixels\n" + row);
  write_bytes(folder / "test.csv", "pixels\n1 2 3\n");
  const ReadAloud result = read_aloud(folder.path());
  EXPECT_EQ(images_of(result.raw.samples).num_samples, 1);
  EXPECT_THAT(result.log, HasSubstr("Read icml_face_data.csv as fer2013.csv"));
  write_bytes(folder / "b.csv", "Emotion,usage,PIXELS\n" + row);
  EXPECT_THAT(layout_fault_of(folder.path()),
              HasSubstr("Each of b.csv, icml_face_data.csv could be it: name one, --set data.path=" +
                        (folder / "b.csv").string()));
}

TEST(Fer2013Layouts, ATableWithoutTheColumnsIsNamedWithWhatIsMissing) {
  const TemporaryFolder folder;
  write_bytes(folder / "fer2013new.csv", "Usage,Image name,neutral\nTraining,a.png,10\n");
  EXPECT_THAT(layout_fault_of(folder.path()),
              HasSubstr("in fer2013new.csv columns emotion, pixels are missing"));
  write_bytes(folder / "train.csv", "emotion,pixels\n0,1 2\n");
  EXPECT_THAT(message_of<DataError>([&] { open_source_at("fer2013", folder / "train.csv")->read(); }),
              HasSubstr("train.csv:1: column Usage is missing"));
  write_bytes(folder / "two.csv", "emotion,pixels,Usage,Emotion\n");
  EXPECT_THAT(message_of<DataError>([&] { open_source_at("fer2013", folder / "two.csv")->read(); }),
              HasSubstr("column emotion is there twice"));
}

TEST(Fer2013Layouts, CaseAndBlanksOfTheHeaderDoNotMatter) {
  const TemporaryFolder folder;
  write_bytes(folder / "Faces.CSV",
              "Emotion, PIXELS ,usage\n2," + to_csv_pixels(make_image(1)) + ",training\n");
  const RawSamples raw = open_source_at("fer2013", folder / "Faces.CSV")->read();
  EXPECT_THAT(raw.bad, IsEmpty());
  EXPECT_THAT(images_of(raw.samples).labels, ElementsAre(2));
}

TEST(Archives, AreRefusedWithTheCommandThatUnpacksThem) {
  using namespace std::string_literals;
  const TemporaryFolder folder;
  const auto fault_of = [&](const std::string& name, const std::string& bytes) {
    write_bytes(folder / name, bytes);
    return layout_fault_of(folder / name);
  };
  const std::string place = folder.path().string();
  EXPECT_THAT(
      fault_of("fer.zip", "PK\x03\x04..."),
      AllOf(HasSubstr("is a ZIP archive"), HasSubstr("unzip " + place + "/fer.zip -d " + place + "/fer,"),
            HasSubstr("--set data.path=" + place + "/fer")));
  EXPECT_THAT(fault_of("fer.tar.gz", "\x1F\x8B..."),
              HasSubstr("tar -xf " + place + "/fer.tar.gz -C " + place + "/fer,"));
  EXPECT_THAT(fault_of("fer2013.csv.gz", "\x1F\x8B..."), HasSubstr("data.path=" + place + "/fer2013.csv"));
  EXPECT_THAT(fault_of("fer.tar", std::string(257, 'x') + "ustar"), HasSubstr("is a tar archive"));
  EXPECT_THAT(fault_of("it's (1).zip", "PK\x03\x04..."),
              HasSubstr("--set 'data.path=" + place + "/it'\\''s (1)'"));
  EXPECT_THAT(fault_of("b.xlsx", "PK\x03\x04....[Content_Types].xml"),
              HasSubstr("is an Excel workbook; save"));
  EXPECT_THAT(fault_of("fer2013.csv", "PK\x03\x04..."), HasSubstr("is a ZIP archive"));
  EXPECT_THAT(fault_of("fer2013.zip", "PK"), HasSubstr("unpack it"));  // too short to be told
  DataConfig songs;
  songs.source = "songs";
  songs.path = (folder / "fer.zip").string();
  EXPECT_THAT(message_of<DataError>([&] { prepare_data(songs); }), HasSubstr("is a ZIP archive"));
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
