// local.json in a run directory: what is true on this machine only and is no part of what gets published.
#pragma once

#include <filesystem>
#include <string>

namespace affekt {

/// Keeps in <directory>/local.json where the prepared data of the run lie, as an absolute path: evaluate and
/// export may be called from elsewhere. @throws ArtifactError (full disk ...)
void write_prepared_path(const std::filesystem::path& directory, const std::filesystem::path& prepared);

/// Why a model has no data of its own, and what to do: of a run without local.json, or of an ONNX file.
/// Example: "an ONNX file does not say where its data is; name a prepared file with --data FILE.h5".
std::string explain_unknown_data(const std::filesystem::path& model);

/// Empty if the file is missing: a run that came from another machine has none.
/// @throws ArtifactError if it is damaged
std::filesystem::path read_prepared_path(const std::filesystem::path& directory);

}  // namespace affekt
