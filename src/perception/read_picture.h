// The bytes of a picture, from a file or a network -> its pixels as a person sees it: upright, 8-bit BGR.
#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace affekt {

struct PictureLimits {
  /// Width times height. Read from the header: what is larger is never decoded.
  double most_megapixels = 50;
};

/// JPEG (grey, YCbCr, CMYK and YCCK as Adobe writes them) or PNG of any depth. The EXIF orientation is
/// applied, but to a PNG with transparency. What is transparent lies on white. 16 bits become the upper 8;
/// values that are all 0..255 stay as they are, since the picture would be black.
///
/// Thread-safe.
/// @param name  for errors: the file's name, "the picture of the request"
/// @return      uint8 [H, W, 3], BGR
/// @throws DataError naming it: empty, neither JPEG nor PNG, truncated, damaged, too large
cv::Mat read_picture(const std::vector<uint8_t>& bytes, const std::string& name,
                     const PictureLimits& limits = {});

/// @throws DataError also if there is no such file
cv::Mat read_picture_file(const std::filesystem::path& path, const PictureLimits& limits = {});

}  // namespace affekt
