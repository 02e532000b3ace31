// The one place that knows all networks: to add one, add a line to the table in model_table.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "models/network.h"

namespace affekt {

struct NetworkOptions {
  ModelConfig model;
  InputShape input;
  int64_t num_classes = 7;
};

std::vector<std::string> model_names();

/// @throws ConfigError that lists the known names and suggests the nearest
void check_model_name(const std::string& name);

/// Weights are drawn from the stream (seed, "init").
/// @throws ConfigError if the name is unknown or the options don't fit the network
std::shared_ptr<Network> make_network(const NetworkOptions& options, uint64_t seed);

int64_t count_parameters(const Network& network);

}  // namespace affekt
