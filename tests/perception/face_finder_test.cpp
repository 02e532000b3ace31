#include "perception/face_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "core/random_stream.h"
#include "ingest/demo/demo_face.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A drawn face on even grey; the cascade finds most of them.
cv::Mat draw_portrait(cv::Size size, const std::vector<cv::Rect>& places) {
  cv::Mat picture(size, CV_8UC1, cv::Scalar(128));
  for (size_t i = 0; i < places.size(); ++i) {
    RandomStream stream(2, "test_portrait");
    draw_face({}, places[i].width, stream).copyTo(picture(places[i]));
  }
  cv::cvtColor(picture, picture, cv::COLOR_GRAY2BGR);
  return picture;
}

double overlap_of_boxes(const cv::Rect& a, const cv::Rect& b) {
  const double shared = (a & b).area();
  return shared / (a.area() + b.area() - shared);
}

TEST(FaceFinder, FacesAreFoundWhereTheyAreTheLargestFirst) {
  const std::vector<cv::Rect> places = {{40, 60, 160, 160}, {320, 100, 240, 240}};
  const std::vector<cv::Rect> found = FaceFinder().find(draw_portrait({640, 480}, places));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_GT(overlap_of_boxes(found[0], places[1]), 0.4);
  EXPECT_GT(overlap_of_boxes(found[1], places[0]), 0.4);
}

TEST(FaceFinder, BoxesOfAHugePictureAreInItsOwnPixels) {
  const cv::Mat small = draw_portrait({640, 480}, {{200, 100, 240, 240}});
  cv::Mat huge;
  cv::resize(small, huge, {}, 6, 6, cv::INTER_LINEAR);
  const std::vector<cv::Rect> found = FaceFinder().find(huge);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_GT(overlap_of_boxes(found[0], {1200, 600, 1440, 1440}), 0.4);
  EXPECT_EQ((found[0] & cv::Rect({0, 0}, huge.size())), found[0]);
}

TEST(FaceFinder, NothingIsGuessedWhereThereIsNoFace) {
  EXPECT_THAT(FaceFinder().find(cv::Mat(480, 640, CV_8UC3, cv::Scalar(90, 120, 60))), IsEmpty());
  EXPECT_THAT(FaceFinder().find(cv::Mat(1, 1, CV_8UC1, cv::Scalar(9))), IsEmpty());
}

TEST(FaceFinder, FacesSmallerThanAskedForAreLeftOut) {
  FaceFinderOptions options;
  options.smallest_share = 0.9;  // of 480 pixels: 432
  EXPECT_THAT(FaceFinder(options).find(draw_portrait({640, 480}, {{200, 100, 240, 240}})), IsEmpty());
}

TEST(FaceFinder, SmallerFacesAreNotLookedForWhereThereIsALargeOne) {
  FaceFinderOptions options;
  options.first_share = 0.45;  // of 480 pixels: 216
  const cv::Rect small(40, 60, 160, 160), large(320, 100, 240, 240);
  EXPECT_EQ(FaceFinder(options).find(draw_portrait({640, 480}, {small, large})).size(), 1U);
  const std::vector<cv::Rect> alone = FaceFinder(options).find(draw_portrait({640, 480}, {small}));
  ASSERT_EQ(alone.size(), 1U);
  EXPECT_GT(overlap_of_boxes(alone[0], small), 0.4);
}

TEST(FaceFinder, AMissingCascadeNamesThePackageThatHasIt) {
  const TemporaryFolder folder;
  FaceFinderOptions options;
  options.cascade = folder / "none.xml";
  EXPECT_THAT(message_of<ArtifactError>([&] { FaceFinder finder(options); }),
              AllOf(HasSubstr("none.xml: no face cascade there"), HasSubstr("opencv-data"),
                    HasSubstr("AFFEKT_FACE_CASCADE")));
  options.cascade = folder / "other.xml";
  write_bytes(options.cascade, "<a/>");
  EXPECT_THAT(message_of<ArtifactError>([&] { FaceFinder finder(options); }),
              HasSubstr("other.xml: a cascade of OpenCV (haarcascade_*.xml) expected"));
}

TEST(FaceFinder, TheEnvironmentNamesAnotherCascade) {
  ::setenv(kFaceCascadeVariable, "/nowhere/face.xml", 1);
  const std::string message = message_of<ArtifactError>([] { FaceFinder finder; });
  ::unsetenv(kFaceCascadeVariable);
  EXPECT_THAT(message, HasSubstr("/nowhere/face.xml: no face cascade there"));
}

TEST(FaceFinder, OptionsOutOfRangeAreRefused) {
  FaceFinderOptions options;
  options.scale_step = 1;
  EXPECT_THAT(message_of<ConfigError>([&] { FaceFinder finder(options); }),
              HasSubstr("scale_step of 1.01 to 2 expected, 1 got"));
}

}  // namespace
}  // namespace affekt
