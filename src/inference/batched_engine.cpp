#include "inference/batched_engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/interrupt.h"
#include "store/sixteen_bit.h"

namespace affekt {
namespace {

// Large enough to keep the cores busy, small enough for the activations to stay near the caches.
constexpr int64_t kBatchSize = 64;
constexpr const char* kWork = "predicting the samples";

}  // namespace

BatchedEngine::BatchedEngine(const std::filesystem::path& onnx_path)
    : path_(onnx_path), info_(read_onnx_info(onnx_path)) {}

std::vector<float> BatchedEngine::predict(const Samples& samples) {
  const auto num_samples = static_cast<size_t>(table_of(samples).num_samples);
  std::vector<float> probabilities(num_samples * info_.class_names.size());
  if (const auto* images = std::get_if<ImageSamples>(&samples)) {
    predict_images(*images, probabilities.data());
  } else {
    predict_waveforms(std::get<WaveformSamples>(samples), probabilities.data());
  }
  return probabilities;
}

void BatchedEngine::predict_images(const ImageSamples& samples, float* output) {
  if (info_.takes_waveforms()) fail("the model takes waveforms, the data has pictures");
  if (samples.channels != info_.channels || samples.height != info_.height || samples.width != info_.width) {
    fail(fmt::format("the model takes pictures of {}x{}x{}, the data has {}x{}x{}", info_.channels,
                     info_.height, info_.width, samples.channels, samples.height, samples.width));
  }
  const int64_t size = info_.channels * info_.height * info_.width;
  AFFEKT_CHECK(static_cast<int64_t>(samples.pixels.size()) == samples.num_samples * size,
               fmt::format("{} pixels are not {} samples of {}x{}x{}", samples.pixels.size(),
                           samples.num_samples, info_.channels, info_.height, info_.width));
  const auto num_classes = static_cast<int64_t>(info_.class_names.size());
  for (int64_t begin = 0; begin < samples.num_samples; begin += kBatchSize) {
    throw_if_interrupted(kWork);
    const int64_t end = std::min(begin + kBatchSize, samples.num_samples);
    std::vector<float> batch(samples.pixels.begin() + begin * size, samples.pixels.begin() + end * size);
    predict_batch(batch, {end - begin, info_.channels, info_.height, info_.width},
                  output + begin * num_classes);
  }
}

void BatchedEngine::predict_waveforms(const WaveformSamples& samples, float* output) {
  if (!info_.takes_waveforms()) fail("the model takes pictures, the data has waveforms");
  if (samples.sample_rate_hz != info_.sample_rate_hz) {
    fail(fmt::format("the model takes {} samples a second, the data has {}", info_.sample_rate_hz,
                     samples.sample_rate_hz));
  }
  const auto num_classes = static_cast<int64_t>(info_.class_names.size());
  for (int64_t i = 0; i < samples.num_samples; ++i) {
    throw_if_interrupted(kWork);
    const int64_t length = samples.length(i);
    if (length < info_.min_samples) {
      fail(fmt::format("sample {} ({}) has {} samples, the model needs at least {}", i,
                       samples.source_ids.at(static_cast<size_t>(i)), length, info_.min_samples));
    }
    std::vector<float> wave(static_cast<size_t>(length));
    std::transform(samples.wave(i), samples.wave(i) + length, wave.begin(), from_16_bit);
    predict_batch(wave, {1, length}, output + i * num_classes);
  }
}

void BatchedEngine::fail(const std::string& what) const {
  throw ArtifactError(fmt::format("{}: the engine {}: {}", path_.string(), name(), what));
}

}  // namespace affekt
