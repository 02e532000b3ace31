#include "perception/read_picture.h"
#include "codecs/image_codecs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

// After <cstdio>: the header doesn't include what it needs.
#include <jpeglib.h>

#include "core/error.h"
#include "tests/ingest/test_images.h"
#include "tests/perception/make_png.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::vector<uint8_t> encode_image(const cv::Mat& image, const std::string& extension) {
  const std::string bytes = encode(image, extension);
  return {bytes.begin(), bytes.end()};
}

std::string picture_refusal(const std::vector<uint8_t>& bytes) {
  return message_of<DataError>([&] { read_picture(bytes, "me.jpg"); });
}

/// Of one colour, as Adobe's programs write CMYK: 255 is no ink.
std::vector<uint8_t> make_cmyk_jpeg(int side, const std::array<uint8_t, 4>& colour) {
  jpeg_compress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long num_bytes = 0;
  jpeg_mem_dest(&jpeg, &bytes, &num_bytes);
  jpeg.image_width = jpeg.image_height = static_cast<JDIMENSION>(side);
  jpeg.input_components = 4;
  jpeg.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 100, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  std::vector<uint8_t> row;
  for (int x = 0; x < side; ++x) row.insert(row.end(), colour.begin(), colour.end());
  for (int y = 0; y < side; ++y) {
    JSAMPROW start = row.data();
    jpeg_write_scanlines(&jpeg, &start, 1);
  }
  jpeg_finish_compress(&jpeg);
  std::vector<uint8_t> result(bytes, bytes + num_bytes);
  jpeg_destroy_compress(&jpeg);
  std::free(bytes);
  return result;
}

TEST(ReadPicture, GreyBecomesThreeEqualChannels) {
  const cv::Mat grey = make_image(1);
  const cv::Mat picture = read_picture(encode_image(grey, ".png"), "a.png");
  cv::Mat expected;
  cv::cvtColor(grey, expected, cv::COLOR_GRAY2BGR);
  EXPECT_EQ(cv::norm(picture, expected, cv::NORM_INF), 0);
  EXPECT_EQ(read_picture(encode_image(grey, ".jpg"), "a.jpg").type(), CV_8UC3);
}

TEST(ReadPicture, APhoneHeldUprightGivesAnUprightPicture) {
  cv::Mat wide(20, 40, CV_8UC3, cv::Scalar(0, 0, 0));
  wide.colRange(0, 8).setTo(cv::Scalar(255, 255, 255));  // the left becomes the top
  const cv::Mat picture = read_picture(turn_by_exif(encode_image(wide, ".jpg")), "a.jpg");
  ASSERT_EQ(picture.size(), cv::Size(20, 40));
  EXPECT_GT(cv::mean(picture.rowRange(0, 6))[0], 240);
  EXPECT_LT(cv::mean(picture.rowRange(12, 40))[0], 15);
}

TEST(ReadPicture, WhatIsTransparentLiesOnWhite) {
  const cv::Mat image = (cv::Mat_<cv::Vec4b>(1, 3) << cv::Vec4b(10, 20, 30, 255), cv::Vec4b(10, 20, 30, 0),
                         cv::Vec4b(100, 0, 200, 102));
  const cv::Mat picture = read_picture(encode_image(image, ".png"), "a.png");
  EXPECT_EQ(picture.at<cv::Vec3b>(0, 0), cv::Vec3b(10, 20, 30));
  EXPECT_EQ(picture.at<cv::Vec3b>(0, 1), cv::Vec3b(255, 255, 255));
  // 102 / 255 = 0.4: 0.4 * 100 + 0.6 * 255 = 193, 0.6 * 255 = 153, 0.4 * 200 + 153 = 233
  EXPECT_EQ(picture.at<cv::Vec3b>(0, 2), cv::Vec3b(193, 153, 233));
}

TEST(ReadPicture, SixteenBitsBecomeEightUnlessTheyHoldNoMore) {
  const cv::Mat deep = (cv::Mat_<uint16_t>(1, 2) << 257 * 40, 257 * 250);
  const cv::Mat picture = read_picture(encode_image(deep, ".png"), "a.png");
  EXPECT_EQ(picture.at<cv::Vec3b>(0, 0), cv::Vec3b(40, 40, 40));
  EXPECT_EQ(picture.at<cv::Vec3b>(0, 1), cv::Vec3b(250, 250, 250));
  const cv::Mat shallow = (cv::Mat_<uint16_t>(1, 2) << 40, 250);
  EXPECT_EQ(read_picture(encode_image(shallow, ".png"), "a.png").at<cv::Vec3b>(0, 1),
            cv::Vec3b(250, 250, 250));
}

// Without black ink the colour is what cyan, magenta and yellow leave: blue = yellow's channel and so on.
TEST(ReadPicture, PrintersColoursAreShownAsOnAScreen) {
  const cv::Vec3b orange = read_picture(make_cmyk_jpeg(16, {250, 130, 20, 255}), "a.jpg").at<cv::Vec3b>(8, 8);
  EXPECT_NEAR(orange[2], 250, 3);
  EXPECT_NEAR(orange[1], 130, 3);
  EXPECT_NEAR(orange[0], 20, 3);
  const cv::Vec3b dark = read_picture(make_cmyk_jpeg(16, {255, 255, 255, 51}), "a.jpg").at<cv::Vec3b>(8, 8);
  EXPECT_NEAR(dark[0], 51, 3);
}

TEST(ReadPicture, ABombIsRefusedByItsHeader) {
  const std::vector<uint8_t> bomb = make_png(60000, 60000, std::string(900, '\0'));
  EXPECT_LT(bomb.size(), 1000U);
  EXPECT_THAT(picture_refusal(bomb), AllOf(HasSubstr("me.jpg: at least 1x1 and at most 50 megapixels"),
                                           HasSubstr("60000x60000 pixels got; scale it down")));
  std::vector<uint8_t> jpeg = encode_image(make_image(2), ".jpg");
  const std::vector<uint8_t> size = {0, 48, 0, 48};
  const auto at = std::search(jpeg.begin(), jpeg.end(), size.begin(), size.end());
  ASSERT_NE(at, jpeg.end());
  std::fill(at, at + 4, uint8_t{0xFF});
  EXPECT_THAT(picture_refusal(jpeg), AnyOf(HasSubstr("megapixels"), HasSubstr("image dimension")));
  EXPECT_THAT(picture_refusal(make_png(0, 48, "")), HasSubstr("0x48 pixels got"));
  EXPECT_THAT(message_of<DataError>([] { read_picture(encode_image(make_image(1), ".png"), "a", {0.002}); }),
              HasSubstr("at most 0.002 megapixels"));
}

TEST(ReadPicture, WhatIsNoWholePictureIsRefusedInWords) {
  EXPECT_EQ(picture_refusal({}), "me.jpg: empty file");
  EXPECT_THAT(picture_refusal({'G', 'I', 'F', '8', '9', 'a'}),
              HasSubstr("me.jpg: neither a JPEG nor a PNG image (6 bytes); convert it to one of them"));
  std::vector<uint8_t> cut = encode_image(make_image(3), ".jpg");
  cut.resize(cut.size() / 2);
  EXPECT_THAT(picture_refusal(cut), HasSubstr("truncated or damaged JPEG"));
  cut = encode_image(make_image(3), ".png");
  cut.resize(cut.size() / 2);
  EXPECT_THAT(picture_refusal(cut), HasSubstr("truncated PNG"));
  cut = encode_image(make_image(3), ".png");
  cut[cut.size() / 2] ^= 1U;
  EXPECT_THAT(picture_refusal(cut), HasSubstr("a checksum is wrong"));
  EXPECT_THAT(picture_refusal(make_png(48, 48, "no zlib")), HasSubstr("can't be decoded"));
}

TEST(ReadPicture, AFileThatIsNoneIsNamed) {
  const TemporaryFolder folder;
  EXPECT_THAT(message_of<DataError>([&] { read_picture_file(folder / "none.jpg"); }),
              HasSubstr("none.jpg: "));
  EXPECT_THAT(message_of<DataError>([&] { read_picture_file(folder.path()); }),
              HasSubstr("a regular file expected, a folder got"));
  write_bytes(folder / "a.png", encode(make_image(4), ".png"));
  EXPECT_EQ(read_picture_file(folder / "a.png").size(), cv::Size(48, 48));
  EXPECT_THAT(message_of<DataError>([&] { read_picture_file(folder / "a.png", {0.0001}); }),
              HasSubstr("a picture of at most 0.0001 megapixels expected"));
}

}  // namespace
}  // namespace affekt
