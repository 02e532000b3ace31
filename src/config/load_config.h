// A YAML file -> ExperimentConfig, strictly; and back to a commented effective config; and the JSON Schema.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/experiment_config.h"

namespace affekt {

/// @param overrides  "train.optimizer.lr=0.05", the value in YAML syntax; applied last
/// @throws ConfigError with file:line:column, the full key path, what was expected, and the nearest known
/// key;
///         also for a key that was set and that the model or the data set makes no use of
ExperimentConfig load_experiment(const std::filesystem::path& path,
                                 const std::vector<std::string>& overrides = {});

/// The same from the text that a run keeps (config.yaml, the config inside best.safetensors), where a key
/// that nobody uses is no fault: earlier affekts let it pass. `where` stands for the file name in errors.
ExperimentConfig parse_experiment(const std::string& yaml, const std::string& where);

/// Whether such a text is of the same experiment, by the keys that are in use; false if it can't be read.
bool is_same_experiment(const std::string& yaml, const ExperimentConfig& config);

/// Every key that the model and the data set make use of, with its value, and its description, unit and range
/// as a comment. Reading it back gives the same config.
std::string to_yaml(const ExperimentConfig& config);

/// A key's full path, "train.optimizer.lr", and its value as to_yaml writes it.
struct ConfigValue {
  std::string key, value;
  std::string why_unused;  // empty: the model or the data set makes use of it
};
/// Every key, in the order of the effective config; the same keys for any config.
std::vector<ConfigValue> list_config_values(const ExperimentConfig& config);

nlohmann::json config_json_schema();

}  // namespace affekt
