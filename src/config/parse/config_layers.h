// One tree out of a config file, the files below it (`base: other.yaml`) and the overrides above it
// (`--set`).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/parse/yaml_tree.h"

namespace affekt {

/// Maps are merged key by key; any other value replaces the one below. `base` is gone from the result.
/// @param overrides  such as "train.optimizer.lr=0.05"
/// @throws ConfigError  a file that can't be read or is no map, a cycle of bases, an override without "="
YamlTree load_layers(const std::filesystem::path& path, const std::vector<std::string>& overrides);

}  // namespace affekt
