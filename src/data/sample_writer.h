// One training sample, augmented, into its place in a batch: what differs between images and waveforms.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "config/experiment_config.h"
#include "core/random_stream.h"
#include "store/prepared_file.h"

namespace affekt {

struct SampleAugmentation {
  AugmentConfig image;
  SpeechAugmentConfig speech;
};

class SampleWriter {
 public:
  virtual ~SampleWriter() = default;
  /// Of one sample in a batch: [C, H, W] or [T].
  virtual std::vector<int64_t> shape() const = 0;
  /// Every draw comes from `stream`. @param out  float32, room for `shape`; pixels 0..255, or samples -1..1
  virtual void write(int64_t sample, RandomStream& stream, float* out) const = 0;
};

/// `samples` must outlive the writer.
std::unique_ptr<SampleWriter> make_sample_writer(const Samples& samples, const SampleAugmentation& options);
std::unique_ptr<SampleWriter> make_sample_writer(Samples&& samples,
                                                 const SampleAugmentation& options) = delete;

}  // namespace affekt
