// best.safetensors: the weights of a trained network, its config, and what the model says of itself.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "runs/safetensors.h"

namespace affekt {

/// What the file says beside the weights.
struct NetworkFileInfo {
  ExperimentConfig config;  // the effective config of the run
  std::string dataset_name;
  std::string data_digest;  // content digest of the prepared data that it was trained on
  /// Where these data are on this machine: kept in local.json beside the file, not in it. Empty: not known.
  std::filesystem::path prepared_path;
  nlohmann::json selection;  // {"policy","metric","value","epoch","split","seed","finished"}
  nlohmann::json about = nlohmann::json::object();  // free, the kind's own: what its network is made from
};

/// The same of a file that was read.
struct NetworkProvenance : NetworkFileInfo {
  std::string config_digest, weights_digest;  // SHA-256: of the effective config's text, of the file
};

struct NetworkFile : NetworkProvenance {
  std::vector<NamedTensor> weights;
};

/// Atomically. @throws ArtifactError (full disk ...)
void write_network_file(const std::filesystem::path& path, const NetworkFileInfo& info,
                        const std::vector<NamedTensor>& weights);

/// Reads the file of a run, also one of former versions.
/// @throws ArtifactError: no such run, a truncated, foreign or damaged file
NetworkFile read_network_file(const std::filesystem::path& run_directory);

}  // namespace affekt
