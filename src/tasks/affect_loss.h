// The loss of categories, of which a person may have several, and of values on a scale.
#pragma once

#include <torch/torch.h>

#include "config/experiment_config.h"
#include "models/network.h"

namespace affekt {

struct AffectTargets {
  torch::Tensor categories;  // float32 [N, K], 0 or 1
  torch::Tensor values;      // float32 [N, V], points of the scale 1..10
};

/// A weight a category: 1 / ln(1.2 + prevalence) (Kosti et al., 2019), 0.0001 where the prevalence is 0 (as
/// the published code does with categories that a batch lacks), then all divided by their mean, so that the
/// share of the categories in the loss does not depend on them. All 1 if no category is present.
/// @param prevalence  float32 [K], shares 0..1
torch::Tensor make_category_weights(const torch::Tensor& prevalence);

/// train.affect_loss. A difference of values below the margin of l2_margin costs nothing, a larger one its
/// square. smooth_l1 is d^2 / 2 up to one point, |d| - 1/2 from there on.
class AffectLoss {
 public:
  /// @param training_prevalence  float32 [K], of the training split: used by category_weights fixed
  AffectLoss(const AffectLossConfig& config, const torch::Tensor& training_prevalence);

  /// category_share * (weighted mean over samples and categories) + (1 - category_share) * (mean over samples
  /// and values); a scalar with gradient.
  /// @param outputs  "category_logits" [N, K], "values" [N, V]
  torch::Tensor compute(const TensorMap& outputs, const AffectTargets& targets) const;

 private:
  torch::Tensor compute_categories(const torch::Tensor& logits, const torch::Tensor& labels) const;
  torch::Tensor compute_values(const torch::Tensor& values, const torch::Tensor& truth) const;

  AffectLossConfig config_;
  torch::Tensor fixed_weights_;
};

}  // namespace affekt
