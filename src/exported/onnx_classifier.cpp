#include "exported/onnx_classifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "inference/metadata_value.h"
#include "inference/onnx_metadata.h"
#include "store/sample_batch.h"

namespace affekt {
namespace {

// Far beyond any recording; nothing is resampled to a rate, or cut in windows of a length, that no model has.
constexpr double kMaxSampleRate = 384000, kMaxMinSamples = 1e8;

void check_float_value(const TensorSpec& value, const char* role, const OnnxModel& model) {
  if (value.type != DType::kFloat32) {
    model.refuse(fmt::format("{} \"{}\": expected float32, got {}", role, value.name, name_of(value.type)));
  }
}

void check_fixed_axes(const TensorSpec& value, const char* role, const OnnxModel& model) {
  for (size_t axis = 1; axis < value.axes.size(); ++axis) {
    if (value.axes[axis].is_free())
      model.refuse(fmt::format("{} \"{}\": axis {} has no fixed size", role, value.name, axis));
  }
}

/// Images are float32 [N, C, H, W] with N free; waveforms are float32 [N, T] with both free.
void read_classifier_input(const OnnxModel& model, OnnxClassifierInfo& info) {
  const TensorSpec& input = model.inputs[0];
  check_float_value(input, "input", model);
  if (input.axes.size() == 4) {
    check_fixed_axes(input, "input", model);
    info.channels = input.axes[1].size;
    info.height = input.axes[2].size;
    info.width = input.axes[3].size;
  } else if (input.axes.size() == 2) {
    if (!input.axes[1].is_free()) {
      model.refuse(fmt::format("input \"{}\": waveforms have a free length, this one is fixed to {}",
                               input.name, input.axes[1].size));
    }
    info.sample_rate_hz = MetadataValue(model, onnx_key::kSampleRate).integer(1, kMaxSampleRate);
    info.min_samples = MetadataValue(model, onnx_key::kMinSamples).integer(1, kMaxMinSamples);
  } else {
    model.refuse(fmt::format("input \"{}\": expected 4 axes (images) or 2 (waveforms), got {} axes",
                             input.name, input.axes.size()));
  }
  info.input_name = input.name;
}

void read_classifier_output(const OnnxModel& model, OnnxClassifierInfo& info) {
  const TensorSpec& output = model.outputs[0];
  check_float_value(output, "output", model);
  if (output.axes.size() != 2) {
    model.refuse(fmt::format("output \"{}\": expected 2 axes, got {} axes", output.name, output.axes.size()));
  }
  check_fixed_axes(output, "output", model);
  if (output.axes[1].size != static_cast<int64_t>(info.class_names.size())) {
    model.refuse(fmt::format("{} outputs but {} labels", output.axes[1].size, info.class_names.size()));
  }
  info.output_name = output.name;
}

}  // namespace

OnnxClassifierInfo read_classifier_info(const OnnxModel& model) {
  if (!model.task().empty()) {
    model.refuse(fmt::format("it is a model of {}, and one of images or speech was expected", model.task()));
  }
  OnnxClassifierInfo info;
  info.class_names = MetadataValue(model, onnx_key::kLabels).texts();
  if (model.inputs.size() != 1 || model.outputs.size() != 1) {
    model.refuse(fmt::format("expected one input and one output, got {} and {}", model.inputs.size(),
                             model.outputs.size()));
  }
  read_classifier_input(model, info);
  read_classifier_output(model, info);
  return info;
}

OnnxClassifier::OnnxClassifier(const OnnxModel& model, std::unique_ptr<InferenceEngine> engine)
    : info_(read_classifier_info(model)), engine_(std::move(engine)) {}

std::vector<float> OnnxClassifier::predict(const Samples& samples) {
  check_samples(samples);
  const int64_t num_samples = table_of(samples).num_samples, at_once = batch_size_of(samples);
  std::vector<float> probabilities;
  for (int64_t begin = 0; begin < num_samples; begin += at_once) {
    throw_if_interrupted("predicting the samples");
    const int64_t end = std::min(begin + at_once, num_samples);
    const HostTensors outputs = engine_->run({{info_.input_name, make_batch(samples, begin, end)}});
    const HostTensor& batch = outputs.at(info_.output_name);
    probabilities.insert(probabilities.end(), batch.values<float>(), batch.values<float>() + batch.count());
  }
  return probabilities;
}

void OnnxClassifier::check_samples(const Samples& samples) const {
  if (const auto* images = std::get_if<ImageSamples>(&samples)) {
    if (info_.takes_waveforms()) engine_->fail("the model takes waveforms, the data has images");
    if (images->channels != info_.channels || images->height != info_.height ||
        images->width != info_.width) {
      engine_->fail(fmt::format("the model takes images of {}x{}x{}, the data has {}x{}x{}", info_.channels,
                                info_.height, info_.width, images->channels, images->height, images->width));
    }
    return;
  }
  const auto& waveforms = std::get<WaveformSamples>(samples);
  if (!info_.takes_waveforms()) engine_->fail("the model takes images, the data has waveforms");
  if (waveforms.sample_rate_hz != info_.sample_rate_hz) {
    engine_->fail(fmt::format("the model takes {} samples a second, the data has {}", info_.sample_rate_hz,
                              waveforms.sample_rate_hz));
  }
  for (int64_t i = 0; i < waveforms.num_samples; ++i) {
    if (waveforms.length(i) >= info_.min_samples) continue;
    engine_->fail(fmt::format("sample {} ({}) has {} samples, the model needs at least {}", i,
                              waveforms.source_ids.at(static_cast<size_t>(i)), waveforms.length(i),
                              info_.min_samples));
  }
}

}  // namespace affekt
