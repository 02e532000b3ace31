#include "ingest/audit/pixel_correlation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace affekt {
namespace {

ImageSamples make_samples(int64_t height, int64_t width, std::vector<uint8_t> pixels) {
  ImageSamples samples;
  samples.height = height;
  samples.width = width;
  samples.num_samples = static_cast<int64_t>(pixels.size()) / (height * width);
  samples.pixels = std::move(pixels);
  return samples;
}

TEST(PixelCorrelation, IsPearsons) {
  // a = 1 2 3 4, b = 1 3 2 4: covariance sum 4, variance sums 5 and 5: 4 / 5.
  const ImageSamples samples = make_samples(2, 2, {1, 2, 3, 4, 1, 3, 2, 4});
  EXPECT_DOUBLE_EQ(correlate_pixels(samples, 0, 1, {}), 0.8);
  EXPECT_DOUBLE_EQ(correlate_pixels(samples, 0, 0, {}), 1.0);
}

TEST(PixelCorrelation, IgnoresBrightnessAndContrast) {
  const ImageSamples samples = make_samples(1, 4, {1, 2, 3, 4, 110, 120, 130, 140, 8, 6, 4, 2});
  EXPECT_DOUBLE_EQ(correlate_pixels(samples, 0, 1, {}), 1.0);
  EXPECT_DOUBLE_EQ(correlate_pixels(samples, 0, 2, {}), -1.0);
}

TEST(PixelCorrelation, MirrorsTheSecondImage) {
  const ImageSamples samples = make_samples(2, 3, {1, 2, 5, 9, 7, 7, 5, 2, 1, 7, 7, 9});
  EXPECT_DOUBLE_EQ(correlate_pixels(samples, 0, 1, {true, 0}), 1.0);
  EXPECT_LT(correlate_pixels(samples, 0, 1, {false, 0}), 0.9);
}

TEST(PixelCorrelation, FindsAShiftOnBothAxesAndMirrored) {
  // b holds a one pixel further right and down; a's last row and column are lost.
  const std::vector<uint8_t> a = {10, 80, 30, 95, 20, 60, 15, 70, 40}, b = {0, 99, 3, 50, 10, 80, 7, 95, 20};
  std::vector<uint8_t> pixels = a;
  pixels.insert(pixels.end(), b.begin(), b.end());
  for (int row = 0; row < 3; ++row) {
    for (int column = 2; column >= 0; --column) pixels.push_back(b[static_cast<size_t>(3 * row + column)]);
  }
  const ImageSamples samples = make_samples(3, 3, pixels);
  EXPECT_NEAR(correlate_pixels(samples, 0, 1, {false, 1}), 1.0, 1e-12);
  EXPECT_NEAR(correlate_pixels(samples, 0, 2, {true, 1}), 1.0, 1e-12);
  EXPECT_LT(correlate_pixels(samples, 0, 1, {false, 0}), 0.9);
}

TEST(PixelCorrelation, OfABlankImageIsZero) {
  EXPECT_EQ(correlate_pixels(make_samples(1, 3, {5, 5, 5, 1, 2, 3}), 0, 1, {}), 0);
}

}  // namespace
}  // namespace affekt
