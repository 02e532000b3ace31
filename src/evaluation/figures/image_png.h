// Images of samples as a PNG file, with a heat map laid over them where there is one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/samples.h"

namespace affekt {

struct ImageView {
  const uint8_t* pixels = nullptr;  // [C, H, W]; 1 channel is grey, 3 are red, green, blue
  int64_t channels = 1, height = 0, width = 0;
  const float* heat = nullptr;  // [H, W], 0..1: laid over the image, transparent where it is 0; null: none
};

/// @param row  of samples
ImageView view_image(const ImageSamples& samples, int64_t row);

/// @return the file's bytes
std::string encode_png(const ImageSamples& samples, int64_t row);
/// @param side_by_side  at least one; below those of smaller height it is black
std::string encode_png(const std::vector<ImageView>& side_by_side);

}  // namespace affekt
