// What the preparing says of images whose grey pixels of 8 bits show less than their files.
#pragma once

#include <cstdint>
#include <vector>

#include "ingest/sources/fer2013/decode_image.h"

namespace affekt {

/// Images of 16 bits with values up to 255 hold 8 bits where all images of 16 bits of the set are so: their
/// values stay. Where others go beyond, they are black in truth, and become so.
/// @param traits  [N]
/// @param pixels  [N, H, W], as decode_grey_image left them
void correct_16_bit(const std::vector<ImageTraits>& traits, std::vector<uint8_t>& pixels);

/// One line for each thing that is lost, with the number of images: nearly black ones of 16 bits and
/// transparency as warnings, colour and turned images for information.
void report_image_traits(const std::vector<ImageTraits>& traits);

}  // namespace affekt
