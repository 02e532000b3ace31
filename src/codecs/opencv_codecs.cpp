// What libaffekt_codecs.so holds: OpenCV's codecs.
#include <opencv2/imgcodecs.hpp>

#include "codecs/codecs_interface.h"

namespace affekt {
namespace {

cv::Mat decode_by_opencv(const std::vector<uint8_t>& bytes, int flags) {
  return cv::imdecode(bytes, flags);
}

bool encode_by_opencv(const std::string& extension, const cv::Mat& image, std::vector<uint8_t>& bytes,
                      const std::vector<int>& parameters) {
  return cv::imencode(extension, image, bytes, parameters);
}

}  // namespace
}  // namespace affekt

extern "C" {
__attribute__((visibility("default"))) extern const affekt::CodecsInterface affekt_codecs;
const affekt::CodecsInterface affekt_codecs = {affekt::decode_by_opencv, affekt::encode_by_opencv};
}
