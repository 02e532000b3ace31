// A picture -> the planes of pixels that an image model takes: one size, one plane a channel.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>

namespace affekt {

/// Resized to side x side: averaged over areas where it shrinks, bilinear where it grows.
/// @param image   uint8, BGR or grey, not empty
/// @param planes  room for [C, side, side]: red, green, blue, or grey
void write_planes(const cv::Mat& image, int side, uint8_t* planes);

}  // namespace affekt
