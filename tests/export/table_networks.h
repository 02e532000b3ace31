// The networks of the model table as the export tests export them, and samples that fit any network.
#pragma once

#include <string>
#include <vector>

#include "models/model_table.h"
#include "tests/export/demo_network.h"
#include "tests/export/demo_speech_network.h"

namespace affekt::test {

/// A network of the table as it is by default, or with something of its own.
struct TableNetwork {
  std::string label;  // for messages
  ModelConfig model;
  InputShape input;
};

/// Every network of the table; small_cnn with channel gates; resnet18 of both stems, for grey images of an
/// odd size and for RGB images that it resizes, one way up and the other down, up to layer3.
inline std::vector<TableNetwork> table_networks() {
  std::vector<TableNetwork> networks;
  for (const auto& name : model_names({ModelInput::kImages, ModelInput::kWaveforms})) {
    networks.push_back({name, {}, takes_waveforms(name) ? waveform_input(16000) : image_input(1, 27, 27)});
    networks.back().model.name = name;
  }
  networks.push_back({"small_cnn with channel gates", {}, {}});
  networks.back().model.squeeze_excitation = true;
  networks.push_back(
      {"resnet18 of stem small that resizes and ends with layer3", {}, image_input(3, 13, 19)});
  networks.back().model.name = "resnet18";
  networks.back().model.resnet = {"small", 16, "layer3"};
  return networks;
}

/// With running statistics that differ from channel to channel and gates that look at the image, as after
/// training.
inline std::shared_ptr<Classifier> make_table_network(const ModelConfig& model, const InputShape& input) {
  NetworkOptions options;
  options.model = model;
  options.input = input;
  auto network = make_network(options, 5);
  torch::manual_seed(3);
  torch::NoGradGuard no_grad;
  for (auto& buffer : network->named_buffers()) {
    if (buffer.key().find("running_mean") != std::string::npos) buffer.value().normal_(0, 0.2);
    if (buffer.key().find("running_var") != std::string::npos) buffer.value().uniform_(0.5, 1.5);
  }
  for (auto& parameter : network->named_parameters())
    if (parameter.key().find("excite_") != std::string::npos) parameter.value().normal_(0, 1.0);
  return network;
}

/// Images of noise, or recordings of `count` different lengths from the shortest on.
inline Samples make_samples_for(const Classifier& network, int64_t count, uint64_t seed = 1) {
  const InputShape shape = network.input_shape();
  if (!shape.is_waveform()) return make_noise_images(shape, count, seed);
  std::vector<int64_t> lengths;
  for (int64_t i = 0; i < count; ++i) lengths.push_back(shape.min_samples + 137 * i);
  return make_demo_sounds(lengths, seed);
}

inline torch::Tensor reference_probabilities(const TrainedModel& model, const Samples& samples) {
  return std::visit([&](const auto& kind) { return reference_probabilities(model, kind); }, samples);
}

}  // namespace affekt::test
