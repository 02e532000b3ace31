#include "data/sample_writer.h"

#include <cmath>

#include "data/augmentation.h"
#include "data/speech_augmentation.h"

namespace affekt {
namespace {

class ImageWriter : public SampleWriter {
 public:
  ImageWriter(const ImageSamples& samples, const AugmentConfig& config)
      : samples_(samples), config_(config), shape_{samples.channels, samples.height, samples.width} {}

  std::vector<int64_t> shape() const override { return {shape_.channels, shape_.height, shape_.width}; }
  void write(int64_t sample, RandomStream& stream, float* out) const override {
    const int64_t size = shape_.channels * shape_.height * shape_.width;
    augment_image(samples_.pixels.data() + sample * size, shape_, config_, stream, out);
  }

 private:
  const ImageSamples& samples_;
  AugmentConfig config_;
  ImageShape shape_;
};

class WaveformWriter : public SampleWriter {
 public:
  WaveformWriter(const WaveformSamples& samples, const SpeechAugmentConfig& config)
      : samples_(samples),
        config_(config),
        num_out_(std::llround(config.crop_s * static_cast<double>(samples.sample_rate_hz))) {}

  std::vector<int64_t> shape() const override { return {num_out_}; }
  void write(int64_t sample, RandomStream& stream, float* out) const override {
    augment_waveform({samples_.wave(sample), samples_.length(sample)}, config_, stream, num_out_, out);
  }

 private:
  const WaveformSamples& samples_;
  SpeechAugmentConfig config_;
  int64_t num_out_;
};

}  // namespace

std::unique_ptr<SampleWriter> make_sample_writer(const Samples& samples, const SampleAugmentation& options) {
  if (const auto* images = std::get_if<ImageSamples>(&samples))
    return std::make_unique<ImageWriter>(*images, options.image);
  return std::make_unique<WaveformWriter>(waveforms_of(samples), options.speech);
}

}  // namespace affekt
