// Bytes of a JPEG or PNG file -> grey pixels, strictly: what OpenCV would decode to half an image is a
// fault.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

/// What of an image its grey pixels of 8 bits can't show.
struct ImageTraits {
  bool has_colour = false;
  bool has_transparency = false;  // dropped: the colours beneath are taken
  bool is_turned = false;         // as its EXIF orientation says
  int largest_of_16_bit = -1;     // value of an image with 16 bits; -1: it has fewer
};

/// An image of 16 bits gives the upper 8; but one whose values all are 0..255 gives these as they are, since
/// it would be black: whether it is, only the whole set can tell (correct_16_bit). An EXIF orientation is
/// applied.
/// @param pixels  room for height * width; untouched if there is a fault, as are the traits
/// @return why it can't be used ("truncated JPEG: Premature end of JPEG file"), empty if all is well
/// Thread-safe. Nothing is printed: the file is checked before OpenCV's decoder sees it.
std::string decode_grey_image(const std::vector<uint8_t>& bytes, int height, int width, uint8_t* pixels,
                              ImageTraits& traits);

}  // namespace affekt
