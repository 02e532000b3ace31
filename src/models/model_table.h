// The one place that knows all networks by name: to add one, add a line to the table in model_table.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "models/classifier.h"
#include "models/sequence/song_options.h"

namespace affekt {

class NextSongNetwork;

/// What the samples of a network are: what a data set must be of to fit it.
enum class ModelInput { kImages, kWaveforms, kPeople, kPlays };

/// What a network of people is made for.
struct PeopleOptions {
  int64_t body_px = 112, context_px = 112;
  std::vector<double> value_mean = {5.5, 5.5, 5.5}, value_std = {1, 1, 1};  // of the training split
};

struct NetworkOptions {
  ModelConfig model;
  InputShape input;         // of classifiers
  PeopleOptions people;     // of networks of people
  SongOptions songs;        // of networks of songs
  int64_t num_classes = 7;  // or categories
};

std::vector<std::string> model_names();
/// Those of model_names() that take such samples; classifiers take images or waveforms.
std::vector<std::string> model_names(const std::vector<ModelInput>& inputs);

/// @throws ConfigError that lists the known names and suggests the nearest
void check_model_name(const std::string& name);

/// Whether its samples are waveforms; else they are images. @throws as check_model_name
bool takes_waveforms(const std::string& model_name);

/// @throws ConfigError if the network takes other samples (says which networks fit), or as check_model_name
void check_model_input(const std::string& model_name, ModelInput samples);

/// A classifier. Weights are drawn from the stream (seed, "init").
/// @throws ConfigError as check_model_input, or if the options don't fit the network
std::shared_ptr<Classifier> make_network(const NetworkOptions& options, uint64_t seed);

/// The same of a network of people: inputs "body" and/or "context", outputs "category_logits" and "values".
std::shared_ptr<Network> make_people_network(const NetworkOptions& options, uint64_t seed);

/// The same of a network of songs that were played one after the other.
std::shared_ptr<NextSongNetwork> make_next_song_network(const NetworkOptions& options, uint64_t seed);

}  // namespace affekt
