// An ONNX file as a network of OpenCV's, on the CPU.
#pragma once

#include <filesystem>
#include <functional>
#include <opencv2/dnn.hpp>
#include <string>

namespace affekt {

/// @param fail  is told why it can't be loaded, and throws
cv::dnn::Net load_opencv_net(const std::filesystem::path& onnx_path,
                             const std::function<void(const std::string& why)>& fail);

}  // namespace affekt
