#include "tasks/affect_regression_task.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace affekt {
namespace {

/// One hidden unit per input, weights 1: the outputs are the sum of the inputs' positive parts.
std::shared_ptr<AffectNetwork> make_sum_network(int64_t num_inputs, int64_t num_outputs) {
  auto network = std::make_shared<AffectNetwork>(num_inputs, num_inputs, num_outputs, 1);
  const torch::NoGradGuard no_grad;
  network->hidden->weight.copy_(torch::eye(num_inputs));
  network->output->weight.fill_(1);
  return network;
}

AffectRegressionTask::Data make_data(int64_t count) {
  AffectRegressionTask::Data data;
  data.points = torch::arange(2 * count, torch::kFloat32).reshape({count, 2});
  data.targets = torch::arange(count, torch::kFloat32).reshape({count, 1});
  return data;
}

TEST(AffectNetwork, DrawsTheSameWeightsForASeedWhateverLibTorchsGeneratorDoes) {
  torch::manual_seed(3);
  const AffectNetwork one(9, 32, 2, 5);
  torch::manual_seed(4);
  const AffectNetwork same(9, 32, 2, 5), other(9, 32, 2, 6);
  EXPECT_TRUE(torch::equal(one.hidden->weight, same.hidden->weight));
  EXPECT_TRUE(torch::equal(one.output->weight, same.output->weight));
  EXPECT_FALSE(torch::equal(one.hidden->weight, other.hidden->weight));
  EXPECT_EQ(one.hidden->bias.abs().sum().item<float>(), 0);
  // Uniform in +-sqrt(6 / 9): a deviation of sqrt(2 / 9) = 0.471.
  EXPECT_NEAR(one.hidden->weight.std().item<float>(), 0.471, 0.05);
}

TEST(AffectRegressionTask, LossIsTheMeanSquaredErrorByHand) {
  AffectRegressionTask::Data data;
  data.points = torch::tensor({{1.0f, 2.0f}, {-1.0f, 3.0f}});
  data.targets = torch::tensor({{2.0f, 3.0f}, {3.0f, 5.0f}});
  AffectRegressionTask task(make_sum_network(2, 2), data, 8, 1);
  const auto step = task.start_epoch(0, 0)->next();
  ASSERT_TRUE(step);
  // Outputs 3, 3 and 3, 3; errors 1, 0, 0 and -2: (1 + 4) / 4.
  EXPECT_DOUBLE_EQ(read_sums(*step).loss, 1.25);
  EXPECT_EQ(step->num_samples, 2);
  EXPECT_TRUE(step->metrics.empty());
  EXPECT_TRUE(step->loss.requires_grad());
}

TEST(AffectRegressionTask, EveryParameterGetsAGradient) {
  AffectRegressionTask task(std::make_shared<AffectNetwork>(2, 8, 1, 1), make_data(16), 16, 1);
  task.start_epoch(0, 0)->next()->loss.backward();
  for (const auto& item : task.network().named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_GT(item.value().grad().abs().sum().item<float>(), 0) << item.key();
  }
}

/// Targets in the order in which an epoch visits them; the network answers 0, so that the loss is the target
/// squared in batches of one.
std::vector<float> visited(AffectRegressionTask& task, int64_t epoch, int64_t first_step) {
  std::vector<float> order;
  auto steps = task.start_epoch(epoch, first_step);
  while (const auto step = steps->next()) order.push_back(std::sqrt(step->loss.item<float>()));
  return order;
}

TEST(AffectRegressionTask, AnEpochVisitsEverySampleOnceInADrawnOrder) {
  auto network = std::make_shared<AffectNetwork>(2, 4, 1, 1);
  {
    const torch::NoGradGuard no_grad;
    network->output->weight.zero_();
  }
  AffectRegressionTask task(network, make_data(7), 1, 1);
  EXPECT_EQ(task.steps_per_epoch(), 7);
  auto first = visited(task, 0, 0), second = visited(task, 1, 0);
  EXPECT_NE(first, second);
  EXPECT_EQ(visited(task, 1, 3), std::vector<float>(second.begin() + 3, second.end()));  // as on a resume
  std::sort(first.begin(), first.end());
  for (size_t i = 0; i < 7; ++i) EXPECT_FLOAT_EQ(first[i], static_cast<float>(i));
}

TEST(AffectRegressionTask, TheLastBatchHoldsWhatIsLeft) {
  AffectRegressionTask task(make_sum_network(2, 1), make_data(7), 3, 1);
  EXPECT_EQ(task.steps_per_epoch(), 3);
  auto steps = task.start_epoch(0, 0);
  std::vector<int64_t> sizes;
  while (const auto step = steps->next()) sizes.push_back(step->num_samples);
  EXPECT_EQ(sizes, (std::vector<int64_t>{3, 3, 1}));
}

TEST(AffectRegressionTask, ValidationGivesLossAndR2ByHand) {
  auto data = make_data(4);
  data.validation_points = torch::tensor({{1.0f, 0.0f}, {2.0f, 0.0f}, {6.0f, 2.0f}});
  data.validation_targets = torch::tensor({{1.0f}, {2.0f}, {6.0f}});
  AffectRegressionTask task(make_sum_network(2, 1), data, 4, 1);
  const auto scores = task.validate();
  // Outputs 1, 2, 8: residual 4. Targets' mean 3: total 4 + 1 + 9 = 14.
  EXPECT_DOUBLE_EQ(scores.at("loss"), 4.0 / 3);
  EXPECT_DOUBLE_EQ(scores.at("r2"), 1 - 4.0 / 14);
  const std::vector<MetricInfo> metrics = task.metrics();
  ASSERT_EQ(metrics.size(), scores.size());
  for (const MetricInfo& metric : metrics) EXPECT_EQ(metric.higher_is_better, metric.name == "r2");
  EXPECT_EQ(task.num_validation_samples(), 3);
}

TEST(AffectRegressionTask, WithoutValidationThereIsNoScore) {
  AffectRegressionTask task(make_sum_network(2, 1), make_data(4), 4, 1);
  EXPECT_TRUE(task.validate().empty());
}

}  // namespace
}  // namespace affekt
