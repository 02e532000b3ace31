// The kinds of model there are, and which one a config, a run directory or an ONNX file is of.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "kinds/kind.h"

namespace affekt {

/// In the order of the table.
const std::vector<std::unique_ptr<const Kind>>& kinds();

/// Adds a kind behind those of the table, for as long as the process runs.
void register_kind(std::unique_ptr<const Kind> kind);

/// By data.source. @throws ConfigError: unknown (lists those there are, and suggests the nearest)
const Kind& find_kind(const ExperimentConfig& config);

/// By what lies there: a run directory's files and config, an ONNX file's task.
/// @param file  of an ONNX file, read (read_if_onnx); else null
/// @throws ArtifactError: nothing there; an ONNX file that is damaged, not of affekt or of an unknown kind
const Kind& find_kind_of_model(const std::filesystem::path& model, const SharedOnnxModel& file);

}  // namespace affekt
