// The boundary between affekt and libaffekt_codecs.so.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace affekt {

struct CodecsInterface {
  cv::Mat (*decode)(const std::vector<uint8_t>& bytes, int flags);
  bool (*encode)(const std::string& extension, const cv::Mat& image, std::vector<uint8_t>& bytes,
                 const std::vector<int>& parameters);
};

constexpr const char* kCodecsName = "affekt_codecs";  // the library's one visible symbol, of the type above
constexpr const char* kCodecsFileName = "libaffekt_codecs.so";

}  // namespace affekt
