#include "ingest/demo_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "ingest/demo_face.h"
#include "ingest/prepare.h"
#include "tests/ingest/test_pictures.h"

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
  EXPECT_EQ(prepared.info.audit["validation_samples_with_train_twin"], 2);
  EXPECT_EQ(prepared.info.audit["test_samples_with_train_twin"], 2);
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

TEST(DemoData, EverySetIsOfOneKind) {
  EXPECT_THAT(demo_data_names(), ::testing::ElementsAre("fer2013", "ravdess", "songs"));
  EXPECT_EQ(demo_kind("fer2013"), DemoKind::kPictures);
  EXPECT_EQ(demo_kind("ravdess"), DemoKind::kSound);
  EXPECT_EQ(demo_kind("songs"), DemoKind::kSongs);
  EXPECT_THROW(demo_kind("fer"), ConfigError);
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

TEST(DemoFace, ExpressionsChangeThePictureOfTheSamePerson) {
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
