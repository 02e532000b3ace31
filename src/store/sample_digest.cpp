#include "store/sample_digest.h"

#include <string_view>

#include "core/digest.h"

namespace affekt {
namespace {

constexpr size_t kNumDigits = 16;

std::string digest_values(const void* values, int64_t num_bytes) {
  return sha256_of({static_cast<const char*>(values), static_cast<size_t>(num_bytes)}).substr(0, kNumDigits);
}

}  // namespace

std::vector<std::string> digest_samples(const Samples& samples) {
  std::vector<std::string> digests;
  const int64_t num_samples = table_of(samples).num_samples;
  digests.reserve(static_cast<size_t>(num_samples));
  if (const auto* images = std::get_if<ImageSamples>(&samples)) {
    const int64_t size = images->channels * images->height * images->width;
    for (int64_t i = 0; i < num_samples; ++i)
      digests.push_back(digest_values(images->pixels.data() + i * size, size));
  } else {
    const WaveformSamples& waveforms = waveforms_of(samples);
    for (int64_t i = 0; i < num_samples; ++i)
      digests.push_back(digest_values(waveforms.wave(i), 2 * waveforms.length(i)));
  }
  return digests;
}

}  // namespace affekt
