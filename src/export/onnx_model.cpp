#include "export/onnx_model.h"

#include <fmt/format.h>
#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include <map>

#include "core/digest.h"
#include "core/error.h"
#include "core/version.h"
#include "export/onnx_contract.h"
#include "export/onnx_graph.h"
#include "inference/onnx_metadata.h"
#include "models/model_table.h"

namespace affekt {
namespace {

const char* pixel_format(int64_t channels) {
  return channels == 1 ? "Gray8" : "Rgb8";
}

/// A map: the entries are written in the order of their keys, which read_onnx_info relies on.
std::map<std::string, std::string> make_metadata(const TrainedModel& model, const nlohmann::json& metric) {
  const InputShape input = model.network->input_shape();
  std::map<std::string, std::string> metadata = {
      {onnx_key::kModel, model.config.model.name},
      {onnx_key::kLabels, nlohmann::json(model.class_names).dump()},
      {onnx_key::kInput, input_contract(input, model.config.data.audio.trim_db)},
      {onnx_key::kOutput,
       "float32 [N, K]: one probability a class, in the order of affekt.labels; each row sums to 1"},
      {onnx_key::kDataset, model.dataset_name},
      {onnx_key::kDataDigest, model.data_digest},
      {onnx_key::kConfigDigest, model.config_digest},
      {onnx_key::kWeightsDigest, model.weights_digest},
      {onnx_key::kTemperature, nlohmann::json(model.temperature).dump()},
      {onnx_key::kSelection, model.selection.dump()},
      {onnx_key::kEvaluation, nlohmann::json({{"bootstrap_samples", model.config.evaluate.bootstrap_samples},
                                              {"calibration_bins", model.config.evaluate.calibration_bins},
                                              {"parameters", count_parameters(*model.network)}})
                                  .dump()},
      {onnx_key::kToolVersion, fmt::format("affekt {} ({})", tool_version(), git_commit())},
  };
  if (input.is_waveform()) {
    metadata[onnx_key::kSampleRate] = std::to_string(input.sample_rate_hz);
    metadata[onnx_key::kMinSamples] = std::to_string(input.min_samples);
  } else {
    metadata[onnx_key::kPixelFormat] = pixel_format(input.channels);
    metadata[onnx_key::kGamma] = "SRGB";
    metadata[onnx_key::kPixelRange] = "NominalRange_0_255";
  }
  if (!metric.is_null()) metadata[onnx_key::kMetric] = metric.dump();
  return metadata;
}

void check_and_infer_shapes(onnx::ModelProto& model) {
  try {
    onnx::checker::check_model(model);
    onnx::ShapeInferenceOptions strict;
    strict.check_type = true;
    strict.error_mode = 1;  // errors throw
    strict.enable_data_propagation = true;
    onnx::shape_inference::InferShapes(model, onnx::OpSchemaRegistry::Instance(), strict);
    onnx::checker::check_model(model);
  } catch (const std::exception& error) {
    AFFEKT_CHECK(false, fmt::format("ONNX refuses the exported graph: {}", error.what()));
  }
}

}  // namespace

onnx::ModelProto build_onnx_model(const TrainedModel& model, const nlohmann::json& metric) {
  const InputShape input = model.network->input_shape();
  AFFEKT_CHECK(input.is_waveform() || input.channels == 1 || input.channels == 3,
               "pictures have 1 or 3 channels");
  AFFEKT_CHECK(model.network->num_classes() == static_cast<int64_t>(model.class_names.size()),
               "the network's classes are not the labels");
  torch::NoGradGuard no_grad;
  OnnxGraph graph(model.config.model.name, input);
  const GraphValue logits = model.network->describe_graph(graph, graph.inputs());

  onnx::ModelProto proto;
  proto.set_ir_version(kOnnxIrVersion);
  proto.set_producer_name("affekt");
  proto.set_producer_version(tool_version());
  proto.set_model_version(1);
  proto.set_doc_string(
      fmt::format("{} trained on {} by affekt", model.config.model.name, model.dataset_name));
  auto* opset = proto.add_opset_import();
  opset->set_domain("");
  opset->set_version(kOnnxOpset);
  *proto.mutable_graph() = graph.finish(logits, model.temperature);
  check_and_infer_shapes(proto);
  auto metadata = make_metadata(model, metric);
  metadata[onnx_key::kGraphDigest] = sha256_of(proto.graph().SerializeAsString());
  for (const auto& [key, value] : metadata) {
    auto* entry = proto.add_metadata_props();
    entry->set_key(key);
    entry->set_value(value);
  }
  return proto;
}

}  // namespace affekt
