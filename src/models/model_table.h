// The one place that knows all classifiers: to add one, add a line to the table in model_table.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "models/classifier.h"

namespace affekt {

struct NetworkOptions {
  ModelConfig model;
  InputShape input;
  int64_t num_classes = 7;
};

std::vector<std::string> model_names();

/// @throws ConfigError that lists the known names and suggests the nearest
void check_model_name(const std::string& name);

/// Whether its samples are waveforms; else they are images. @throws as check_model_name
bool takes_waveforms(const std::string& model_name);

/// @throws ConfigError if the network takes the other kind of samples, or as check_model_name
void check_model_input(const std::string& model_name, bool is_waveform);

/// Weights are drawn from the stream (seed, "init").
/// @throws ConfigError as check_model_input, or if the options don't fit the network
std::shared_ptr<Classifier> make_network(const NetworkOptions& options, uint64_t seed);

}  // namespace affekt
