#include "evaluation/classification/image_png.h"

#include <opencv2/imgcodecs.hpp>
#include <vector>

#include "core/error.h"

namespace affekt {

std::string encode_png(const ImageSamples& samples, int64_t row) {
  AFFEKT_CHECK(samples.channels == 1 || samples.channels == 3, "images have 1 or 3 channels");
  AFFEKT_CHECK(row >= 0 && row < samples.num_samples, "no such sample");
  const auto height = static_cast<int>(samples.height), width = static_cast<int>(samples.width);
  const int channels = static_cast<int>(samples.channels);
  const int64_t plane = samples.height * samples.width;
  const uint8_t* pixels = samples.pixels.data() + row * channels * plane;
  cv::Mat image(height, width, CV_8UC(channels));
  for (int64_t i = 0; i < plane; ++i)
    for (int c = 0; c < channels; ++c)  // OpenCV wants blue, green, red
      image.data[i * channels + c] = pixels[(channels - 1 - c) * plane + i];
  std::vector<uint8_t> png;
  AFFEKT_CHECK(cv::imencode(".png", image, png), "OpenCV can't encode a PNG");
  return {png.begin(), png.end()};
}

}  // namespace affekt
