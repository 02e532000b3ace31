// A finished training as evaluation and export see it: network with its best weights, config, labels,
// temperature.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "models/network.h"
#include "runs/safetensors.h"

namespace affekt {

/// What best.safetensors says of itself, beside the weights.
struct TrainedModelInfo {
  ExperimentConfig config;  // the effective config of the run
  std::vector<std::string> class_names;
  InputShape input;
  double temperature = 1.0;  // probabilities = softmax(logits / temperature); 1: none fitted
  std::string dataset_name;
  std::string data_digest;              // PreparedInfo::content_digest that it was trained on
  std::filesystem::path prepared_path;  // where that file was
  nlohmann::json selection;             // {"metric","value","epoch","split","seed","finished"}
};

struct TrainedModel : TrainedModelInfo {
  std::shared_ptr<Network> network;           // best weights, eval mode, float32
  std::string config_digest, weights_digest;  // SHA-256: of the effective config's text, of best.safetensors
};

/// Writes best.safetensors atomically.
void write_trained_model(const std::filesystem::path& weights_path, const TrainedModelInfo& info,
                         const std::vector<NamedTensor>& weights);

/// Reads <run>/best.safetensors (its metadata holds the rest) and builds the network.
/// @throws ArtifactError: no such run, truncated or foreign file, tensors that don't fit the network
TrainedModel load_trained_model(const std::filesystem::path& run_directory);

}  // namespace affekt
