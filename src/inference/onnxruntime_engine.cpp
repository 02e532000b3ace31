#include "inference/onnxruntime_engine.h"

#ifdef AFFEKT_WITH_ONNXRUNTIME

#include <fmt/format.h>
#include <onnxruntime_cxx_api.h>

#include <algorithm>

#include "core/threads.h"
#include "inference/batched_engine.h"

namespace affekt {
namespace {

Ort::Env& environment() {
  static Ort::Env env(ORT_LOGGING_LEVEL_WARNING, "affekt");
  return env;
}

class OnnxruntimeEngine : public BatchedEngine {
 public:
  explicit OnnxruntimeEngine(const std::filesystem::path& onnx_path) : BatchedEngine(onnx_path) {
    try {
      Ort::SessionOptions options;
      options.SetIntraOpNumThreads(count_physical_cores());
      session_ = Ort::Session(environment(), path_.c_str(), options);
    } catch (const Ort::Exception& error) {
      fail(fmt::format("cannot load the model: {}", error.what()));
    }
  }

  std::string name() const override { return "onnxruntime"; }

 private:
  void predict_batch(std::vector<float>& batch, const std::vector<int64_t>& shape, float* output) override {
    const std::vector<int64_t> output_shape = {shape[0], static_cast<int64_t>(info_.class_names.size())};
    const char* input_name = info_.input_name.c_str();
    const char* output_name = info_.output_name.c_str();
    try {
      const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
      const auto input =
          Ort::Value::CreateTensor<float>(memory, batch.data(), batch.size(), shape.data(), shape.size());
      const auto results = session_.Run(Ort::RunOptions{nullptr}, &input_name, &input, 1, &output_name, 1);
      const auto result_shape = results.at(0).GetTensorTypeAndShapeInfo().GetShape();
      if (result_shape != output_shape) {
        fail(fmt::format("expected an output of {}x{}, got {} axes", output_shape[0], output_shape[1],
                         result_shape.size()));
      }
      std::copy_n(results[0].GetTensorData<float>(), output_shape[0] * output_shape[1], output);
    } catch (const Ort::Exception& error) {
      fail(fmt::format("cannot run the model: {}", error.what()));
    }
  }

  Ort::Session session_{nullptr};
};

}  // namespace

std::unique_ptr<InferenceEngine> make_onnxruntime_engine(const std::filesystem::path& onnx_path) {
  return std::make_unique<OnnxruntimeEngine>(onnx_path);
}

}  // namespace affekt

#endif
