// What the tests of ingest share: smooth random images, encoded files, and a minimal FER2013 in each
// spread.
#pragma once

#include <filesystem>
#include <memory>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "codecs/image_codecs.h"
#include "core/random_stream.h"
#include "ingest/sources/fer2013/fer2013_source.h"
#include "ingest/sources/source_table.h"
#include "tests/store/test_files.h"

namespace affekt {

/// Blurred noise with full contrast: smooth like a photograph, and unlike any other seed's.
inline cv::Mat make_image(uint64_t seed, int side = 48) {
  RandomStream stream(seed, "test_image");
  cv::Mat noise(side, side, CV_32F);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) noise.at<float>(y, x) = static_cast<float>(stream.uniform());
  }
  cv::GaussianBlur(noise, noise, {}, 3);
  cv::Mat image;
  cv::normalize(noise, image, 20, 235, cv::NORM_MINMAX, CV_8U);
  return image;
}

inline std::string encode(const cv::Mat& image, const std::string& extension = ".jpg") {
  const std::vector<uint8_t> bytes = encode_image(extension, image, {cv::IMWRITE_JPEG_QUALITY, 95});
  return {bytes.begin(), bytes.end()};
}

/// With the EXIF orientation 6: to be turned by a quarter to the right.
inline std::vector<uint8_t> turn_by_exif(const std::vector<uint8_t>& jpeg) {
  const std::string exif(
      "\xFF\xE1\x00\x22"
      "Exif\0\0"
      "MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
      36);
  std::vector<uint8_t> turned(jpeg.begin(), jpeg.begin() + 2);
  turned.insert(turned.end(), exif.begin(), exif.end());
  turned.insert(turned.end(), jpeg.begin() + 2, jpeg.end());
  return turned;
}

inline std::string to_csv_pixels(const cv::Mat& image) {
  std::string text;
  for (const uint8_t pixel : cv::Mat_<uint8_t>(image)) text += std::to_string(pixel) + " ";
  text.pop_back();
  return text;
}

/// A data set without options.
inline std::unique_ptr<Source> open_source_at(const std::string& name, const std::filesystem::path& path) {
  DataConfig config;
  config.source = name;
  config.path = path.string();
  return open_source(config);
}

/// train/ and validation/ with two images per class and split; no two images are alike.
inline void make_small_folders(const std::filesystem::path& root) {
  for (size_t label = 0; label < kFer2013Classes.size(); ++label) {
    for (int i = 0; i < 2; ++i) {
      const std::string name = std::to_string(i) + ".jpg", folder = kFer2013Classes.at(label);
      write_bytes(root / "train" / folder / ("Training_" + name), encode(make_image(100 * label + i)));
      write_bytes(root / "validation" / folder / ("PublicTest_" + name),
                  encode(make_image(100 * label + 50 + i)));
    }
  }
}

}  // namespace affekt
