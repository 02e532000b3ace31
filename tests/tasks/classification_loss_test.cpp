#include "tasks/classification_loss.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

Batch batch_of(const torch::Tensor& labels) {
  Batch batch;
  batch.labels = labels;
  batch.mixed_labels = labels;
  batch.mix_weight = torch::ones({labels.size(0)});
  return batch;
}

torch::Tensor library_loss(const torch::Tensor& logits, const torch::Tensor& labels,
                           const ClassificationLossOptions& options) {
  namespace F = torch::nn::functional;
  auto library = F::CrossEntropyFuncOptions().label_smoothing(options.label_smoothing);
  if (options.class_weights.defined()) library.weight(options.class_weights);
  return F::cross_entropy(logits, labels, library);
}

TEST(ClassificationLoss, EqualsLibTorchsCrossEntropy) {
  torch::manual_seed(1);
  const auto logits = torch::randn({9, 4}), labels = torch::randint(4, {9}, torch::kInt64);
  for (const double smoothing : {0.0, 0.1}) {
    for (const bool weighted : {false, true}) {
      ClassificationLossOptions options;
      options.label_smoothing = smoothing;
      if (weighted) options.class_weights = torch::tensor({0.5f, 1.f, 2.f, 3.f});
      EXPECT_NEAR(compute_classification_loss(logits, batch_of(labels), options).item<double>(),
                  library_loss(logits, labels, options).item<double>(), 1e-5)
          << smoothing << weighted;
    }
  }
}

TEST(ClassificationLoss, AMixedSampleIsTheWeightedSumOfBothLabels) {
  // Logits 0 give log(3) for every label whatever the shares; logits (2, 0, 0) distinguish them.
  const auto logits = torch::tensor({{2.f, 0.f, 0.f}});
  Batch batch = batch_of(torch::tensor({int64_t{0}}));
  batch.mixed_labels = torch::tensor({int64_t{1}});
  batch.mix_weight = torch::tensor({0.7f});
  const double log_sum = std::log(std::exp(2.0) + 2.0);
  const double expected = 0.7 * (log_sum - 2.0) + 0.3 * log_sum;
  EXPECT_NEAR(compute_classification_loss(logits, batch, {}).item<double>(), expected, 1e-6);
}

TEST(ClassWeights, InverseFrequencyIsScikitLearnsBalanced) {
  // n / (K n_k) for counts 1, 2, 5: 8/3, 8/6, 8/15; their mean over the 8 samples is 1.
  const auto weights = make_class_weights("inverse_frequency", {1, 2, 5});
  EXPECT_NEAR(weights[0].item<double>(), 8.0 / 3, 1e-5);
  EXPECT_NEAR(weights[1].item<double>(), 8.0 / 6, 1e-5);
  EXPECT_NEAR(weights[2].item<double>(), 8.0 / 15, 1e-5);
  EXPECT_FALSE(make_class_weights("none", {1, 2, 5}).defined());
}

TEST(ClassWeights, InverseSquareRootHasMeanOneOverTheSamples) {
  const auto weights = make_class_weights("inverse_sqrt_frequency", {4, 9, 16});
  EXPECT_NEAR((weights[0] * 4 + weights[1] * 9 + weights[2] * 16).item<double>() / 29, 1.0, 1e-6);
  EXPECT_NEAR((weights[0] / weights[1]).item<double>(), 1.5, 1e-6);
}

}  // namespace
}  // namespace affekt
