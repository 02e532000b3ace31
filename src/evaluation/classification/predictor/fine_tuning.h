// What a run was fine-tuned from and how, as a report tells it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "config/experiment_config.h"

namespace affekt {

/// {"weights_file", "weights_file_sha256", "loaded_tensors", "new_tensors", "frozen",
/// "learning_rate_of_backbone", "batch_norm_statistics"}, in words; those of the file only if the run's
/// manifest.json is there and tells them. Null of a network that started from random weights.
/// @param run  the run directory
nlohmann::json describe_fine_tuning(const ExperimentConfig& config, const std::filesystem::path& run);

}  // namespace affekt
