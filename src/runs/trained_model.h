// A finished classifier as evaluation and export see it: network with its best weights, config, labels,
// temperature.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "models/classifier.h"
#include "runs/network_file.h"

namespace affekt {

/// What a classifier says of itself: NetworkFileInfo::about.
struct ClassifierInfo {
  std::vector<std::string> class_names;
  InputShape input;
  double temperature = 1.0;  // probabilities = softmax(logits / temperature); 1: none fitted
};

nlohmann::json to_json(const ClassifierInfo& info);

struct TrainedModel : NetworkProvenance, ClassifierInfo {
  std::shared_ptr<Classifier> network;  // best weights, eval mode, float32
};

/// Reads <run>/best.safetensors and builds the network.
/// @throws ArtifactError: as read_network_file, tensors that don't fit the network, not a classifier
TrainedModel load_trained_model(const std::filesystem::path& run_directory);

}  // namespace affekt
