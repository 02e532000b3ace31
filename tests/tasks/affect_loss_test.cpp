#include "tasks/affect_loss.h"

#include <gtest/gtest.h>

#include <cmath>

namespace affekt {
namespace {

/// Two people, two categories: probabilities 1/2 and 4/5 for both.
TensorMap outputs() {
  const auto logit = static_cast<float>(std::log(4.0));
  return {{"category_logits", torch::tensor({{0.f, logit}, {0.f, logit}})},
          {"values", torch::tensor({{5.f, 5.f, 5.f}, {5.f, 5.f, 5.f}})}};
}

AffectTargets targets() {
  return {torch::tensor({{1.f, 1.f}, {1.f, 0.f}}),
          torch::tensor({{5.f, 5.5f, 8.f}, {5.f, 5.f, 4.f}})};  // differences 0, 1/2, 3; 0, 0, 1
}

double loss_of(const std::string& category_loss, const std::string& weights, const std::string& value_loss,
               double category_share) {
  AffectLossConfig config;
  config.category_loss = category_loss;
  config.category_weights = weights;
  config.value_loss = value_loss;
  config.category_share = category_share;
  return AffectLoss(config, torch::tensor({0.25f, 0.f})).compute(outputs(), targets()).item<double>();
}

TEST(AffectLoss, OfCategoriesByHand) {
  // Cross-entropy: ln 2 twice for the first category; ln 5/4 and ln 5 for the second.
  EXPECT_NEAR(loss_of("bce", "none", "l1", 1), (2 * std::log(2) + std::log(1.25) + std::log(5)) / 4, 1e-6);
  // Squares: 1/4 twice; 1/25 and 16/25.
  EXPECT_NEAR(loss_of("l2", "none", "l1", 1), (0.5 + 0.68) / 4, 1e-6);
}

TEST(AffectLoss, WeightsOfTheBatchByHand) {
  // Prevalences 1 and 1/2: weights 1 / ln 2.2 and 1 / ln 1.7, divided by their mean.
  const double a = 1 / std::log(2.2), b = 1 / std::log(1.7);
  EXPECT_NEAR(loss_of("l2", "dynamic", "l1", 1), (a * 0.5 + b * 0.68) / ((a + b) / 2) / 4, 1e-6);
}

TEST(AffectLoss, WeightsOfTheTrainingSplitByHand) {
  // Prevalences 1/4 and 0 there: 1 / ln 1.45 and 0.0001, divided by their mean.
  const double a = 1 / std::log(1.45), b = 0.0001;
  EXPECT_NEAR(loss_of("l2", "fixed", "l1", 1), (a * 0.5 + b * 0.68) / ((a + b) / 2) / 4, 1e-6);
}

TEST(AffectLoss, WithoutAnyCategoryAllWeightsAreOne) {
  EXPECT_TRUE(torch::equal(make_category_weights(torch::zeros({3})), torch::ones({3})));
}

TEST(AffectLoss, OfValuesByHand) {
  // Differences 0, 1/2, 3, 0, 0, 1.
  EXPECT_NEAR(loss_of("bce", "none", "l1", 0), 4.5 / 6, 1e-6);
  EXPECT_NEAR(loss_of("bce", "none", "smooth_l1", 0), (0.125 + 2.5 + 0.5) / 6, 1e-6);
  EXPECT_NEAR(loss_of("bce", "none", "l2_margin", 0), (9 + 1) / 6.0, 1e-6);  // 1/2 is below the margin of 1
}

TEST(AffectLoss, SharesAddUp) {
  EXPECT_NEAR(loss_of("l2", "none", "l1", 0.25), 0.25 * 1.18 / 4 + 0.75 * 4.5 / 6, 1e-6);
}

}  // namespace
}  // namespace affekt
