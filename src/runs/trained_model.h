// A finished training as evaluation and export see it: network with its best weights, config, labels, temperature.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "models/network.h"

namespace affekt {

struct TrainedModel {
  ExperimentConfig config;               // the effective config of the run
  std::shared_ptr<Network> network;      // best weights, eval mode, float32
  std::vector<std::string> class_names;
  double temperature = 1.0;              // probabilities = softmax(logits / temperature); 1: none fitted
  std::string dataset_name;
  std::string data_digest;               // PreparedInfo::content_digest that it was trained on
  std::filesystem::path prepared_path;   // where that file was
  std::string config_digest, weights_digest;  // SHA-256
  nlohmann::json selection;              // {"metric","value","epoch","split","seed"}
};

/// Reads <run>/best.safetensors (its metadata holds the rest) and builds the network.
/// @throws ArtifactError: no such run, truncated or foreign file, tensors that don't fit the network
TrainedModel load_trained_model(const std::filesystem::path& run_directory);

}  // namespace affekt
