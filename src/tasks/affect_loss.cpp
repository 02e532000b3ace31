#include "tasks/affect_loss.h"

#include "core/error.h"

namespace affekt {
namespace {

constexpr double kOffset = 1.2, kWeightOfAbsent = 0.0001;

}  // namespace

torch::Tensor make_category_weights(const torch::Tensor& prevalence) {
  const auto weights = torch::where(prevalence > 0, 1 / torch::log(kOffset + prevalence),
                                    torch::full_like(prevalence, kWeightOfAbsent));
  return weights / weights.mean();
}

AffectLoss::AffectLoss(const AffectLossConfig& config, const torch::Tensor& training_prevalence)
    : config_(config) {
  if (config.category_weights == "fixed") fixed_weights_ = make_category_weights(training_prevalence);
}

torch::Tensor AffectLoss::compute(const TensorMap& outputs, const AffectTargets& targets) const {
  return config_.category_share * compute_categories(outputs.at("category_logits"), targets.categories) +
         (1 - config_.category_share) * compute_values(outputs.at("values"), targets.values);
}

torch::Tensor AffectLoss::compute_categories(const torch::Tensor& logits, const torch::Tensor& labels) const {
  const auto losses = config_.category_loss == "l2"
                          ? (torch::sigmoid(logits) - labels).square()
                          : torch::binary_cross_entropy_with_logits(logits, labels, /*weight=*/{},
                                                                    /*pos_weight=*/{}, at::Reduction::None);
  if (config_.category_weights == "none") return losses.mean();
  const auto weights =
      fixed_weights_.defined() ? fixed_weights_.to(losses.device()) : make_category_weights(labels.mean(0));
  return (losses * weights).mean();
}

torch::Tensor AffectLoss::compute_values(const torch::Tensor& values, const torch::Tensor& truth) const {
  if (config_.value_loss == "l1") return torch::l1_loss(values, truth);
  if (config_.value_loss == "smooth_l1") return torch::smooth_l1_loss(values, truth);
  AFFEKT_CHECK(config_.value_loss == "l2_margin", "train.affect_loss.value_loss has no other choice");
  const auto difference = values - truth;
  return torch::where(difference.abs() < config_.value_margin, torch::zeros_like(difference),
                      difference.square())
      .mean();
}

}  // namespace affekt
