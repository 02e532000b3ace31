// Which keys of a config say nothing to a clustering of songs, though they were set.
#pragma once

#include <string>
#include <vector>

#include "config/experiment_config.h"

namespace affekt {

/// Full paths, in the order of the config, of the keys without any effect on song_kmeans that differ from
/// their defaults: those of networks, pictures, sound and splits. Example: "train.epochs".
std::vector<std::string> find_unused_song_keys(const ExperimentConfig& config);

}  // namespace affekt
