// A YAML file -> ExperimentConfig, strictly; and back to a commented effective config; and the JSON Schema.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/experiment_config.h"

namespace affekt {

/// @param overrides  "train.optimizer.lr=0.05", the value in YAML syntax; applied last
/// @throws ConfigError with file:line:column, the full key path, what was expected, and the nearest known key
ExperimentConfig load_experiment(const std::filesystem::path& path,
                                 const std::vector<std::string>& overrides = {});

/// The same from a text (the config inside best.safetensors). `where` stands for the file name in errors.
ExperimentConfig parse_experiment(const std::string& yaml, const std::string& where);

/// Every key with its value, each with its one-line description, unit and range as a comment. Reading it
/// back gives the same config.
std::string to_yaml(const ExperimentConfig& config);

/// A key's full path, "train.optimizer.lr", and its value as to_yaml writes it.
struct ConfigValue {
  std::string key, value;
};
/// Every key, in the order of the effective config; the same keys for any config.
std::vector<ConfigValue> list_config_values(const ExperimentConfig& config);

nlohmann::json config_json_schema();

}  // namespace affekt
