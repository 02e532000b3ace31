// What the engines share: the model's shape, cutting the samples into batches, and naming the file in errors.
#pragma once

#include <string>
#include <vector>

#include "inference/engine.h"

namespace affekt {

class BatchedEngine : public InferenceEngine {
 public:
  std::vector<float> predict(const std::vector<uint8_t>& pixels, int64_t num_samples) final;

 protected:
  explicit BatchedEngine(const std::filesystem::path& onnx_path);

  /// @param batch   float32 [N, C, H, W], pixels 0..255
  /// @param output  room for [N, K]
  virtual void predict_batch(std::vector<float>& batch, int64_t num_samples, float* output) = 0;

  /// "model.onnx: the engine opencv: <what>"
  [[noreturn]] void fail(const std::string& what) const;

  const std::filesystem::path path_;
  const OnnxModelInfo info_;
};

}  // namespace affekt
