#ifdef AFFEKT_WITH_ONNXRUNTIME

#include <fmt/format.h>
#include <onnx/defs/schema.h>
#include <onnxruntime_cxx_api.h>

#include <cstring>
#include <iostream>

#include "core/process/threads.h"
#include "inference/engine.h"
#include "inference/newer_onnxruntime.h"

namespace affekt {
namespace {

Ort::Env& environment() {
  static Ort::Env env(ORT_LOGGING_LEVEL_WARNING, "affekt");
  return env;
}

/// Numbered as in ONNX's own files.
ONNXTensorElementDataType element_type_of(DType type) {
  return static_cast<ONNXTensorElementDataType>(onnx_type_of(type));
}

class OnnxruntimeEngine : public InferenceEngine {
 public:
  explicit OnnxruntimeEngine(const OnnxModel& model) : InferenceEngine("onnxruntime", model) {
    try {
      Ort::SessionOptions options;
      options.SetIntraOpNumThreads(thread_count());
      session_ = Ort::Session(environment(), model.bytes.data(), model.bytes.size(), options);
    } catch (const Ort::Exception& error) {
      fail(fmt::format("ONNX Runtime {} cannot load the model{}: {}", Ort::GetVersionString(),
                       advise_newer_onnxruntime(error.what()), error.what()));
    }
    for (const TensorSpec& output : outputs_) output_names_.push_back(output.name.c_str());
  }

 private:
  HostTensors compute(const HostTensors& inputs) override {
    std::vector<const char*> names;
    std::vector<Ort::Value> values;
    try {
      const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
      for (const auto& [name, tensor] : inputs) {
        names.push_back(name.c_str());
        auto* data = const_cast<std::byte*>(tensor.bytes.data());  // ONNX Runtime only reads them
        values.push_back(Ort::Value::CreateTensor(memory, data, tensor.bytes.size(), tensor.shape.data(),
                                                  tensor.shape.size(), element_type_of(tensor.type)));
      }
      const auto results = session_.Run(Ort::RunOptions{nullptr}, names.data(), values.data(), values.size(),
                                        output_names_.data(), output_names_.size());
      HostTensors outputs;
      for (size_t i = 0; i < outputs_.size(); ++i)
        outputs[outputs_[i].name] = to_tensor(results.at(i), outputs_[i]);
      return outputs;
    } catch (const Ort::Exception& error) {
      fail(fmt::format("cannot run the model: {}", error.what()));
    }
  }

  HostTensor to_tensor(const Ort::Value& result, const TensorSpec& spec) const {
    const auto info = result.GetTensorTypeAndShapeInfo();
    if (info.GetElementType() != element_type_of(spec.type))
      fail(fmt::format("output \"{}\": expected {}", spec.name, name_of(spec.type)));
    HostTensor tensor = HostTensor::make(spec.type, info.GetShape());
    std::memcpy(tensor.bytes.data(), result.GetTensorData<std::byte>(), tensor.bytes.size());
    return tensor;
  }

  Ort::Session session_{nullptr};
  std::vector<const char*> output_names_;  // of outputs_
};

}  // namespace

void begin_onnxruntime() {
  static const bool begun = [] {
    environment();
    std::streambuf* const terminal = std::cerr.rdbuf(nullptr);  // libonnx has no other way to be quiet
    onnx::OpSchemaRegistry::Schema("Abs");
    std::cerr.rdbuf(terminal);
    std::cerr.clear();  // of what it could not write
    return true;
  }();
  static_cast<void>(begun);
}

std::unique_ptr<InferenceEngine> make_onnxruntime_engine(const OnnxModel& model) {
  return std::make_unique<OnnxruntimeEngine>(model);
}

}  // namespace affekt

#else

#include "inference/engine.h"

namespace affekt {

void begin_onnxruntime() {}

}  // namespace affekt

#endif
