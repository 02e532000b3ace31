// Other places for the files that a kept config names, and nothing else of it changed.
#pragma once

#include <string>
#include <vector>

#include "config/experiment_config.h"

namespace affekt {

/// @param overrides  "model.pretrained.path=/data/resnet18.pth", the path as the shell gives it
/// @throws ConfigError: no "=", or a key that is no path (lists those that are)
void override_paths(ExperimentConfig& config, const std::vector<std::string>& overrides);

}  // namespace affekt
