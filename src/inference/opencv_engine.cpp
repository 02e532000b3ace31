#include <fmt/format.h>
#include <onnx/onnx_pb.h>

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

/// The model with a number in place of each symbol in the axes of its inputs. OpenCV checks shapes when it
/// reads a file, and takes a symbol for 0 there (4.10) or 1 (4.6); what is computed later may have any size.
std::string bind_axes(const OnnxModel& model) {
  constexpr int64_t kSamplesAtOnce = 1, kLength = 16000;  // a second of sound
  onnx::ModelProto proto;
  if (!proto.ParseFromString(model.bytes)) model.refuse("can't be read as ONNX");
  for (onnx::ValueInfoProto& input : *proto.mutable_graph()->mutable_input()) {
    auto& axes = *input.mutable_type()->mutable_tensor_type()->mutable_shape()->mutable_dim();
    for (int i = 0; i < axes.size(); ++i)
      if (axes[i].has_dim_param()) axes[i].set_dim_value(i == 0 ? kSamplesAtOnce : kLength);
  }
  return proto.SerializeAsString();
}

class OpencvEngine : public InferenceEngine {
 public:
  explicit OpencvEngine(const OnnxModel& model) : InferenceEngine("opencv", model) {
    set_opencv_threads();
    try {
      const std::string bytes = bind_axes(model);
      net_ = cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
    } catch (const cv::Exception& error) {
      fail(fmt::format("cannot load the model: {}", error.what()));
    }
    if (net_.empty()) fail("cannot load the model");
    net_.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net_.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    // Fused, two ResNets side by side get other answers from OpenCV 4.10; 4.6 fuses rightly.
    if (CV_VERSION_MAJOR > 4 || CV_VERSION_MINOR > 6) net_.enableFusion(false);
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
