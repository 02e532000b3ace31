#include "inference/batched_engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"

namespace affekt {
namespace {

// Large enough to keep the cores busy, small enough for the activations to stay near the caches.
constexpr int64_t kBatchSize = 64;

}  // namespace

BatchedEngine::BatchedEngine(const std::filesystem::path& onnx_path)
    : path_(onnx_path), info_(read_onnx_info(onnx_path)) {}

std::vector<float> BatchedEngine::predict(const std::vector<uint8_t>& pixels, int64_t num_samples) {
  const int64_t sample_size = info_.channels * info_.height * info_.width;
  const auto num_classes = static_cast<int64_t>(info_.class_names.size());
  AFFEKT_CHECK(num_samples >= 0 && static_cast<int64_t>(pixels.size()) == num_samples * sample_size,
               fmt::format("{} pixels are not {} samples of {}x{}x{}", pixels.size(), num_samples,
                           info_.channels, info_.height, info_.width));
  std::vector<float> probabilities(static_cast<size_t>(num_samples * num_classes));
  for (int64_t begin = 0; begin < num_samples; begin += kBatchSize) {
    const int64_t end = std::min(begin + kBatchSize, num_samples);
    std::vector<float> batch(pixels.begin() + begin * sample_size, pixels.begin() + end * sample_size);
    predict_batch(batch, end - begin, probabilities.data() + begin * num_classes);
  }
  return probabilities;
}

void BatchedEngine::fail(const std::string& what) const {
  throw ArtifactError(fmt::format("{}: the engine {}: {}", path_.string(), name(), what));
}

}  // namespace affekt
