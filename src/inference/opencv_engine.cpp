#include "inference/opencv_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>

#include "inference/batched_engine.h"
#include "inference/opencv_net.h"

namespace affekt {
namespace {

class OpencvEngine : public BatchedEngine {
 public:
  explicit OpencvEngine(const std::filesystem::path& onnx_path) : BatchedEngine(onnx_path) {
    net_ = load_opencv_net(path_, [this](const std::string& why) { fail(why); });
  }

  std::string name() const override { return "opencv"; }

 private:
  // OpenCV takes batches and waveforms of another size than the last one: it allocates anew, and its reshapes
  // follow. Tests hold it to that.
  void predict_batch(std::vector<float>& batch, const std::vector<int64_t>& shape, float* output) override {
    const std::vector<int> sizes(shape.begin(), shape.end());
    const auto num_classes = static_cast<int>(info_.class_names.size());
    try {
      net_.setInput(cv::Mat(sizes, CV_32F, batch.data()), info_.input_name);
      const cv::Mat result = net_.forward(info_.output_name);
      if (result.type() != CV_32F || result.dims != 2 || result.rows != sizes[0] ||
          result.cols != num_classes) {
        fail(fmt::format("expected an output of {}x{} float32, got {}x{}", sizes[0], num_classes, result.rows,
                         result.cols));
      }
      std::copy_n(result.ptr<float>(), result.total(), output);
    } catch (const cv::Exception& error) {
      fail(fmt::format("cannot run the model: {}", error.what()));
    }
  }

  cv::dnn::Net net_;
};

}  // namespace

std::unique_ptr<InferenceEngine> make_opencv_engine(const std::filesystem::path& onnx_path) {
  return std::make_unique<OpencvEngine>(onnx_path);
}

}  // namespace affekt
