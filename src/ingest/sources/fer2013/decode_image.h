// Bytes of a JPEG or PNG file -> grey pixels, strictly: what OpenCV would decode to half an image is a
// fault.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

/// @param pixels  room for height * width; untouched if there is a fault
/// @return why it can't be used ("truncated JPEG: Premature end of JPEG file"), empty if all is well
/// Thread-safe. Nothing is printed: the file is checked before OpenCV's decoder sees it.
std::string decode_grey_image(const std::vector<uint8_t>& bytes, int height, int width, uint8_t* pixels);

}  // namespace affekt
