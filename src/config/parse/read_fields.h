// A YAML tree -> the fields of an ExperimentConfig, or of another document, strictly.
#pragma once

#include <functional>

#include "config/experiment_config.h"
#include "config/parse/yaml_tree.h"

namespace affekt {

/// Keys that the chosen model or data set makes no use of (key_use.h), though they differ from their
/// defaults; and models and data sets that key_use.h does not list.
enum class UnusedKeys { kRefuse, kAllow };

/// @throws ConfigError with one line for each fault: unknown keys, wrong types, values out of range, missing
///         keys, keys that nobody uses and keys that contradict each other
ExperimentConfig read_experiment(const YamlTree& tree, UnusedKeys unused_keys);

class FieldVisitor;

/// Any other document, such as a listener's profile.
/// @param describe  shows its fields; what the tree has is written into them
/// @throws ConfigError as read_experiment, but for keys that nobody uses and contradictions
void read_document(const YamlTree& tree, const std::function<void(FieldVisitor&)>& describe);

}  // namespace affekt
