// One picture and a box in it -> the two images of a person: the crop, and the whole picture.
#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace affekt {

/// As decoded, 8-bit BGR. `width` and `height` are those that the boxes were drawn in (0: not told).
struct DecodedPicture {
  cv::Mat image;
  bool is_turned = false;  // its EXIF orientation was applied
  std::string fault;       // why it can't be used; empty: all is well
};
/// The EXIF orientation is applied only where the image then has the told size, and else has not: boxes are
/// in pixels of the image as the annotators saw it.
DecodedPicture decode_picture(const std::vector<uint8_t>& bytes, double width, double height);

/// The part of an image that boxes drawn at the told size belong to.
struct FittedPicture {
  cv::Mat image;                    // a view
  double scale_x = 1, scale_y = 1;  // from the box's pixels to this image's
  bool is_padded = false;           // one-coloured rows below, or columns at the right, were cut off
  bool is_scaled = false;
  std::string fault = {};  // the told size can't be meant; nothing else is set then
};
/// From here on the told size is no size of this picture: a factor of an axis, or of the aspect ratio.
constexpr double kMostSizeFactor = 20, kMostAspectFactor = 5;
/// The same size, also with width and height swapped (tables have both orders): as it is. One axis longer
/// than told, and what is too much has one colour: padded. Else scaled, each axis by itself, by less than
/// kMostSizeFactor and to less than kMostAspectFactor times the aspect ratio.
FittedPicture fit_picture(const cv::Mat& image, double width, double height);

/// The box in pixels of the picture, in whole ones (outwards), cut to it.
struct PixelBox {
  cv::Rect rect;  // of no area: nothing is left of it
  bool is_cut = false;
};
PixelBox to_pixels(const std::array<double, 4>& box, const FittedPicture& picture);

/// ImageNet's mean colour, BGR.
const cv::Scalar kBlankColour(104, 116, 124);

}  // namespace affekt
