#include "ingest/sources/fer2013/decode_image.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "codecs/image_codecs.h"
#include "ingest/images/check_image.h"

namespace affekt {
namespace {

/// More than the noise that a JPEG file adds to grey.
bool has_colour(const cv::Mat& image) {
  constexpr int kMinSpread = 16;
  constexpr double kMinShare = 0.01;
  if (image.channels() < 3) return false;
  cv::Mat channels[4];
  cv::split(image, channels);
  const cv::Mat spread = cv::max(cv::max(channels[0], channels[1]), channels[2]) -
                         cv::min(cv::min(channels[0], channels[1]), channels[2]);
  return cv::countNonZero(spread > kMinSpread) > kMinShare * static_cast<double>(image.total());
}

bool has_transparency(const cv::Mat& image) {
  if (image.channels() != 4) return false;
  cv::Mat alpha;
  cv::extractChannel(image, alpha, 3);
  return cv::countNonZero(alpha < (image.depth() == CV_16U ? 65535 : 255)) > 0;
}

/// Looks at what the grey image of 8 bits doesn't show. With 16 bits that hold values of 8, `grey` becomes
/// these.
void look_at_original(const std::vector<uint8_t>& bytes, const ImageHeader& header, ImageTraits& traits,
                      cv::Mat& grey) {
  cv::Mat image = decode_image(bytes, cv::IMREAD_UNCHANGED);
  if (image.empty()) return;
  traits.has_transparency = has_transparency(image);
  if (image.channels() == 4) cv::cvtColor(image, image, cv::COLOR_BGRA2BGR);
  if (header.has_16_bit && image.depth() == CV_16U) {
    double largest = 0;
    cv::minMaxIdx(image.reshape(1), nullptr, &largest);
    traits.largest_of_16_bit = static_cast<int>(largest);
    image.convertTo(image, CV_8U, largest > 255 ? 1.0 / 257 : 1.0);
    if (largest <= 255) {
      if (image.channels() == 3) {
        cv::cvtColor(image, grey, cv::COLOR_BGR2GRAY);
      } else {
        grey = image;
      }
    }
  }
  traits.has_colour = has_colour(image);
}

/// Whether the EXIF orientation, which OpenCV applies, made another image of it.
bool is_turned(const std::vector<uint8_t>& bytes, const cv::Mat& grey) {
  constexpr std::array<uint8_t, 4> kJpegMark = {'E', 'x', 'i', 'f'}, kPngMark = {'e', 'X', 'I', 'f'};
  const auto holds = [&](const auto& mark) {
    return std::search(bytes.begin(), bytes.end(), mark.begin(), mark.end()) != bytes.end();
  };
  if (!holds(kJpegMark) && !holds(kPngMark)) return false;
  const cv::Mat plain = decode_image(bytes, cv::IMREAD_GRAYSCALE | cv::IMREAD_IGNORE_ORIENTATION);
  return plain.size() == grey.size() && cv::norm(plain, grey, cv::NORM_INF) > 0;
}

}  // namespace

std::string decode_grey_image(const std::vector<uint8_t>& bytes, int height, int width, uint8_t* pixels,
                              ImageTraits& traits) {
  ImageHeader header;
  const std::string fault = check_image(bytes, header);
  if (!fault.empty()) return fault;
  const std::string expected = std::to_string(width) + "x" + std::to_string(height) + " pixels expected, ";
  if (header.height != height || header.width != width) {
    return expected + std::to_string(header.width) + "x" + std::to_string(header.height) + " got";
  }
  cv::Mat image;
  ImageTraits seen;
  try {
    image = decode_image(bytes, cv::IMREAD_GRAYSCALE);
    seen.is_turned = is_turned(bytes, image);
    if (!header.is_grey || header.has_16_bit) look_at_original(bytes, header, seen, image);
  } catch (const cv::Exception& failure) {
    return "OpenCV can't decode it: " + failure.err;
  }
  if (image.empty()) return "OpenCV can't decode it";
  if (image.rows != height || image.cols != width || image.type() != CV_8UC1) {
    return expected + std::to_string(image.cols) + "x" + std::to_string(image.rows) + " got after decoding";
  }
  traits = seen;
  for (int y = 0; y < height; ++y) std::memcpy(pixels + y * width, image.ptr(y), static_cast<size_t>(width));
  return "";
}

}  // namespace affekt
