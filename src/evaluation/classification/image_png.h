// One prepared image as a PNG file.
#pragma once

#include <cstdint>
#include <string>

#include "store/samples.h"

namespace affekt {

/// @param row  of samples; 1 channel is grey, 3 are red, green, blue  @return the file's bytes
std::string encode_png(const ImageSamples& samples, int64_t row);

}  // namespace affekt
