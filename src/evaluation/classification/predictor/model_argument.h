// What the user names as a model, and as an engine: told apart before anything is loaded.
#pragma once

#include <filesystem>
#include <string>

namespace affekt {

constexpr char kLibTorchEngine[] = "libtorch";  // of run directories; the others are engine_names()

/// @param model   expected: a run directory with weights, or an ONNX file
/// @param engine  as the user gave it; empty: none
/// @throws ConfigError    an unknown engine, or libtorch for a file
/// @throws ArtifactError  nothing there; a run without weights; a file that is plainly no ONNX model, such as
///                        weights, a checkpoint or a recording: each says what to name instead
void check_model_argument(const std::filesystem::path& model, const std::string& engine);

}  // namespace affekt
