#include "ingest/sources/emotic/picture_crops.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "codecs/image_codecs.h"
#include "ingest/images/check_image.h"

namespace affekt {
namespace {

bool has_size(const cv::Mat& image, double width, double height) {
  return image.cols == width && image.rows == height;
}

/// Whether the rows from `first` on have one colour; those next to the picture show JPEG's ringing.
bool is_one_colour_below(const cv::Mat& image, int first) {
  constexpr int kRinging = 8;
  constexpr double kMostDeviation = 6;
  const int skipped = std::min(kRinging, (image.rows - first) / 2);
  cv::Scalar mean, deviation;
  cv::meanStdDev(image.rowRange(first + skipped, image.rows), mean, deviation);
  return std::max({deviation[0], deviation[1], deviation[2]}) <= kMostDeviation;
}

std::string describe_size_fault(const cv::Mat& image, double width, double height, const char* what,
                                double most) {
  return fmt::format(
      "the list says {:.6g}x{:.6g} pixels, the picture has {}x{}: expected {} that differs by "
      "a factor below {}",
      width, height, image.cols, image.rows, what, most);
}

}  // namespace

DecodedPicture decode_picture(const std::vector<uint8_t>& bytes, double width, double height) {
  DecodedPicture picture;
  ImageHeader header;
  picture.fault = check_image(bytes, header);
  if (!picture.fault.empty()) return picture;
  if (std::max(header.width, header.height) > kMostImagePixels || std::min(header.width, header.height) < 1) {
    picture.fault = "1.." + std::to_string(kMostImagePixels) + " pixels of width and height expected, " +
                    std::to_string(header.width) + "x" + std::to_string(header.height) + " got";
    return picture;
  }
  try {
    picture.image = decode_image(bytes, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
    if (!picture.image.empty() && width != height && has_size(picture.image, height, width)) {
      const cv::Mat turned = decode_image(bytes, cv::IMREAD_COLOR);
      picture.is_turned = has_size(turned, width, height);
      if (picture.is_turned) picture.image = turned;
    }
  } catch (const cv::Exception& failure) {
    picture.fault = "OpenCV can't decode it: " + failure.err;
    return picture;
  }
  if (picture.image.empty()) picture.fault = "OpenCV can't decode it";
  return picture;
}

FittedPicture fit_picture(const cv::Mat& image, double width, double height) {
  FittedPicture fitted;
  fitted.image = image;
  if (width <= 0 || height <= 0 || has_size(image, width, height) || has_size(image, height, width))
    return fitted;
  const double factors[] = {image.cols / width, image.rows / height};
  const auto is_beyond = [](double factor, double most) { return !(factor < most && factor > 1 / most); };
  if (is_beyond(factors[0], kMostSizeFactor) || is_beyond(factors[1], kMostSizeFactor)) {
    fitted.fault = describe_size_fault(image, width, height, "a size", kMostSizeFactor);
    return fitted;
  }
  const auto w = static_cast<int>(width), h = static_cast<int>(height);
  if (image.cols == w && image.rows > h && is_one_colour_below(image, h)) {
    fitted.image = image.rowRange(0, h);
    fitted.is_padded = true;
  } else if (image.rows == h && image.cols > w && is_one_colour_below(image.t(), w)) {
    fitted.image = image.colRange(0, w);
    fitted.is_padded = true;
  } else if (is_beyond(factors[0] / factors[1], kMostAspectFactor)) {
    fitted.fault = describe_size_fault(image, width, height, "an aspect ratio", kMostAspectFactor);
  } else {
    fitted.scale_x = factors[0];
    fitted.scale_y = factors[1];
    fitted.is_scaled = true;
  }
  return fitted;
}

PixelBox to_pixels(const std::array<double, 4>& box, const FittedPicture& picture) {
  const double width = picture.image.cols, height = picture.image.rows;
  const double x1 = box[0] * picture.scale_x, y1 = box[1] * picture.scale_y, x2 = box[2] * picture.scale_x,
               y2 = box[3] * picture.scale_y;
  const double left = std::clamp(x1, 0.0, width), right = std::clamp(x2, 0.0, width);
  const double top = std::clamp(y1, 0.0, height), bottom = std::clamp(y2, 0.0, height);
  PixelBox pixels;
  constexpr double kRounding = 1e-6;
  pixels.is_cut = x1 < -kRounding || y1 < -kRounding || x2 > width + kRounding || y2 > height + kRounding;
  if (left < right && top < bottom) {
    const cv::Point from(static_cast<int>(std::floor(left)), static_cast<int>(std::floor(top)));
    const cv::Point to(static_cast<int>(std::ceil(right - kRounding)),
                       static_cast<int>(std::ceil(bottom - kRounding)));
    pixels.rect = cv::Rect(from, to);
  }
  return pixels;
}

}  // namespace affekt
