// Whether a run directory may be trained in: by nobody else's run, and by --resume only if it is the same
// training on the same data.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "config/experiment_config.h"
#include "runs/run_directory.h"

namespace affekt {

/// The run's config.yaml must be of the same training as `now`: what doesn't change the weights may differ.
/// @throws ConfigError naming the keys that differ; ArtifactError if it can't be read
void check_same_training(const RunPaths& paths, const ExperimentConfig& now);
/// The same of a config that is kept as text. @param where  stands for the file in errors
void check_same_training(const std::string& yaml, const std::string& where, const ExperimentConfig& now);

/// What was trained here so far must have been trained on these very data: of other ones, a cross-validation
/// would test models on what they know, and the manifest would name data that nobody learned from.
/// Nothing is asked of a directory without a training.
/// @param prepared_path  of the data now  @param content_digest  theirs
/// @throws DataError: other data; ArtifactError: manifest.json is missing or doesn't say
void check_same_data(const RunPaths& paths, const std::filesystem::path& prepared_path,
                     const std::string& content_digest);

/// Warns where the training was begun with another LibTorch, processor, number of threads, device or
/// precision: it goes on, but its weights will not be those of a training without the break.
/// @param now  the manifest of this process
void warn_of_changes(const RunPaths& paths, const nlohmann::json& now);

/// A directory with a training in it is only touched by a resume of the same experiment, or by `overwrite`.
/// @throws ArtifactError; ConfigError as check_same_training
void check_run_directory(const RunPaths& paths, const ExperimentConfig& config, bool resume, bool overwrite);

}  // namespace affekt
