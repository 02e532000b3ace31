#include "export/classification/test_samples.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/random_stream.h"

namespace affekt {
namespace {

constexpr int64_t kNumImages = 8;
constexpr int64_t kNumPatches = 6;  // a side: as coarse as mouth and eyes in an image of a face
constexpr int64_t kNoise = 12;      // uniform in +-12

/// One channel: random grey values at the corners of patches, interpolated in integers, plus noise.
void draw_pattern(RandomStream& stream, int64_t height, int64_t width, uint8_t* pixels) {
  constexpr int64_t kSide = kNumPatches + 1, kUnit = 256;
  int64_t corners[kSide][kSide];
  for (auto& row : corners) {
    for (auto& corner : row) corner = static_cast<int64_t>(stream.below(256));
  }
  for (int64_t y = 0; y < height; ++y) {
    const int64_t v = y * kNumPatches * kUnit / height, row = v / kUnit, down = v % kUnit;
    for (int64_t x = 0; x < width; ++x) {
      const int64_t u = x * kNumPatches * kUnit / width, column = u / kUnit, right = u % kUnit;
      const int64_t upper = corners[row][column] * (kUnit - right) + corners[row][column + 1] * right;
      const int64_t lower = corners[row + 1][column] * (kUnit - right) + corners[row + 1][column + 1] * right;
      const int64_t smooth = (upper * (kUnit - down) + lower * down) / (kUnit * kUnit);
      const int64_t noise = static_cast<int64_t>(stream.below(2 * kNoise + 1)) - kNoise;
      pixels[y * width + x] = static_cast<uint8_t>(std::clamp<int64_t>(smooth + noise, 0, 255));
    }
  }
}

ImageSamples make_test_images(const InputShape& shape) {
  ImageSamples samples;
  samples.num_samples = kNumImages;
  samples.channels = shape.channels;
  samples.height = shape.height;
  samples.width = shape.width;
  const int64_t plane = shape.height * shape.width, image = shape.channels * plane;
  samples.pixels.resize(static_cast<size_t>(kNumImages * image));
  for (int64_t i = 0; i < kNumImages; ++i) {
    uint8_t* pixels = samples.pixels.data() + i * image;
    if (i < 2) {
      std::fill_n(pixels, image, static_cast<uint8_t>(i == 0 ? 0 : 255));
    } else {
      RandomStream stream(0, "test_vectors", static_cast<uint64_t>(i));
      for (int64_t c = 0; c < shape.channels; ++c)
        draw_pattern(stream, shape.height, shape.width, pixels + c * plane);
    }
    samples.source_ids.push_back(fmt::format("test_data_set_0 image {}", i));
  }
  return samples;
}

}  // namespace

std::vector<Samples> make_test_samples(const InputShape& shape) {
  if (shape.is_waveform()) return {make_test_waveforms(shape, 0), make_test_waveforms(shape, 1)};
  return {make_test_images(shape)};
}

}  // namespace affekt
