// Probabilities of a classifier for prepared pictures, without augmentation.
#pragma once

#include <vector>

#include "models/network.h"
#include "store/prepared_file.h"

namespace affekt {

struct PredictOptions {
  int64_t batch_size = 128;
  double temperature = 1.0;
  torch::ScalarType precision = torch::kFloat32;  // of the trunk's activations
  bool average_with_mirrored =
      false;  // test-time augmentation: mean of the probabilities of picture and mirror
  bool show_progress = false;
};

/// @param samples  N pictures
/// @return         float32 [N, K] row-major
/// The network is in eval mode and as precise as before when this returns.
std::vector<float> predict_probabilities(Network& network, const ImageSamples& samples,
                                         const PredictOptions& options);

/// The temperature in 0.05..20 that minimises the log loss of softmax(logits / temperature) on these samples,
/// in float32 (Guo et al., 2017).
double fit_temperature(Network& network, const ImageSamples& samples);

}  // namespace affekt
