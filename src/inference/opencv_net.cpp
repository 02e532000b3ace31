#include "inference/opencv_net.h"

#include <fmt/format.h>

#include <opencv2/core.hpp>

#include "core/threads.h"

namespace affekt {

cv::dnn::Net load_opencv_net(const std::filesystem::path& onnx_path,
                             const std::function<void(const std::string& why)>& fail) {
  // OpenCV counts hyper-threads, which slows its convolutions down.
  cv::setNumThreads(count_physical_cores());
  cv::dnn::Net net;
  try {
    net = cv::dnn::readNetFromONNX(onnx_path.string());
  } catch (const cv::Exception& error) {
    fail(fmt::format("cannot load the model: {}", error.what()));
  }
  if (net.empty()) fail("cannot load the model");
  net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
  net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  return net;
}

}  // namespace affekt
