// Cross-entropy with label smoothing, class weights and mixed labels.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "data/batch_loader.h"

namespace affekt {

struct ClassificationLossOptions {
  double label_smoothing = 0;   // share that is spread evenly over all classes
  torch::Tensor class_weights;  // float32 [K], or undefined: all 1
};

/// Weights of mean 1 over the training samples: "none" (undefined), "inverse_frequency" (n / (K n_k)) or
/// "inverse_sqrt_frequency". @param class_counts  [K], each > 0
torch::Tensor make_class_weights(const std::string& kind, const std::vector<int64_t>& class_counts);

/// Weighted mean over the batch, as torch.nn.CrossEntropyLoss computes it; a mixed sample counts as two
/// samples with the shares as factors. @param logits  float32 [N, K]
torch::Tensor compute_classification_loss(const torch::Tensor& logits, const Batch& batch,
                                          const ClassificationLossOptions& options);

}  // namespace affekt
