// What a server reads in a picture is what `affekt recommend --face` reads in it.
#include "server/face_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "codecs/image_codecs.h"
#include "ingest/demo/demo_face.h"
#include "perception/read_listener.h"
#include "tests/server/site/site_models.h"

namespace affekt::testing_server {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string draw_faces(const std::vector<cv::Rect>& places) {
  cv::Mat picture(480, 640, CV_8UC1, cv::Scalar(128));
  for (const cv::Rect& place : places) {
    RandomStream stream(20, "test_portrait");
    draw_face({}, place.width, stream).copyTo(picture(place));
  }
  cv::cvtColor(picture, picture, cv::COLOR_GRAY2BGR);
  const std::vector<uint8_t> bytes = encode_image(".png", picture);
  return {bytes.begin(), bytes.end()};
}

TEST(FaceSource, TheLargestFaceIsTheOneThatRecommendReads) {
  const SiteModelFiles models;
  const test::TemporaryFolder folder;
  FaceSource source(read_onnx_model(models.path("face.onnx")));
  ListenerFiles files;
  files.picture = folder / "picture.png";
  for (const int side : {100, 160, 240, 300, 440}) {
    const std::string picture = draw_faces({{320 - side / 2, 240 - side / 2, side, side}});
    test::write_bytes(files.picture, picture);
    const nlohmann::ordered_json served = source.read(picture)["faces"];
    ASSERT_THAT(served, SizeIs(1)) << side;
    const ListenerReadings read = read_listener({models.path("face.onnx"), {}, {}}, files);
    EXPECT_NEAR(served[0]["probabilities"]["happy"].get<double>(), read.readings.at(0).probabilities.at(0),
                1e-6)
        << side;
  }
}

TEST(FaceSource, SmallFacesCountBesideALargeOneWhereAllDo) {
  const SiteModelFiles models;
  const test::TemporaryFolder folder;
  ListenerFiles files;
  files.picture = folder / "picture.png";
  test::write_bytes(files.picture, draw_faces({{20, 60, 100, 100}, {320, 100, 300, 300}}));
  const auto notes_of = [&] { return read_listener({models.path("face.onnx"), {}, {}}, files).notes; };
  EXPECT_THAT(notes_of(), IsEmpty());
  files.has_all_faces = true;
  EXPECT_THAT(notes_of(), testing::ElementsAre(HasSubstr("2 faces are found; the mean of them counts")));
}

}  // namespace
}  // namespace affekt::testing_server
