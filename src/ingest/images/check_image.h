// Whether the bytes of a JPEG or PNG file are whole: what OpenCV would decode to half an image is a fault.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

/// The data of larger images are not looked at: nobody should decode them.
constexpr long kMostImagePixels = 1L << 14;  // of height and of width

/// As the file has it, before its EXIF orientation is applied.
struct ImageHeader {
  long height = 0, width = 0;
  bool is_grey = false;  // without colour and without transparency
  bool has_16_bit = false;
  bool has_alpha = false;  // a PNG with transparency
};

/// What the beginning of the file says; nothing is decoded, so a file of a kilobyte that promises gigabytes
/// of pixels costs nothing.
/// @return as check_image, of the beginning alone
std::string read_image_header(const std::vector<uint8_t>& bytes, ImageHeader& header);

/// A JPEG with more scans than any program writes is a fault: each costs as much as a whole image.
/// @return why it can't be used ("truncated or damaged JPEG: Premature end of JPEG file"), empty if all is
///         well. Thread-safe; prints nothing.
std::string check_image(const std::vector<uint8_t>& bytes, ImageHeader& header);

}  // namespace affekt
