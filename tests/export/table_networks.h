// The networks of the model table as the export tests export them, and samples that fit any network.
#pragma once

#include <string>
#include <vector>

#include "models/model_table.h"
#include "tests/export/demo_network.h"
#include "tests/export/demo_speech_network.h"

namespace affekt::test {

/// With running statistics that differ from channel to channel, as after training.
inline std::shared_ptr<Network> make_table_network(const std::string& name, const std::string& pooling = "") {
  NetworkOptions options;
  options.model.name = name;
  if (takes_waveforms(name)) options.input = waveform_input(16000);
  if (!pooling.empty()) options.model.pooling = pooling;
  auto network = make_network(options, 5);
  torch::manual_seed(3);
  torch::NoGradGuard no_grad;
  for (auto& buffer : network->named_buffers()) {
    if (buffer.key().find("running_mean") != std::string::npos) buffer.value().normal_(0, 0.2);
    if (buffer.key().find("running_var") != std::string::npos) buffer.value().uniform_(0.5, 1.5);
  }
  return network;
}

/// Pictures of noise, or clips of `count` different lengths from the shortest on.
inline Samples make_samples_for(const Network& network, int64_t count, uint64_t seed = 1) {
  const InputShape shape = network.input_shape();
  if (!shape.is_waveform()) return make_noise_pictures(shape, count, seed);
  std::vector<int64_t> lengths;
  for (int64_t i = 0; i < count; ++i) lengths.push_back(shape.min_samples + 137 * i);
  return make_demo_sounds(lengths, seed);
}

inline torch::Tensor reference_probabilities(const TrainedModel& model, const Samples& samples) {
  return std::visit([&](const auto& kind) { return reference_probabilities(model, kind); }, samples);
}

}  // namespace affekt::test
