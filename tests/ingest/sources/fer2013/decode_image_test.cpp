#include "ingest/sources/fer2013/decode_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/ingest/test_images.h"

namespace affekt {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Decoded {
  std::string fault;
  std::vector<uint8_t> pixels = std::vector<uint8_t>(48 * 48, 77);
  ImageTraits traits;
};

Decoded decode(const std::string& bytes) {
  Decoded decoded;
  decoded.fault =
      decode_grey_image({bytes.begin(), bytes.end()}, 48, 48, decoded.pixels.data(), decoded.traits);
  return decoded;
}

std::string big_endian(uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
          static_cast<char>(value)};
}

std::string png_chunk(const std::string& name, const std::string& data) {
  const std::string body = name + data;
  const auto checksum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<uint32_t>(data.size())) + body + big_endian(static_cast<uint32_t>(checksum));
}

/// 48x48 with a palette of the greys 50 and 200: the left half is of the first, the right half of the second.
std::string make_palette_png() {
  using namespace std::string_literals;
  std::string rows;  // each begins with its filter, 0: none
  for (int y = 0; y < 48; ++y) rows += std::string(25, '\0') + std::string(24, '\1');
  std::string packed(compressBound(rows.size()), '\0');
  uLongf size = packed.size();
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(rows.data()),
           rows.size());
  packed.resize(size);
  return "\x89PNG\r\n\x1A\n"s + png_chunk("IHDR", big_endian(48) + big_endian(48) + "\x08\x03\0\0\0"s) +
         png_chunk("PLTE", std::string(3, '\x32') + std::string(3, '\xC8')) + png_chunk("IDAT", packed) +
         png_chunk("IEND", "");
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

TEST(DecodeImage, GreyInAnyPngIsGreyExactly) {
  const cv::Mat image = make_image(1);
  cv::Mat three, four;
  cv::cvtColor(image, three, cv::COLOR_GRAY2BGR);
  cv::cvtColor(image, four, cv::COLOR_GRAY2BGRA);
  for (const cv::Mat& same : {three, four}) {
    const Decoded decoded = decode(encode(same, ".png"));
    EXPECT_EQ(decoded.fault, "");
    EXPECT_EQ(decoded.pixels, pixels_of(image));
    EXPECT_FALSE(decoded.traits.has_colour);
    EXPECT_FALSE(decoded.traits.has_transparency);
  }
  EXPECT_FALSE(decode(encode(three, ".jpg")).traits.has_colour);
}

TEST(DecodeImage, APaletteIsReadAsItsColours) {
  const Decoded decoded = decode(make_palette_png());
  EXPECT_EQ(decoded.fault, "");
  EXPECT_EQ(decoded.pixels[0], 50);
  EXPECT_EQ(decoded.pixels[47], 200);
  EXPECT_FALSE(decoded.traits.has_colour);
}

TEST(DecodeImage, SaysWhatGreyCannotShow) {
  const cv::Mat red(48, 48, CV_8UC3, cv::Scalar(0, 0, 255));
  EXPECT_TRUE(decode(encode(red, ".png")).traits.has_colour);
  EXPECT_TRUE(decode(encode(red, ".jpg")).traits.has_colour);
  cv::Mat black(48, 48, CV_8UC4, cv::Scalar(0, 0, 0, 255));
  black.at<cv::Vec4b>(5, 5)[3] = 100;
  const Decoded decoded = decode(encode(black, ".png"));
  EXPECT_TRUE(decoded.traits.has_transparency);
  EXPECT_FALSE(decoded.traits.has_colour);
  EXPECT_EQ(decode(encode(make_image(1), ".png")).traits.largest_of_16_bit, -1);
}

TEST(DecodeImage, SixteenBitsGiveTheUpperEight) {
  cv::Mat wide;
  make_image(1).convertTo(wide, CV_16U, 256, 77);
  const Decoded decoded = decode(encode(wide, ".png"));
  EXPECT_EQ(decoded.fault, "");
  EXPECT_EQ(decoded.pixels, pixels_of(make_image(1)));
  EXPECT_EQ(decoded.traits.largest_of_16_bit, 235 * 256 + 77);  // make_image reaches 235
}

TEST(DecodeImage, SixteenBitsThatHoldEightGiveThese) {
  const cv::Mat image = make_image(1);
  cv::Mat wide, colour;
  image.convertTo(wide, CV_16U);
  cv::cvtColor(wide, colour, cv::COLOR_GRAY2BGR);
  for (const cv::Mat& same : {wide, colour}) {
    const Decoded decoded = decode(encode(same, ".png"));
    EXPECT_EQ(decoded.fault, "");
    EXPECT_EQ(decoded.pixels, pixels_of(image));
    EXPECT_EQ(decoded.traits.largest_of_16_bit, 235);
  }
}

/// The smallest EXIF block: a TIFF header and one entry, tag 0x0112, of type SHORT.
std::string exif_with_orientation(char orientation) {
  using namespace std::string_literals;
  return "MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + orientation + "\0\0\0\0\0\0"s;
}

TEST(DecodeImage, AnExifOrientationIsApplied) {
  using namespace std::string_literals;
  const std::string jpeg = encode(make_image(1));
  const auto with_exif = [&](char orientation) {
    const std::string block = "Exif\0\0"s + exif_with_orientation(orientation);
    const std::string size = {0, static_cast<char>(block.size() + 2)};
    return jpeg.substr(0, 2) + "\xFF\xE1" + size + block + jpeg.substr(2);
  };
  const Decoded plain = decode(jpeg), upright = decode(with_exif(1)), turned = decode(with_exif(6));
  EXPECT_EQ(upright.pixels, plain.pixels);
  EXPECT_FALSE(plain.traits.is_turned);
  EXPECT_FALSE(upright.traits.is_turned);
  EXPECT_TRUE(turned.traits.is_turned);
  cv::Mat expected;  // 6: the first row of the file is the right side of the image
  cv::rotate(cv::Mat(48, 48, CV_8U, const_cast<uint8_t*>(plain.pixels.data())), expected,
             cv::ROTATE_90_CLOCKWISE);
  EXPECT_EQ(turned.pixels, pixels_of(expected));
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
