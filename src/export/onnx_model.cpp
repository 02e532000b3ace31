#include "export/onnx_model.h"

#include <fmt/format.h>

#include <map>

#include "core/error.h"
#include "export/onnx_contract.h"
#include "export/graph/onnx_graph.h"
#include "export/graph/onnx_package.h"
#include "inference/onnx_metadata.h"
#include "models/model_table.h"

namespace affekt {
namespace {

const char* pixel_format(int64_t channels) {
  return channels == 1 ? "Gray8" : "Rgb8";
}

/// Who was held out of the training.
nlohmann::json describe_split(const SplitConfig& split) {
  nlohmann::json described = {{"plan", split.plan}};
  if (split.plan == "official" || split.plan == "leave_actors_out") return described;  // no folds
  described["test_fold"] = split.test_fold;
  described["validation_fold"] = split.validation_fold;
  return described;
}

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
      {onnx_key::kSplit, describe_split(model.config.data.split).dump()},
      {onnx_key::kEvaluation, nlohmann::json({{"bootstrap_samples", model.config.evaluate.bootstrap_samples},
                                              {"calibration_bins", model.config.evaluate.calibration_bins},
                                              {"parameters", count_parameters(*model.network)}})
                                  .dump()},
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

  return package_onnx_model(
      graph.finish(logits, model.temperature),
      fmt::format("{} trained on {} by affekt", model.config.model.name, model.dataset_name),
      make_metadata(model, metric));
}

}  // namespace affekt
