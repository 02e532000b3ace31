#include "data/augmentation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace affekt {
namespace {

constexpr ImageShape kShape{1, 6, 6};

AugmentConfig nothing() {
  AugmentConfig config;
  config.flip_probability = config.shift_px = config.rotation_deg = config.scale = 0;
  config.brightness = config.contrast = config.erase_probability = 0;
  return config;
}

std::vector<uint8_t> ramp() {
  std::vector<uint8_t> pixels(36);
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(5 * i);
  return pixels;
}

std::vector<float> augment(const std::vector<uint8_t>& pixels, const AugmentConfig& config, uint64_t seed = 1,
                           ImageShape shape = kShape) {
  RandomStream stream(seed, "augment");
  std::vector<float> out(pixels.size(), -1.f);
  augment_image(pixels.data(), shape, config, stream, out.data());
  return out;
}

TEST(Augmentation, WithEverythingOffTheImageIsUnchanged) {
  const auto pixels = ramp();
  const auto out = augment(pixels, nothing());
  for (size_t i = 0; i < pixels.size(); ++i) EXPECT_FLOAT_EQ(out[i], pixels[i]) << i;
}

TEST(Augmentation, FlipMirrorsEachRow) {
  auto config = nothing();
  config.flip_probability = 1;
  const auto pixels = ramp();
  const auto out = augment(pixels, config);
  for (size_t y = 0; y < 6; ++y)
    for (size_t x = 0; x < 6; ++x) EXPECT_NEAR(out[y * 6 + x], pixels[y * 6 + 5 - x], 1e-3) << y << " " << x;
}

TEST(Augmentation, ShiftMovesAlongTheRampByItsAmount) {
  // On the ramp 5 * (6 y + x) a shift by (dx, dy) changes an inner pixel by -5 dx - 30 dy, |dx|, |dy| <= 1.
  auto config = nothing();
  config.shift_px = 1;
  const auto pixels = ramp();
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const auto out = augment(pixels, config, seed);
    const double difference = out[2 * 6 + 2] - pixels[2 * 6 + 2];
    EXPECT_LE(std::abs(difference), 35.0);
    EXPECT_NEAR(out[3 * 6 + 3] - pixels[3 * 6 + 3], difference, 1e-3) << "the same shift everywhere inside";
  }
}

TEST(Augmentation, RotationAndScaleKeepTheCentre) {
  auto config = nothing();
  config.rotation_deg = 45;
  config.scale = 0.3;
  constexpr ImageShape odd{1, 7, 7};
  std::vector<uint8_t> pixels(49, 10);
  pixels[24] = 200;
  for (uint64_t seed = 0; seed < 10; ++seed) EXPECT_NEAR(augment(pixels, config, seed, odd)[24], 200.f, 1e-2);
}

TEST(Augmentation, ValuesStayInRangeAndDependOnlyOnTheStream) {
  AugmentConfig config;
  config.brightness = config.contrast = 0.5;
  config.erase_probability = 0.5;
  const auto pixels = ramp();
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const auto out = augment(pixels, config, seed);
    for (const float v : out) {
      EXPECT_GE(v, 0.f);
      EXPECT_LE(v, 255.f);
    }
    EXPECT_EQ(out, augment(pixels, config, seed));
  }
  EXPECT_NE(augment(pixels, config, 1), augment(pixels, config, 2));
}

TEST(Augmentation, ErasingFillsOneRectangleWithOneGrey) {
  auto config = nothing();
  config.erase_probability = 1;
  config.erase_max_area = 0.3;
  const std::vector<uint8_t> black(36, 0);
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const auto out = augment(black, config, seed);
    float grey = 0;
    int erased = 0;
    for (const float v : out) {
      if (v == 0.f) continue;
      if (grey == 0.f) grey = v;
      EXPECT_EQ(v, grey);
      ++erased;
    }
    EXPECT_GE(erased, 1);
    EXPECT_LE(erased, 18);  // 0.3 * 36 = 10.8, sides rounded
  }
}

TEST(Augmentation, EveryChannelGetsTheSameMap) {
  auto config = nothing();
  config.rotation_deg = 30;
  config.shift_px = 2;
  auto pixels = ramp();
  const auto one = augment(pixels, config, 4);
  pixels.insert(pixels.end(), pixels.begin(), pixels.begin() + 36);
  const auto two = augment(pixels, config, 4, {2, 6, 6});
  EXPECT_TRUE(std::equal(one.begin(), one.end(), two.begin()));
  EXPECT_TRUE(std::equal(one.begin(), one.end(), two.begin() + 36));
}

}  // namespace
}  // namespace affekt
