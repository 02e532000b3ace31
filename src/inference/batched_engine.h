// What the engines share: cutting the samples into batches that fit the model, and naming the file in errors.
#pragma once

#include <string>
#include <vector>

#include "inference/engine.h"

namespace affekt {

class BatchedEngine : public InferenceEngine {
 public:
  std::vector<float> predict(const Samples& samples) final;

 protected:
  explicit BatchedEngine(const std::filesystem::path& onnx_path);

  /// @param batch   float32, pixels 0..255 or samples in -1..1
  /// @param shape   of the batch: [N, C, H, W], or [1, T]
  /// @param output  room for [N, K]
  virtual void predict_batch(std::vector<float>& batch, const std::vector<int64_t>& shape, float* output) = 0;

  /// "model.onnx: the engine opencv: <what>"
  [[noreturn]] void fail(const std::string& what) const;

  const std::filesystem::path path_;
  const OnnxModelInfo info_;

 private:
  void predict_images(const ImageSamples& samples, float* output);
  void predict_waveforms(const WaveformSamples& samples, float* output);
};

}  // namespace affekt
