#include "perception/read_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "codecs/image_codecs.h"
#include "core/error.h"
#include "core/files/regular_file.h"
#include "ingest/images/check_image.h"
#include "ingest/text/read_bytes.h"

namespace affekt {
namespace {

constexpr double kMostBytesPerPixel = 8;  // 16 bits of four channels: no file of pixels is larger

[[noreturn]] void refuse_picture(const std::string& name, const std::string& why) {
  throw DataError(name + ": " + why);
}

std::string advise_format(const std::string& fault) {
  return fault.rfind("neither", 0) == 0 ? fault + "; convert it to one of them" : fault;
}

void check_size(const ImageHeader& header, const std::string& name, const PictureLimits& limits) {
  const double megapixels = static_cast<double>(header.width) * static_cast<double>(header.height) / 1e6;
  const bool is_one = header.width >= 1 && header.height >= 1;
  if (is_one && megapixels <= limits.most_megapixels &&
      std::max(header.width, header.height) <= kMostImagePixels)
    return;
  refuse_picture(name,
                 fmt::format("at least 1x1 and at most {:g} megapixels, {} pixels a side, expected; {}x{} "
                             "pixels got; scale it down",
                             limits.most_megapixels, kMostImagePixels, header.width, header.height));
}

cv::Mat to_8_bit(const cv::Mat& image) {
  if (image.depth() == CV_8U) return image;
  double largest = 0;
  cv::minMaxIdx(image.reshape(1), nullptr, &largest);
  cv::Mat result;
  image.convertTo(result, CV_8U, largest > 255 ? 1.0 / 257 : 1.0);
  return result;
}

/// @param image  uint8 BGRA  @return BGR on white
cv::Mat put_on_white(const cv::Mat& image) {
  cv::Mat result(image.size(), CV_8UC3);
  for (int y = 0; y < image.rows; ++y) {
    const auto* from = image.ptr<cv::Vec4b>(y);
    auto* to = result.ptr<cv::Vec3b>(y);
    for (int x = 0; x < image.cols; ++x) {
      const int alpha = from[x][3];
      for (int c = 0; c < 3; ++c)
        to[x][c] = static_cast<uint8_t>((from[x][c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }
  return result;
}

cv::Mat decode(const std::vector<uint8_t>& bytes, const ImageHeader& header) {
  const int flags = header.has_alpha    ? static_cast<int>(cv::IMREAD_UNCHANGED)
                    : header.has_16_bit ? cv::IMREAD_COLOR | cv::IMREAD_ANYDEPTH
                                        : static_cast<int>(cv::IMREAD_COLOR);
  cv::Mat image = to_8_bit(decode_image(bytes, flags));
  if (image.channels() == 4) return put_on_white(image);
  if (image.channels() == 1 && !image.empty()) cv::cvtColor(image, image, cv::COLOR_GRAY2BGR);
  return image;
}

}  // namespace

cv::Mat read_picture(const std::vector<uint8_t>& bytes, const std::string& name,
                     const PictureLimits& limits) {
  ImageHeader header;
  std::string fault = read_image_header(bytes, header);
  if (fault.empty()) {
    check_size(header, name, limits);
    fault = check_image(bytes, header);
  }
  if (!fault.empty()) refuse_picture(name, advise_format(fault));
  cv::Mat image;
  try {
    image = decode(bytes, header);
  } catch (const cv::Exception& failure) {
    refuse_picture(name, "OpenCV can't decode it: " + failure.err);
  }
  if (image.empty()) refuse_picture(name, "truncated or damaged: its pixels can't be decoded");
  return image;
}

cv::Mat read_picture_file(const std::filesystem::path& path, const PictureLimits& limits) {
  const std::string irregular = why_not_regular_file(path);
  if (!irregular.empty()) refuse_picture(path.string(), irregular);
  std::error_code error;
  const auto size = static_cast<double>(std::filesystem::file_size(path, error));
  if (!error && size > limits.most_megapixels * 1e6 * kMostBytesPerPixel) {
    refuse_picture(path.string(),
                   fmt::format("a picture of at most {:g} megapixels expected, a file of {:.0f} "
                               "megabytes got",
                               limits.most_megapixels, size / 1e6));
  }
  const FileBytes file = read_bytes(path);
  if (!file.fault.empty()) refuse_picture(path.string(), file.fault);
  return read_picture(file.bytes, path.string(), limits);
}

}  // namespace affekt
