#include "ingest/sources/emotic/picture_crops.h"
#include "codecs/image_codecs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/test_images.h"

namespace affekt {
namespace {

/// A colour picture of noise, so that no part of it has one colour.
cv::Mat make_colours(int width, int height) {
  cv::Mat square = make_image(1, 96), image;
  cv::merge(std::vector<cv::Mat>{square, square.t(), square}, image);
  return image(cv::Rect(0, 0, width, height)).clone();
}

std::vector<uint8_t> encode_bytes(const cv::Mat& image, const std::string& extension) {
  const std::string bytes = encode(image, extension);
  return {bytes.begin(), bytes.end()};
}

TEST(FitPicture, OfTheToldSizeItStaysAsItIs) {
  const cv::Mat image = make_colours(60, 40);
  for (const auto& [width, height] : std::vector<std::pair<double, double>>{{60, 40}, {40, 60}, {0, 0}}) {
    const FittedPicture fitted = fit_picture(image, width, height);
    EXPECT_EQ(fitted.image.size(), cv::Size(60, 40));
    EXPECT_EQ(fitted.scale_x, 1);
    EXPECT_FALSE(fitted.is_padded || fitted.is_scaled);
  }
}

TEST(FitPicture, PaddingIsCutOffAndBoxesStay) {
  cv::Mat padded(60, 60, CV_8UC3, cv::Scalar::all(255));
  make_colours(60, 40).copyTo(padded(cv::Rect(0, 0, 60, 40)));
  FittedPicture fitted = fit_picture(padded, 60, 40);
  EXPECT_TRUE(fitted.is_padded);
  EXPECT_EQ(fitted.image.size(), cv::Size(60, 40));
  EXPECT_EQ(to_pixels({10, 10, 30, 30}, fitted).rect, cv::Rect(10, 10, 20, 20));
  fitted = fit_picture(padded.t(), 40, 60);
  EXPECT_TRUE(fitted.is_padded);
  EXPECT_EQ(fitted.image.size(), cv::Size(40, 60));
}

TEST(FitPicture, OfAnotherSizeItsBoxesAreScaled) {
  const FittedPicture fitted = fit_picture(make_colours(60, 40), 120, 80);
  EXPECT_TRUE(fitted.is_scaled);
  EXPECT_EQ(to_pixels({10, 10, 31, 30}, fitted).rect, cv::Rect(5, 5, 11, 10));  // 15.5 is rounded outwards
  EXPECT_TRUE(fit_picture(make_colours(60, 60), 60, 40).is_scaled);  // no padding: it has no one colour
}

TEST(FitPicture, ASizeThatIsNotThePicturesIsAFault) {
  const cv::Mat image = make_colours(60, 40);
  for (const auto& [width, height] : std::vector<std::pair<double, double>>{
           {100000, 100000}, {1, 1}, {1e300, 1e300}, {60 * 20, 40 * 20}, {3, 2}})
    EXPECT_THAT(fit_picture(image, width, height).fault, testing::HasSubstr("the picture has 60x40"))
        << width;
  EXPECT_THAT(fit_picture(image, 60, 200).fault,
              testing::HasSubstr("says 60x200 pixels, the picture has 60x40: expected an aspect ratio"));
  for (const auto& [width, height] : std::vector<std::pair<double, double>>{{1140, 760}, {4, 3}, {60, 190}})
    EXPECT_EQ(fit_picture(image, width, height).fault, "") << width;
}

TEST(PixelBox, IsCutToThePicture) {
  const FittedPicture picture{make_colours(60, 40)};
  const PixelBox inside = to_pixels({0, 0, 60, 40}, picture), outside = to_pixels({-5, 10, 70, 45}, picture);
  EXPECT_FALSE(inside.is_cut);
  EXPECT_TRUE(outside.is_cut);
  EXPECT_EQ(outside.rect, cv::Rect(0, 10, 60, 30));
  for (const std::array<double, 4>& box :
       {std::array<double, 4>{10, 10, 10, 30}, {30, 10, 10, 30}, {70, 0, 80, 10}, {-20, -20, -10, -10}})
    EXPECT_TRUE(to_pixels(box, picture).rect.empty());
}

TEST(DecodePicture, IsTurnedOnlyWhereTheListsSawItTurned) {
  const auto turned = turn_by_exif(encode_bytes(make_colours(60, 40), ".jpg"));
  const DecodedPicture as_listed = decode_picture(turned, 40, 60);
  EXPECT_EQ(as_listed.fault, "");
  EXPECT_TRUE(as_listed.is_turned);
  EXPECT_EQ(as_listed.image.size(), cv::Size(40, 60));
  EXPECT_FALSE(decode_picture(turned, 60, 40).is_turned);
  EXPECT_EQ(decode_picture(turned, 0, 0).image.size(), cv::Size(60, 40));
}

TEST(DecodePicture, WhatIsCutOffIsNamed) {
  std::vector<uint8_t> jpeg = encode_bytes(make_colours(60, 40), ".jpg");
  jpeg.resize(jpeg.size() / 2);
  EXPECT_THAT(decode_picture(jpeg, 60, 40).fault, testing::HasSubstr("truncated or damaged JPEG"));
  EXPECT_THAT(decode_picture({'h', 'i'}, 60, 40).fault, testing::HasSubstr("neither a JPEG nor a PNG"));
}

}  // namespace
}  // namespace affekt
