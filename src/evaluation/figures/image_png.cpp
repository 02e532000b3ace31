#include "evaluation/figures/image_png.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "codecs/image_codecs.h"
#include "core/error.h"

namespace affekt {
namespace {

constexpr double kHeatOpacity = 0.65;  // where the heat is 1: what lies below can still be made out

/// 8 bits, grey, or blue, green, red as OpenCV wants it.
cv::Mat matrix_of(const ImageView& view) {
  AFFEKT_CHECK(view.channels == 1 || view.channels == 3, "images have 1 or 3 channels");
  const int channels = static_cast<int>(view.channels);
  const int64_t plane = view.height * view.width;
  cv::Mat image(static_cast<int>(view.height), static_cast<int>(view.width), CV_8UC(channels));
  for (int64_t i = 0; i < plane; ++i)
    for (int c = 0; c < channels; ++c)
      image.data[i * channels + c] = view.pixels[(channels - 1 - c) * plane + i];
  return image;
}

/// @param image  in colour
void lay_over(const float* heat, cv::Mat& image) {
  cv::Mat levels(image.size(), CV_8UC1), colours;
  const auto num_pixels = static_cast<int64_t>(image.total());
  for (int64_t i = 0; i < num_pixels; ++i) levels.data[i] = cv::saturate_cast<uint8_t>(255 * heat[i]);
  cv::applyColorMap(levels, colours, cv::COLORMAP_TURBO);
  for (int64_t i = 0; i < 3 * num_pixels; ++i) {
    const double opacity = kHeatOpacity * heat[i / 3];
    image.data[i] = cv::saturate_cast<uint8_t>((1 - opacity) * image.data[i] + opacity * colours.data[i]);
  }
}

}  // namespace

ImageView view_image(const ImageSamples& samples, int64_t row) {
  AFFEKT_CHECK(row >= 0 && row < samples.num_samples, "no such sample");
  const int64_t size = samples.channels * samples.height * samples.width;
  return {samples.pixels.data() + row * size, samples.channels, samples.height, samples.width, nullptr};
}

std::string encode_png(const ImageSamples& samples, int64_t row) {
  return encode_png({view_image(samples, row)});
}

std::string encode_png(const std::vector<ImageView>& side_by_side) {
  AFFEKT_CHECK(!side_by_side.empty(), "no image to encode");
  const bool is_grey = std::all_of(side_by_side.begin(), side_by_side.end(), [](const ImageView& view) {
    return view.channels == 1 && view.heat == nullptr;
  });
  int64_t height = 0, width = 0;
  for (const ImageView& view : side_by_side) {
    height = std::max(height, view.height);
    width += view.width;
  }
  cv::Mat all =
      cv::Mat::zeros(static_cast<int>(height), static_cast<int>(width), is_grey ? CV_8UC1 : CV_8UC3);
  int left = 0;
  for (const ImageView& view : side_by_side) {
    cv::Mat image = matrix_of(view);
    if (!is_grey && view.channels == 1) cv::cvtColor(image, image, cv::COLOR_GRAY2BGR);
    if (view.heat != nullptr) lay_over(view.heat, image);
    image.copyTo(all(cv::Rect(left, 0, image.cols, image.rows)));
    left += image.cols;
  }
  const std::vector<uint8_t> png = encode_image(".png", all);
  return {png.begin(), png.end()};
}

}  // namespace affekt
