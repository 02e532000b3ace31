#include <fmt/format.h>

#include <cstring>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>

#include "inference/engine.h"
#include "inference/opencv_threads.h"

namespace affekt {
namespace {

/// Wraps the tensor's values.
cv::Mat wrap_in_mat(const HostTensor& tensor, int type) {
  const std::vector<int> sizes(tensor.shape.begin(), tensor.shape.end());
  return {sizes, type, const_cast<std::byte*>(tensor.bytes.data())};  // OpenCV copies them
}

class OpencvEngine : public InferenceEngine {
 public:
  explicit OpencvEngine(const OnnxModel& model) : InferenceEngine("opencv", model) {
    set_opencv_threads();
    try {
      net_ = cv::dnn::readNetFromONNX(model.bytes.data(), model.bytes.size());
    } catch (const cv::Exception& error) {
      fail(fmt::format("cannot load the model: {}", error.what()));
    }
    if (net_.empty()) fail("cannot load the model");
    net_.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net_.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    for (const TensorSpec& output : outputs_) output_names_.push_back(output.name);
  }

 private:
  // OpenCV takes batches and lengths of another size than the last one: it allocates anew, and its reshapes
  // follow. Tests hold it to that.
  HostTensors compute(const HostTensors& inputs) override {
    try {
      for (const auto& [name, tensor] : inputs)
        net_.setInput(wrap_in_mat(tensor, type_of(name, tensor)), name);
      std::vector<cv::Mat> results;
      net_.forward(results, output_names_);
      HostTensors outputs;
      for (size_t i = 0; i < outputs_.size(); ++i)
        outputs[outputs_[i].name] = to_tensor(results.at(i), outputs_[i]);
      return outputs;
    } catch (const cv::Exception& error) {
      fail(fmt::format("cannot run the model: {}", error.what()));
    }
  }

  int type_of(const std::string& name, const HostTensor& tensor) const {
    if (tensor.type == DType::kFloat32) return CV_32F;
    if (tensor.type == DType::kInt32) return CV_32S;
    if (tensor.type == DType::kUint8) return CV_8U;
    fail(fmt::format("input \"{}\": OpenCV takes no {}", name, name_of(tensor.type)));
  }

  /// OpenCV has no vectors: [N] comes as [N, 1]. Its indices are float32 (4.6) or integers (5), by version.
  HostTensor to_tensor(const cv::Mat& result, const TensorSpec& spec) const {
    std::vector<int64_t> shape(result.size.p, result.size.p + result.dims);
    while (shape.size() > spec.axes.size() && shape.back() == 1) shape.pop_back();
    if (result.channels() != 1) fail(fmt::format("output \"{}\": {} channels", spec.name, result.channels()));
    const bool is_whole = spec.type != DType::kFloat32 && spec.type != DType::kFloat64;
    cv::Mat values;
    result.convertTo(values, is_whole ? CV_32S : CV_32F);
    HostTensor tensor = HostTensor::make(is_whole ? DType::kInt32 : DType::kFloat32, std::move(shape));
    std::memcpy(tensor.bytes.data(), values.data, tensor.bytes.size());
    return tensor.type == spec.type ? tensor : tensor.as(spec.type);
  }

  cv::dnn::Net net_;
  std::vector<cv::String> output_names_;
};

}  // namespace

std::unique_ptr<InferenceEngine> make_opencv_engine(const OnnxModel& model) {
  return std::make_unique<OpencvEngine>(model);
}

}  // namespace affekt
