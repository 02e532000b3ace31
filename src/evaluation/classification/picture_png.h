// One prepared picture -> a data: URI that a self-contained page can show.
#pragma once

#include <cstdint>
#include <string>

#include "store/prepared_file.h"

namespace affekt {

/// PNG in base64, "data:image/png;base64,...". @param row  of samples; 1 channel is grey, 3 are red, green,
/// blue
std::string picture_data_uri(const ImageSamples& samples, int64_t row);

}  // namespace affekt
