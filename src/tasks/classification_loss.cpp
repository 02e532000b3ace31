#include "tasks/classification_loss.h"

#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

/// Sum over the batch of share * loss of each sample for these labels.
torch::Tensor sum_loss(const torch::Tensor& log_probabilities, const torch::Tensor& labels,
                       const torch::Tensor& share, const ClassificationLossOptions& options) {
  const double smoothing = options.label_smoothing;
  const auto picked = log_probabilities.gather(1, labels.unsqueeze(1)).squeeze(1);  // [N]
  if (!options.class_weights.defined()) {
    const auto per_sample = -(1.0 - smoothing) * picked - smoothing * log_probabilities.mean(1);
    return (per_sample * share).sum();
  }
  // torch.nn.CrossEntropyLoss weighs the smoothed part with every class's own weight.
  const auto weights = options.class_weights.to(log_probabilities.device());
  const auto per_sample = -(1.0 - smoothing) * picked * weights.index_select(0, labels) -
                          smoothing * (log_probabilities * weights).mean(1);
  return (per_sample * share).sum();
}

torch::Tensor sum_weights(const torch::Tensor& labels, const torch::Tensor& share,
                          const ClassificationLossOptions& options) {
  if (!options.class_weights.defined()) return share.sum();
  return (options.class_weights.to(labels.device()).index_select(0, labels) * share).sum();
}

}  // namespace

torch::Tensor make_class_weights(const std::string& kind, const std::vector<int64_t>& class_counts) {
  if (kind == "none") return {};
  AFFEKT_CHECK(kind == "inverse_frequency" || kind == "inverse_sqrt_frequency",
               "unknown class weights " + kind);
  const double power = kind == "inverse_frequency" ? 1.0 : 0.5;
  std::vector<float> weights;
  double total = 0, weighted = 0;
  for (const int64_t count : class_counts) {
    AFFEKT_CHECK(count > 0, "a class without training samples");
    weights.push_back(static_cast<float>(std::pow(static_cast<double>(count), -power)));
    total += static_cast<double>(count);
    weighted += static_cast<double>(count) * weights.back();
  }
  return torch::tensor(weights) * (total / weighted);
}

torch::Tensor compute_classification_loss(const torch::Tensor& logits, const Batch& batch,
                                          const ClassificationLossOptions& options) {
  const auto log_probabilities = torch::log_softmax(logits, 1);
  const auto device = logits.device();
  const auto labels = batch.labels.to(device), mixed = batch.mixed_labels.to(device);
  const auto share = batch.mix_weight.to(device), rest = 1.0 - share;
  const auto loss =
      sum_loss(log_probabilities, labels, share, options) + sum_loss(log_probabilities, mixed, rest, options);
  return loss / (sum_weights(labels, share, options) + sum_weights(mixed, rest, options));
}

}  // namespace affekt
