#include "export/onnx_contract.h"

#include <fmt/format.h>

namespace affekt {
namespace {

onnx::TensorShapeProto::Dimension* add_axis(onnx::ValueInfoProto& value, const char* denotation = nullptr) {
  auto* axis = value.mutable_type()->mutable_tensor_type()->mutable_shape()->add_dim();
  if (denotation) axis->set_denotation(denotation);
  return axis;
}

/// float32 [N]; the caller adds the further axes.
onnx::ValueInfoProto describe_batch(const char* name, const std::string& doc) {
  onnx::ValueInfoProto value;
  value.set_name(name);
  value.set_doc_string(doc);
  value.mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::FLOAT);
  add_axis(value, "DATA_BATCH")->set_dim_param("N");
  return value;
}

}  // namespace

const char* onnx_input_name(const InputShape& input) {
  return input.is_waveform() ? kOnnxWaveformInput : kOnnxPictureInput;
}

onnx::ValueInfoProto describe_onnx_input(const InputShape& input) {
  if (input.is_waveform()) {
    auto value = describe_batch(kOnnxWaveformInput,
                                fmt::format("mono sound at {} Hz, samples in -1..1", input.sample_rate_hz));
    add_axis(value, "DATA_TIME")->set_dim_param("T");
    value.mutable_type()->set_denotation("AUDIO");
    return value;
  }
  auto value = describe_batch(kOnnxPictureInput, "raw pixels, 0..255");
  add_axis(value, "DATA_CHANNEL")->set_dim_value(input.channels);
  add_axis(value, "DATA_FEATURE")->set_dim_value(input.height);
  add_axis(value, "DATA_FEATURE")->set_dim_value(input.width);
  value.mutable_type()->set_denotation("IMAGE");
  return value;
}

onnx::ValueInfoProto describe_onnx_output(int64_t num_classes) {
  auto value = describe_batch(kOnnxOutputName, "one probability a class, in the order of affekt.labels");
  add_axis(value)->set_dim_value(num_classes);
  return value;
}

std::string input_contract(const InputShape& input, double trim_db) {
  if (!input.is_waveform()) {
    return fmt::format(
        "float32 [N, {}, {}, {}], {} picture of one cropped face, raw pixel values 0..255 as decoded from 8 "
        "bits (sRGB gamma), rows from top to bottom; do not normalise: the graph does",
        input.channels, input.height, input.width, input.channels == 1 ? "grey" : "RGB");
  }
  const double seconds = static_cast<double>(input.min_samples) / static_cast<double>(input.sample_rate_hz);
  std::string text = fmt::format(
      "float32 [N, T], mono speech at {} Hz, samples in -1..1 (16-bit values divided by 32768), T >= {} "
      "({:.3g} s); all clips of a batch have one length, so run clips of other lengths by themselves, "
      "without "
      "padding; do not normalise: the graph does",
      input.sample_rate_hz, input.min_samples, seconds);
  if (trim_db > 0) {
    text += fmt::format(
        "; leading and trailing silence, {:g} dB below the loudest frame, was cut from the clips it learned "
        "from",
        trim_db);
  }
  return text;
}

}  // namespace affekt
