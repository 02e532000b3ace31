#include "models/model_table.h"

#include <algorithm>
#include <functional>
#include <map>

#include "config/nearest_key.h"
#include "core/error.h"
#include "core/random_stream.h"
#include "models/resnet/resnet18.h"
#include "models/resnet/two_stream_resnet18.h"
#include "models/sequence/next_song_network.h"
#include "models/small_cnn.h"
#include "models/speech_cnn.h"

namespace affekt {
namespace {

using MakeNetwork = std::function<std::shared_ptr<Network>(const NetworkOptions&)>;

template <class T>
std::shared_ptr<Network> make(const NetworkOptions& options) {
  return std::make_shared<T>(options);
}

struct ModelEntry {
  ModelInput input;
  MakeNetwork make;  // of images and waveforms: a Classifier
};

const std::map<std::string, ModelEntry>& model_table() {
  static const std::map<std::string, ModelEntry> table = {
      {"next_song_rnn", {ModelInput::kPlays, make<NextSongNetwork>}},
      {"resnet18", {ModelInput::kImages, make<ResNet18>}},
      {"small_cnn", {ModelInput::kImages, make<SmallCnn>}},
      {"speech_cnn", {ModelInput::kWaveforms, make<SpeechCnn>}},
      {"two_stream_resnet18", {ModelInput::kPeople, make<TwoStreamResNet18>}},
  };
  return table;
}

const char* name_samples(ModelInput input) {
  switch (input) {
    case ModelInput::kImages:
      return "images";
    case ModelInput::kWaveforms:
      return "recordings";
    case ModelInput::kPeople:
      return "people in context";
    case ModelInput::kPlays:
      return "plays of songs";
  }
  return "";
}

std::string join(const std::vector<std::string>& names, const char* separator) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : separator) + name;
  return text;
}

std::shared_ptr<Network> make_any(const NetworkOptions& options, uint64_t seed) {
  torch::manual_seed(derive_key(seed, "init"));
  return model_table().at(options.model.name).make(options);
}

}  // namespace

std::vector<std::string> model_names() {
  return model_names({ModelInput::kImages, ModelInput::kWaveforms, ModelInput::kPeople, ModelInput::kPlays});
}

std::vector<std::string> model_names(const std::vector<ModelInput>& inputs) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : model_table())
    if (std::find(inputs.begin(), inputs.end(), entry.input) != inputs.end()) names.push_back(name);
  return names;
}

void check_model_name(const std::string& name) {
  if (model_table().count(name) > 0) return;
  throw ConfigError("model.name: expected one of {" + join(model_names(), ", ") + "}, got '" + name + "'" +
                    suggest_nearest(name, model_names()));
}

bool takes_waveforms(const std::string& model_name) {
  check_model_name(model_name);
  return model_table().at(model_name).input == ModelInput::kWaveforms;
}

void check_model_input(const std::string& model_name, ModelInput samples) {
  check_model_name(model_name);
  const ModelInput taken = model_table().at(model_name).input;
  if (taken == samples) return;
  throw ConfigError("model.name: " + model_name + " takes " + name_samples(taken) +
                    ", and the data set is of " + name_samples(samples) + "; take " +
                    join(model_names({samples}), " or "));
}

std::shared_ptr<Classifier> make_network(const NetworkOptions& options, uint64_t seed) {
  check_model_input(options.model.name,
                    options.input.is_waveform() ? ModelInput::kWaveforms : ModelInput::kImages);
  auto classifier = std::dynamic_pointer_cast<Classifier>(make_any(options, seed));
  AFFEKT_CHECK(classifier != nullptr, "the table says that it is a classifier");
  return classifier;
}

std::shared_ptr<Network> make_people_network(const NetworkOptions& options, uint64_t seed) {
  check_model_input(options.model.name, ModelInput::kPeople);
  return make_any(options, seed);
}

std::shared_ptr<NextSongNetwork> make_next_song_network(const NetworkOptions& options, uint64_t seed) {
  check_model_input(options.model.name, ModelInput::kPlays);
  auto network = std::dynamic_pointer_cast<NextSongNetwork>(make_any(options, seed));
  AFFEKT_CHECK(network != nullptr, "the table says that it is a network of songs");
  return network;
}

}  // namespace affekt
