#include "ingest/demo/demo_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "core/digest.h"
#include "core/error.h"
#include "ingest/demo/demo_face.h"
#include "ingest/demo/demo_folder.h"
#include "ingest/prepare.h"
#include "tests/ingest/test_images.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

DemoDataOptions make_options(const std::string& layout = "folders") {
  DemoDataOptions options;
  options.layout = layout;
  options.num_train = 70;
  options.num_validation = 28;
  options.num_test = 21;
  options.leak_fraction = 0.1;
  return options;
}

PreparedData prepare(const TemporaryFolder& folder, const fs::path& path) {
  DataConfig config;
  config.path = path.string();
  config.prepared_dir = (folder / "prepared").string();
  return read_prepared(prepare_data(config).path);
}

TEST(DemoData, IsPreparedWithTheCountsAndLeaksThatWereAskedFor) {
  const TemporaryFolder folder;
  make_demo_data("fer2013", folder / "demo", make_options());
  const PreparedData prepared = prepare(folder, folder / "demo");
  const ImageSamples train = select_split(images_of(prepared.samples), Split::kTrain);
  EXPECT_EQ(train.num_samples, 70);
  EXPECT_EQ(table_of(select_split(prepared.samples, Split::kValidation)).num_samples, 28);
  EXPECT_EQ(table_of(select_split(prepared.samples, Split::kTest)).num_samples, 21);
  for (int label = 0; label < 7; ++label)
    EXPECT_EQ(std::count(train.labels.begin(), train.labels.end(), label), 10);
  // One in ten, rounded down; all copies of the first training samples.
  EXPECT_EQ(prepared.info.audit["validation_samples_with_train_duplicate"], 2);
  EXPECT_EQ(prepared.info.audit["test_samples_with_train_duplicate"], 2);
  EXPECT_EQ(prepared.info.audit["exact_groups"], 2);
  EXPECT_EQ(prepared.info.audit["exact_groups_with_two_labels"], 0);
}

TEST(DemoData, ItsMarkerIsNoStrayFile) {
  for (const char* layout : {"folders", "train_test"}) {  // of a CSV file's folder nothing else is looked at
    const TemporaryFolder folder;
    make_demo_data("fer2013", folder / "demo", make_options(layout));
    ASSERT_TRUE(fs::exists(folder / "demo" / kDemoDataMarker));
    ::testing::internal::CaptureStderr();
    prepare(folder, folder / "demo");
    EXPECT_THAT(::testing::internal::GetCapturedStderr(), ::testing::Not(HasSubstr("Ignored")));
    write_bytes(folder / "demo/notes.txt", "x");
    ::testing::internal::CaptureStderr();
    prepare(folder, folder / "demo");
    EXPECT_THAT(::testing::internal::GetCapturedStderr(),
                ::testing::AllOf(HasSubstr("Ignored"), HasSubstr("notes.txt"),
                                 ::testing::Not(HasSubstr(kDemoDataMarker))));
  }
}

TEST(DemoData, SameSeedSameFilesOtherSeedOtherFiles) {
  const TemporaryFolder folder;
  DemoDataOptions options = make_options("csv");
  make_demo_data("fer2013", folder / "a", options);
  make_demo_data("fer2013", folder / "b", options);
  options.seed = 2;
  make_demo_data("fer2013", folder / "c", options);
  const std::string a = read_text_file(folder / "a/fer2013.csv");
  EXPECT_EQ(a, read_text_file(folder / "b/fer2013.csv"));
  EXPECT_NE(a, read_text_file(folder / "c/fer2013.csv"));
}

TEST(DemoData, UsesTheOfficialNames) {
  const TemporaryFolder folder;
  make_demo_data("fer2013", folder / "demo/", make_options("train_test"));
  size_t num_public = 0, num_private = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "demo/test")) {
    num_public += entry.path().filename().string().rfind("PublicTest_", 0) == 0;
    num_private += entry.path().filename().string().rfind("PrivateTest_", 0) == 0;
  }
  EXPECT_EQ(num_public, 28u);
  EXPECT_EQ(num_private, 21u);
  EXPECT_FALSE(fs::exists(folder / "demo/validation"));
}

TEST(DemoData, MakesItsOwnFolderAgainButNeverTouchesAnother) {
  const TemporaryFolder folder;
  fs::create_directories(folder / "demo");  // empty
  make_demo_data("fer2013", folder / "demo", make_options());
  make_demo_data("fer2013", folder / "demo", make_options("csv"));
  EXPECT_TRUE(fs::exists(folder / "demo/fer2013.csv"));
  EXPECT_FALSE(fs::exists(folder / "demo/train"));

  write_bytes(folder / "mine/thesis.txt", "x");
  EXPECT_THAT(message_of<DataError>([&] { make_demo_data("fer2013", folder / "mine", make_options()); }),
              HasSubstr("didn't make"));
  EXPECT_TRUE(fs::exists(folder / "mine/thesis.txt"));
  EXPECT_EQ(folder.count_files(), 2u);
}

class DemoDataAgain : public ::testing::Test {
 protected:
  void make(const std::string& name, int64_t count = 0, const std::string& layout = "folders") {
    DemoDataOptions options = make_options(layout);
    if (count > 0) options.num_actors = options.num_songs = options.num_train = count;
    make_demo_data(name, demo_, options);
  }
  std::string refusal(const std::string& name, int64_t count, const std::string& layout = "folders") {
    return message_of<DataError>([&] { make(name, count, layout); });
  }
  /// Every file and folder below the demo data, with the files' bytes.
  std::map<std::string, std::string> snapshot() const {
    std::map<std::string, std::string> content;
    for (const auto& entry : fs::recursive_directory_iterator(demo_)) {
      content[entry.path().string()] = entry.is_regular_file() ? read_text_file(entry.path()) : "";
    }
    return content;
  }
  void forget_the_list() const {
    auto marker = nlohmann::json::parse(read_text_file(demo_ / kDemoDataMarker));
    marker.erase("files");
    write_bytes(demo_ / kDemoDataMarker, marker.dump());
  }
  TemporaryFolder folder_;
  fs::path demo_ = folder_ / "demo";
};

TEST_F(DemoDataAgain, FilesOfOthersStayInEverySet) {
  struct Case {
    const char *name, *stays, *goes;
    int64_t first, second;
  };
  for (const Case& set : {Case{"fer2013", "train/happy/mine.jpg", "", 70, 70},
                          Case{"ravdess", "Actor_03/mine.wav", "Actor_03/03-01-01-01-01-01-03.wav", 2, 1},
                          Case{"songs", "my/tracks.csv", "", 100, 150}}) {
    fs::remove_all(demo_);
    make(set.name, set.first);
    write_bytes(demo_ / "mynote.txt", "mine");
    write_bytes(demo_ / set.stays, "mine");
    fs::create_directories(demo_ / "Actor_99");
    ::testing::internal::CaptureStderr();
    make(set.name, set.second);
    EXPECT_THAT(::testing::internal::GetCapturedStderr(),
                ::testing::AllOf(HasSubstr("Kept in"), HasSubstr("mynote.txt"), HasSubstr(set.stays)));
    EXPECT_EQ(read_text_file(demo_ / "mynote.txt"), "mine");
    EXPECT_EQ(read_text_file(demo_ / set.stays), "mine");
    EXPECT_TRUE(fs::is_directory(demo_ / "Actor_99"));
    if (*set.goes != '\0') {
      EXPECT_FALSE(fs::exists(demo_ / set.goes)) << set.goes;
    }
  }
}

TEST_F(DemoDataAgain, WhatNobodyTouchedIsReplacedWholly) {
  make("fer2013", 0, "csv");
  make("fer2013", 0, "folders");
  const auto replaced = snapshot();
  fs::remove_all(demo_);
  make("fer2013", 0, "folders");
  EXPECT_EQ(replaced, snapshot());
}

TEST_F(DemoDataAgain, AChangedFileInThePlaceOfANewOneIsRefusedAndNothingIsTouched) {
  make("songs", 100);
  write_bytes(demo_ / "songs_vad.csv", "edited");
  const auto before = snapshot();
  EXPECT_THAT(refusal("songs", 150),
              ::testing::AllOf(HasSubstr("changed since: songs_vad.csv"), HasSubstr("name another folder")));
  EXPECT_EQ(snapshot(), before);
}

TEST_F(DemoDataAgain, ALinkToSomebodysFolderIsNotWrittenThrough) {
  make("ravdess", 1);
  fs::rename(demo_ / "Actor_02", folder_ / "real");
  fs::create_directory_symlink(folder_ / "real", demo_ / "Actor_02");
  EXPECT_THAT(refusal("ravdess", 1), HasSubstr("changed since: Actor_02;"));
  EXPECT_TRUE(fs::exists(folder_ / "real/03-01-01-01-01-01-02.wav"));
}

TEST_F(DemoDataAgain, AMarkerWithoutAListRemovesNothing) {
  make("ravdess", 2);
  forget_the_list();
  const auto before = snapshot();
  EXPECT_THAT(refusal("ravdess", 1), HasSubstr("doesn't tell which files `affekt demo-data` made"));
  EXPECT_EQ(snapshot(), before);
  make("ravdess", 2);  // the same bytes: nothing is lost, and now they are listed
  make("ravdess", 1);
  EXPECT_FALSE(fs::exists(demo_ / "Actor_03"));
}

TEST_F(DemoDataAgain, AMarkerThatPointsOutsideRemovesNothing) {
  make("songs", 100);
  write_bytes(folder_ / "thesis.txt", "mine");
  auto marker = nlohmann::json::parse(read_text_file(demo_ / kDemoDataMarker));
  marker["files"]["../thesis.txt"] = sha256_of("mine");
  write_bytes(demo_ / kDemoDataMarker, marker.dump());
  EXPECT_THAT(refusal("songs", 150), HasSubstr("songs_vad.csv"));
  EXPECT_TRUE(fs::exists(folder_ / "thesis.txt"));
}

TEST_F(DemoDataAgain, WhatAKilledProcessLeftIsCleanedUp) {
  write_bytes(demo_ / ".affekt-demo-data.123-0.tmp/train/x.jpg", "x");
  make("songs", 100);
  EXPECT_EQ(snapshot().size(), 4u);  // three files and the marker
}

TEST(DemoData, AFolderThatCannotBeMadeIsNamedAsTheUserNamedIt) {
  EXPECT_EQ(message_of<DataError>([] { make_demo_data("songs", "/proc/q", {}); }),
            "/proc/q: this folder can't be made, because nothing can be made in /proc: its file system takes "
            "no new files");
  const TemporaryFolder folder;
  DemoDataOptions options;
  options.num_songs = 1;
  EXPECT_THROW(make_demo_data("songs", folder / "new/deep/demo", options), ConfigError);
  EXPECT_EQ(folder.count_files(), 0u);
}

TEST(DemoData, EverySetIsOfOneKind) {
  EXPECT_THAT(demo_data_names(),
              ::testing::ElementsAre("fer2013", "ravdess", "emotic", "songs", "listening"));
  EXPECT_EQ(choose_demo_options("fer2013", "csv", {{"--num-train", 70}, {"--seed", 5}}).num_train, 70);
  EXPECT_EQ(choose_demo_options("fer2013", "csv", {}).layout, "csv");
  EXPECT_EQ(choose_demo_options("emotic", {}, {{"--num-test", 70}}).layout, "mat");
  EXPECT_EQ(choose_demo_options("emotic", {}, {{"--num-test", 70}}).num_train, 60);
  EXPECT_THROW(choose_demo_options("songs", "csv", {}), ConfigError);
  EXPECT_THROW(choose_demo_options("songs", {}, {{"--num-train", 70}}), ConfigError);
  EXPECT_THROW(choose_demo_options("fer", {}, {}), ConfigError);
}

TEST(DemoData, RefusesUnknownNamesLayoutsAndCounts) {
  const TemporaryFolder folder;
  const auto fault_of = [&](const std::string& name, const DemoDataOptions& options) {
    return message_of<ConfigError>([&] { make_demo_data(name, folder / "demo", options); });
  };
  EXPECT_THAT(fault_of("fer", make_options()), HasSubstr("demo data sets: fer2013"));
  EXPECT_THAT(fault_of("fer2013", make_options("zip")), HasSubstr("'zip' got"));
  DemoDataOptions options = make_options();
  options.num_train = 6;
  EXPECT_THAT(fault_of("fer2013", options), HasSubstr("at least 7 training"));
  options = make_options();
  options.num_test = 1000001;
  EXPECT_THAT(fault_of("fer2013", options), HasSubstr("at most 1000000"));
  options = make_options();
  options.leak_fraction = 1.5;
  EXPECT_THAT(fault_of("fer2013", options), HasSubstr("leak_fraction"));
  EXPECT_EQ(folder.count_files(), 0u);  // nothing half-made
}

TEST(DemoFace, ExpressionsChangeTheImageOfTheSamePerson) {
  std::vector<cv::Mat> faces;
  for (int label = 0; label < 7; ++label) {
    RandomStream muscles(1, "muscles"), person(1, "person");
    faces.push_back(draw_face(draw_expression(label, muscles), 48, person));
    EXPECT_EQ(faces.back().size(), cv::Size(48, 48));
  }
  for (size_t a = 0; a < faces.size(); ++a) {
    for (size_t b = 0; b < a; ++b) EXPECT_GT(cv::norm(faces[a], faces[b], cv::NORM_INF), 30) << a << " " << b;
  }
}

TEST(DemoFace, HasThesePixelsWhateverOpencvDrawsIt) {
  std::string pixels;
  for (uint64_t i = 0; i < 40; ++i) {
    RandomStream stream(1, "demo_face", i);
    const FacialExpression expression = draw_expression(static_cast<int>(i % 7), stream);
    const cv::Mat face = draw_face(expression, 48, stream);
    pixels.append(face.begin<char>(), face.end<char>());
  }
  // With OpenCV 4.6 and 4.10.
  EXPECT_EQ(sha256_of(pixels), "18ad0ff58f49ea6113c649cb2b3f58a4dcda86b7237193f66e86fcf4111a3aca");
}

TEST(DemoExpression, AverageShowingsHaveTheirTypicalMuscles) {
  const auto average = [](int label, double FacialExpression::*muscle) {
    double sum = 0;
    for (uint64_t i = 0; i < 400; ++i) {
      RandomStream stream(1, "average", static_cast<uint64_t>(label), i);
      sum += draw_expression(label, stream).*muscle;
    }
    return sum / 400;
  };
  EXPECT_GT(average(3, &FacialExpression::corners_up), 0.08);      // happy smiles
  EXPECT_LT(average(4, &FacialExpression::corners_up), -0.06);     // sad doesn't
  EXPECT_LT(average(0, &FacialExpression::brow_inner_up), -0.08);  // angry frowns
  EXPECT_GT(average(5, &FacialExpression::jaw_open), 0.12);        // surprise drops the jaw
  EXPECT_GT(average(2, &FacialExpression::eye_open), 0.25);        // fear widens the eyes
  EXPECT_GT(average(1, &FacialExpression::nose_wrinkle), 0.5);     // disgust wrinkles the nose
  EXPECT_NEAR(average(6, &FacialExpression::corners_up), 0, 0.02);
}

}  // namespace
}  // namespace affekt
