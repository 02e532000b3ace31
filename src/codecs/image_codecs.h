// Files of images to pixels and back, by OpenCV's codecs. They stand in a library of their own that is loaded
// with the first image: they bring GDAL and a hundred other libraries, which would cost every start a tenth
// of a second and more.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>  // for its flags: the functions are not linked
#include <string>
#include <vector>

namespace affekt {

/// As cv::imdecode, also what it throws. Thread-safe.
/// @param flags  cv::ImreadModes
/// @return       empty: it can't be decoded
/// @throws ArtifactError  affekt's own library with the codecs is not there
cv::Mat decode_image(const std::vector<uint8_t>& bytes, int flags);

/// As cv::imencode.
/// @param extension   ".png", ".jpg"  @param parameters  cv::ImwriteFlags and their values
/// @throws ArtifactError  as decode_image
std::vector<uint8_t> encode_image(const std::string& extension, const cv::Mat& image,
                                  const std::vector<int>& parameters = {});

}  // namespace affekt
