#include "export/classification/contract.h"

#include <fmt/format.h>

namespace affekt {

const char* onnx_input_name(const InputShape& input) {
  return input.is_waveform() ? kOnnxWaveformInput : kOnnxImageInput;
}

TensorSpec probabilities_spec(int64_t num_classes) {
  return {kOnnxOutputName,
          DType::kFloat32,
          {{0, "N"}, {num_classes, ""}},
          "one probability a class, in the order of affekt.labels"};
}

std::string input_contract(const InputShape& input, double trim_db) {
  if (!input.is_waveform()) {
    return fmt::format(
        "float32 [N, {}, {}, {}], {} image of one cropped face, raw pixel values 0..255 as decoded from 8 "
        "bits (sRGB gamma), rows from top to bottom; do not normalise: the graph does",
        input.channels, input.height, input.width, input.channels == 1 ? "grey" : "RGB");
  }
  const double seconds = static_cast<double>(input.min_samples) / static_cast<double>(input.sample_rate_hz);
  std::string text = fmt::format(
      "float32 [N, T], mono speech at {} Hz, samples in -1..1 (16-bit values divided by 32768), T >= {} "
      "({:.3g} s); all recordings of a batch have one length, so run recordings of other lengths by "
      "themselves, without padding; do not normalise: the graph does",
      input.sample_rate_hz, input.min_samples, seconds);
  if (trim_db > 0) {
    text += fmt::format(
        "; leading and trailing silence, {:g} dB below the loudest frame, was cut from the recordings it "
        "learned from",
        trim_db);
  }
  return text;
}

}  // namespace affekt
