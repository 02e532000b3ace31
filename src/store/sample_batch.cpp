#include "store/sample_batch.h"

#include <algorithm>

#include "core/error.h"
#include "store/sixteen_bit.h"

namespace affekt {
namespace {

// Large enough to keep the cores busy, small enough for the activations to stay near the caches.
constexpr int64_t kImagesAtOnce = 64;

HostTensor make_image_batch(const ImageSamples& samples, int64_t begin, int64_t end) {
  const int64_t size = samples.channels * samples.height * samples.width;
  AFFEKT_CHECK(static_cast<int64_t>(samples.pixels.size()) == samples.num_samples * size,
               std::to_string(samples.pixels.size()) + " pixels are not those of the samples");
  HostTensor batch =
      HostTensor::make(DType::kFloat32, {end - begin, samples.channels, samples.height, samples.width});
  std::copy(samples.pixels.begin() + begin * size, samples.pixels.begin() + end * size,
            batch.values<float>());
  return batch;
}

HostTensor make_wave_batch(const WaveformSamples& samples, int64_t begin, int64_t end) {
  const int64_t length = samples.length(begin);
  for (int64_t i = begin; i < end; ++i)
    AFFEKT_CHECK(samples.length(i) == length, "waveforms of one tensor have one length");
  HostTensor batch = HostTensor::make(DType::kFloat32, {end - begin, length});
  std::transform(samples.wave(begin), samples.wave(begin) + batch.count(), batch.values<float>(),
                 from_16_bit);
  return batch;
}

}  // namespace

HostTensor make_batch(const Samples& samples, int64_t begin, int64_t end) {
  AFFEKT_CHECK(0 <= begin && begin < end && end <= table_of(samples).num_samples, "no such samples");
  if (const auto* images = std::get_if<ImageSamples>(&samples)) return make_image_batch(*images, begin, end);
  return make_wave_batch(std::get<WaveformSamples>(samples), begin, end);
}

int64_t batch_size_of(const Samples& samples) {
  return std::holds_alternative<ImageSamples>(samples) ? kImagesAtOnce : 1;
}

}  // namespace affekt
