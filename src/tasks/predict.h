// Probabilities of a classifier for prepared images or waveforms, without augmentation.
#pragma once

#include <vector>

#include "models/classifier.h"
#include "store/prepared_file.h"

namespace affekt {

struct PredictOptions {
  int64_t batch_size = 128;
  double temperature = 1.0;
  torch::ScalarType precision = torch::kFloat32;  // of the trunk's activations
  bool average_with_mirrored =
      false;  // test-time augmentation: mean of the probabilities of image and mirror (images only)
  bool show_progress = false;
};

/// Waveforms go through one at a time, each in its own length.
/// @param samples  N images or waveforms
/// @return         float32 [N, K] row-major
/// @throws ArtifactError if the samples don't fit the network's input shape; Interrupted within a batch
/// The network is in eval mode and as precise as before when this returns.
std::vector<float> predict_probabilities(Classifier& network, const Samples& samples,
                                         const PredictOptions& options);

/// One sample as a network takes it: float32 [1, C, H, W], 0..255.
torch::Tensor image_input_of(const ImageSamples& samples, int64_t row);

/// The temperature in 0.05..20 that minimises the log loss of softmax(logits / temperature) on these samples,
/// in float32 (Guo et al., 2017). @throws as predict_probabilities
double fit_temperature(Classifier& network, const Samples& samples);

}  // namespace affekt
