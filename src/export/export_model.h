// A plan -> model.onnx, model.json, the plan's own files, test_data_set_*/ and model_card.md in a directory,
// if the gate lets it pass.
#pragma once

#include <filesystem>

#include "export/export_plan.h"

namespace affekt {

/// All files are made in a staging folder inside the directory, where every engine runs the staged
/// model.onnx, and are moved in at the end, model.onnx last.
/// @throws ArtifactError if an engine can't load the file or says something else than the reference, or a
/// file can't be written: the directory is then as it was
ExportResult export_model(const ExportPlan& plan, const std::filesystem::path& directory);

}  // namespace affekt
