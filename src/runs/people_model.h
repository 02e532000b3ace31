// A finished network of people as evaluation and export see it: its best weights, config, category names.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "models/model_table.h"
#include "runs/network_file.h"

namespace affekt {

struct PeopleModel : NetworkProvenance {
  std::vector<std::string> category_names;
  std::shared_ptr<Network> network;  // best weights, eval mode, float32
};

/// The network that the config names. The mean and the deviation of the values are to be set.
NetworkOptions people_network_options(const ExperimentConfig& config, size_t num_categories);

/// NetworkFileInfo::about
nlohmann::json describe_people_network(const std::vector<std::string>& category_names);

/// Reads <run>/best.safetensors and builds the network.
/// @throws ArtifactError: as read_network_file, tensors that don't fit the network, not a network of people
PeopleModel load_people_model(const std::filesystem::path& run_directory);

}  // namespace affekt
