// What the ONNX file of a trained network says of its training, and of how a report on it is made.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "config/experiment_config.h"
#include "inference/metadata_value.h"
#include "inference/onnx_model.h"

namespace affekt {

/// A whole number that keeps the rules of a config key. @throws ArtifactError
int64_t read_by_rules(const MetadataValue& value, const std::string& key,
                      std::optional<int64_t> fallback = {});
/// @throws ArtifactError if the text is none of these
std::string read_text_by_choice(const MetadataValue& value, const std::vector<std::string>& choices);

/// What shapes the report.
struct ExportedContext {
  EvaluateConfig options;
  int64_t seed = 1;
};
/// The same report as from the run: the file carries the options and the seed. @throws ArtifactError
ExportedContext read_exported_context(const OnnxModel& model);

/// ReportInput::model: name, engine, digests, parameters, temperature, selected_on ... @throws ArtifactError
nlohmann::json describe_exported_network(const OnnxModel& model, const std::string& engine);

/// model.onnx of a run. @throws ArtifactError: it was exported from other weights than those of the run
SharedOnnxModel read_exported_network(const std::filesystem::path& run, const std::string& weights_digest);

}  // namespace affekt
