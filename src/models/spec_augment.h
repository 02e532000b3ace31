// Masks over log-mel energies in training (SpecAugment; Park et al., 2019), as dropout hides activations.
#pragma once

#include <torch/torch.h>

#include "config/experiment_config.h"

namespace affekt {

/// Sets random bands and time spans of each sample to 0, the mean of normalised energies. Draws from
/// LibTorch's generator, as dropout does: the training loop seeds it for each step.
/// @param x       float32 [N, M, F]; a masked copy is returned
/// @param hop_ms  step between frames
torch::Tensor mask_bands_and_spans(const torch::Tensor& x, const SpecAugmentConfig& config, double hop_ms);

}  // namespace affekt
