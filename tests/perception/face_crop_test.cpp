#include "perception/face_crop.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

TEST(FaceCrop, TheSquareIsWidenedAroundTheBoxAndMovedDown) {
  // centre (60, 50) + 0.1 * 40 down = (60, 54); side 1.5 * 40 = 60
  EXPECT_EQ(place_face_square({40, 30, 40, 40}, {1.5, 0.1}), cv::Rect(30, 24, 60, 60));
  EXPECT_EQ(place_face_square({40, 30, 40, 40}, {1, 0}), cv::Rect(40, 30, 40, 40));
  EXPECT_EQ(place_face_square({40, 30, 20, 40}, {1, 0}), cv::Rect(30, 30, 40, 40));  // the longer side
}

TEST(FaceCrop, WhatLiesBeyondThePictureRepeatsItsBorder) {
  const cv::Mat image = (cv::Mat_<uint8_t>(2, 2) << 1, 2, 3, 4);
  const cv::Mat crop = crop_square(image, {-1, -1, 4, 4});
  const cv::Mat expected = (cv::Mat_<uint8_t>(4, 4) << 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4);
  EXPECT_EQ(cv::norm(crop, expected, cv::NORM_INF), 0);
}

TEST(FaceCrop, OnlyTheEdgeOfThePictureIsRepeatedAndNotThatOfTheCrop) {
  const cv::Mat image = (cv::Mat_<uint8_t>(1, 4) << 10, 20, 30, 40);
  const cv::Mat crop = crop_square(image, {1, 0, 2, 2});
  const cv::Mat expected = (cv::Mat_<uint8_t>(2, 2) << 20, 30, 20, 30);
  EXPECT_EQ(cv::norm(crop, expected, cv::NORM_INF), 0);
  EXPECT_EQ(crop_square(image, {2, 0, 1, 1}).at<uint8_t>(0, 0), 30);
}

}  // namespace
}  // namespace affekt
