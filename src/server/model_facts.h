// What a model was trained on and how good it is, as its ONNX file says, for GET /v1/models.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "inference/onnx_model.h"

namespace affekt {

/// Role ("face", "voice", "songs", "next"), name, data set, classes, the metric with its interval (null where
/// the file has none), digest of the file.
/// @throws ArtifactError  metadata that are damaged
nlohmann::ordered_json describe_model_facts(const std::string& role, const OnnxModel& model);

}  // namespace affekt
