#include "ingest/images/image_planes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace affekt {
namespace {

// Eight columns of 0 and 255 in turns: each of the four pixels averages two of them. Bilinear resizing
// without antialiasing would do so too, so sixteen columns become four.
TEST(WritePlanes, AverageWhereItShrinksAndAreRedGreenBlue) {
  cv::Mat stripes(2, 16, CV_8UC3);
  for (int x = 0; x < 16; ++x)
    stripes.col(x).setTo(x % 4 == 0 ? cv::Scalar(200, 100, 40) : cv::Scalar(0, 0, 0));
  std::vector<uint8_t> planes(3 * 4 * 4);
  write_planes(stripes, 4, planes.data());
  EXPECT_THAT(std::vector<uint8_t>(planes.begin(), planes.begin() + 16), testing::Each(10));
  EXPECT_THAT(std::vector<uint8_t>(planes.begin() + 16, planes.begin() + 32), testing::Each(25));
  EXPECT_THAT(std::vector<uint8_t>(planes.begin() + 32, planes.end()), testing::Each(50));
}

TEST(WritePlanes, AGreyImageIsOnePlane) {
  const cv::Mat image = (cv::Mat_<uint8_t>(2, 2) << 10, 20, 30, 40);
  std::vector<uint8_t> plane(4);
  write_planes(image, 2, plane.data());
  EXPECT_THAT(plane, testing::ElementsAre(10, 20, 30, 40));
}

}  // namespace
}  // namespace affekt
