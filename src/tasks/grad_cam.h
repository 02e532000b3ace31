// Grad-CAM (Selvaraju et al., 2017): where in its images a network looked for a number that it gives.
#pragma once

#include <string>

#include "models/network.h"

namespace affekt {

/// What is explained: one value a sample, "the logit of the class that was predicted".
struct GradCamTarget {
  std::string output = "logits";  // [N, K]
  torch::Tensor indices;          // int64 [N], each in 0..K-1
};

/// Where the network looked in one input.
struct GradCamMap {
  torch::Tensor heat;             // float32 [N, H, W] of the input's height and width, 0..1
  int64_t rows = 0, columns = 0;  // of the feature map that it is drawn from: so fine it is, and no finer
};

/// relu of the sum of the last feature maps, each weighted by the mean over its area of the value's gradient.
/// Where a single linear layer stands behind global average pooling, that is CAM (Zhou et al., 2016).
///
/// @param network  one that notes its feature maps. In eval mode and without maps when this returns
/// @param inputs   a tensor for each of network.inputs()
/// @return  by the name of the input, for each that feature maps are of. The largest of a sample is 1; a map
///          of zeros: nothing in the image speaks for the value
std::map<std::string, GradCamMap> compute_grad_cam(Network& network, const TensorMap& inputs,
                                                   const GradCamTarget& target);

}  // namespace affekt
