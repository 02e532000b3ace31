// What is wrong with a path that was named as a run directory, and what to do.
#pragma once

#include <filesystem>
#include <string>

namespace affekt {

/// The run directory that a file lies in, in its checkpoints too; empty if in none.
std::filesystem::path find_run_of(const std::filesystem::path& file);

/// Why a folder, or what isn't there, has no weights: a training that has kept none so far, a published run,
/// no run at all. "DIR: its training has kept no weights so far; affekt train ... goes on".
std::string explain_missing_weights(const std::filesystem::path& run_directory);

/// @throws ArtifactError  a file where a run directory is needed: names the file's run
void refuse_file_as_run(const std::filesystem::path& path);

/// @throws ArtifactError  the run has no model.onnx, which `engine` needs
void require_exported(const std::filesystem::path& run_directory, const std::string& engine);

}  // namespace affekt
