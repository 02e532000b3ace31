// A YAML tree -> the fields of an ExperimentConfig, strictly.
#pragma once

#include "config/experiment_config.h"
#include "config/yaml_tree.h"

namespace affekt {

/// @throws ConfigError with one line for each fault: unknown keys, wrong types, values out of range, missing
/// keys,
///         and keys that contradict each other
ExperimentConfig read_experiment(const YamlTree& tree);

}  // namespace affekt
