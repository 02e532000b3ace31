#include "ingest/sources/fer2013/decode_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/test_images.h"

namespace affekt {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Decoded {
  std::string fault;
  std::vector<uint8_t> pixels = std::vector<uint8_t>(48 * 48, 77);
};

Decoded decode(const std::string& bytes) {
  Decoded decoded;
  decoded.fault = decode_grey_image({bytes.begin(), bytes.end()}, 48, 48, decoded.pixels.data());
  return decoded;
}

std::vector<uint8_t> pixels_of(const cv::Mat& image) {
  return {image.datastart, image.dataend};
}

TEST(DecodeImage, PngComesBackExactly) {
  const cv::Mat image = make_image(1);
  const Decoded decoded = decode(encode(image, ".png"));
  EXPECT_EQ(decoded.fault, "");
  EXPECT_EQ(decoded.pixels, pixels_of(image));
}

TEST(DecodeImage, JpegComesBackNearly) {
  const cv::Mat image = make_image(1);
  const Decoded decoded = decode(encode(image));
  ASSERT_EQ(decoded.fault, "");
  EXPECT_LE(
      cv::norm(image, cv::Mat(48, 48, CV_8U, const_cast<uint8_t*>(decoded.pixels.data())), cv::NORM_INF), 8);
}

TEST(DecodeImage, ColourBecomesGrey) {
  const cv::Mat red(48, 48, CV_8UC3, cv::Scalar(0, 0, 255));
  const Decoded decoded = decode(encode(red, ".png"));
  ASSERT_EQ(decoded.fault, "");
  EXPECT_EQ(decoded.pixels[0], 76);  // 0.299 * 255 (ITU-R BT.601)
}

TEST(DecodeImage, EveryTruncationIsFoundAndNothingIsWritten) {
  for (const char* extension : {".jpg", ".png"}) {
    const std::string bytes = encode(make_image(2), extension);
    for (size_t length = 0; length < bytes.size(); ++length) {
      const Decoded decoded = decode(bytes.substr(0, length));
      ASSERT_NE(decoded.fault, "") << extension << " cut to " << length << " of " << bytes.size();
      ASSERT_EQ(decoded.pixels, std::vector<uint8_t>(48 * 48, 77));
    }
  }
}

TEST(DecodeImage, SaysWhatIsWrong) {
  const std::string jpeg = encode(make_image(3)), png = encode(make_image(3), ".png");
  EXPECT_EQ(decode("").fault, "empty file");
  EXPECT_THAT(decode("<html>404</html>").fault, StartsWith("neither a JPEG nor a PNG image (16 bytes)"));
  EXPECT_THAT(decode(jpeg.substr(0, jpeg.size() / 2)).fault,
              StartsWith("truncated or damaged JPEG: Premature end"));
  EXPECT_THAT(decode(png.substr(0, png.size() / 2)).fault, StartsWith("truncated PNG"));
  EXPECT_EQ(decode(encode(make_image(3, 64))).fault, "48x48 pixels expected, 64x64 got");
  EXPECT_EQ(decode(encode(make_image(3, 64)(cv::Rect(0, 0, 48, 50)), ".png")).fault,
            "48x48 pixels expected, 48x50 got");
  EXPECT_THAT(decode(encode(make_image(3), ".bmp")).fault, HasSubstr("neither a JPEG nor a PNG"));
}

TEST(DecodeImage, ChangedBytesInsideAPngAreFound) {
  std::string png = encode(make_image(4), ".png");
  png[png.size() / 2] = static_cast<char>(png[png.size() / 2] + 1);
  EXPECT_EQ(decode(png).fault, "damaged PNG: a checksum is wrong");
}

TEST(DecodeImage, AnAnnouncedGiantIsRefusedWithoutDecoding) {
  std::string jpeg = encode(make_image(5));
  const size_t frame = jpeg.find("\xFF\xC0");  // marker, length (2), precision (1), height (2), width (2)
  ASSERT_NE(frame, std::string::npos);
  jpeg.replace(frame + 5, 4, "\xFF\xDC\xFF\xDC");
  EXPECT_EQ(decode(jpeg).fault, "48x48 pixels expected, 65500x65500 got");
}

TEST(DecodeImage, NothingIsPrintedAboutABadImage) {
  const std::string jpeg = encode(make_image(6)), png = encode(make_image(6), ".png");
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  decode(jpeg.substr(0, jpeg.size() / 2));
  decode(jpeg.substr(0, jpeg.size() - 2) + "garbage\xFF\xD9");
  decode(png.substr(0, png.size() / 2));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

}  // namespace
}  // namespace affekt
