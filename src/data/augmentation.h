// Random changes of one training image: an affine map, light, and an erased rectangle.
#pragma once

#include <cstdint>

#include "config/experiment_config.h"
#include "core/random_stream.h"

namespace affekt {

/// Pixels of one image: [C, H, W].
struct ImageShape {
  int64_t channels = 1, height = 0, width = 0;
};

/// Refuses what such images can't be changed by. @throws ConfigError that begins with the key
void check_augmentation(const AugmentConfig& config, const ImageShape& shape);

/// Flip, shift, rotation and scale in one bilinear resampling (border pixels repeated), then contrast and
/// brightness, clamped to 0..255, then with some probability a rectangle filled with one random grey.
/// Every draw comes from `stream`, always the same number of them.
/// @param pixels  uint8 [C, H, W]
/// @param out     float32 [C, H, W], 0..255
void augment_image(const uint8_t* pixels, const ImageShape& shape, const AugmentConfig& config,
                   RandomStream& stream, float* out);

}  // namespace affekt
