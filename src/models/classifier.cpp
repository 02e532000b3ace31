#include "models/classifier.h"

namespace affekt {
namespace {

constexpr char kLogits[] = "logits";

}  // namespace

std::string describe(const InputShape& shape) {
  if (shape.is_waveform())
    return "waveforms at " + std::to_string(shape.sample_rate_hz) + " Hz of at least " +
           std::to_string(shape.min_samples) + " samples";
  return "images of " + std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" +
         std::to_string(shape.width);
}

TensorSpec describe_tensor(const InputShape& shape) {
  if (shape.is_waveform())
    return {"samples",
            DType::kFloat32,
            {{0, "N"}, {0, "T"}},
            "mono waveform at " + std::to_string(shape.sample_rate_hz) + " Hz, samples in -1..1"};
  return {"pixels",
          DType::kFloat32,
          {{0, "N"}, {shape.channels, "C"}, {shape.height, "H"}, {shape.width, "W"}},
          "raw pixels, 0..255"};
}

nlohmann::json to_json(const InputShape& shape) {
  if (shape.is_waveform()) return {{"sample_rate_hz", shape.sample_rate_hz}};
  return {shape.channels, shape.height, shape.width};
}

InputShape input_shape_from_json(const nlohmann::json& json) {
  if (json.is_object()) return waveform_input(json.at("sample_rate_hz"));
  return image_input(json.at(0), json.at(1), json.at(2));
}

std::vector<TensorSpec> Classifier::outputs() const {
  return {{kLogits, DType::kFloat32, {{0, "N"}, {num_classes(), "K"}}, "one logit a class"}};
}

TensorMap Classifier::forward(const TensorMap& inputs) {
  return {{kLogits, compute_logits(inputs.at(describe_tensor(input_shape()).name))}};
}

GraphValues Classifier::describe_graph(GraphSink& sink, const GraphValues& inputs) const {
  return {{kLogits, describe_logits(sink, inputs.at(describe_tensor(input_shape()).name))}};
}

}  // namespace affekt
