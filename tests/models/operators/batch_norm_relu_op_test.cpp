#include "models/operators/batch_norm_relu_op.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

struct Case {
  bool relu, pool, residual;
  int64_t channels, height, width;
};

struct Outcome {
  torch::Tensor y, x, weight, bias, residual, running_mean, running_var;
};

BatchNormTensors make_norm(int64_t channels) {
  return {torch::rand({channels}).add_(0.5).requires_grad_(), torch::randn({channels}).requires_grad_(),
          torch::randn({channels}), torch::rand({channels}).add_(0.5)};
}

using Operator = torch::Tensor (*)(const torch::Tensor&, const BatchNormTensors&, const torch::Tensor&,
                                   const BatchNormReluOptions&);

Outcome run(Operator op, const Case& c, torch::ScalarType dtype, torch::ScalarType reference_dtype,
            bool training = true) {
  torch::manual_seed(7);
  auto norm = make_norm(c.channels);
  auto x = torch::randn({5, c.channels, c.height, c.width}).mul_(2).add_(1).to(dtype).to(reference_dtype);
  x = x.contiguous(at::MemoryFormat::ChannelsLast).requires_grad_();
  torch::Tensor residual;
  if (c.residual)
    residual = torch::randn_like(x).to(dtype).to(reference_dtype).contiguous(at::MemoryFormat::ChannelsLast);
  if (c.residual) residual = residual.detach().requires_grad_();
  BatchNormReluOptions options;
  options.relu = c.relu;
  options.pool = c.pool;
  options.training = training;
  auto y = op(x, norm, residual, options);
  auto upstream = torch::randn(y.sizes()).to(dtype).to(reference_dtype);
  y.backward(upstream);
  return {y.detach(),
          x.grad(),
          norm.weight.grad(),
          norm.bias.grad(),
          c.residual ? residual.grad() : torch::zeros({1}),
          norm.running_mean,
          norm.running_var};
}

void expect_near(const torch::Tensor& a, const torch::Tensor& b, double tolerance, const char* what) {
  ASSERT_EQ(a.sizes(), b.sizes()) << what;
  const double difference = (a.to(torch::kDouble) - b.to(torch::kDouble)).abs().max().item<double>();
  EXPECT_LE(difference, tolerance) << what;
}

const Case kCases[] = {{true, false, false, 16, 6, 6},  {true, true, false, 32, 6, 8},
                       {true, true, true, 24, 4, 4},    {true, false, true, 7, 5, 3},
                       {false, false, false, 16, 3, 3}, {false, true, false, 5, 7, 5},
                       {true, true, false, 19, 5, 7},   {false, false, true, 64, 2, 2}};

void expect_equals_libtorch(bool training) {
  for (const auto& c : kCases) {
    const auto fused = run(batch_norm_relu, c, torch::kFloat32, torch::kFloat32, training);
    const auto plain = run(batch_norm_relu_unfused, c, torch::kFloat32, torch::kFloat32, training);
    expect_near(fused.y, plain.y, 2e-5, "y");
    expect_near(fused.x, plain.x, 5e-5, "gradient of x");
    expect_near(fused.weight, plain.weight, 3e-4, "gradient of weight");
    expect_near(fused.bias, plain.bias, 3e-4, "gradient of bias");
    expect_near(fused.residual, plain.residual, 1e-6, "gradient of residual");
    expect_near(fused.running_mean, plain.running_mean, 1e-6, "running mean");
    expect_near(fused.running_var, plain.running_var, 1e-5, "running variance");
  }
}

TEST(BatchNormRelu, FusedEqualsLibTorchInFloat32) {
  expect_equals_libtorch(/*training=*/true);
}

TEST(BatchNormRelu, GradientsFlowThroughRunningStatistics) {
  expect_equals_libtorch(/*training=*/false);
  for (const auto& c : kCases) {
    const auto before = run(batch_norm_relu_unfused, c, torch::kFloat32, torch::kFloat32, false);
    const auto fused = run(batch_norm_relu, c, torch::kFloat32, torch::kFloat32, false);
    EXPECT_TRUE(torch::equal(fused.running_mean, before.running_mean)) << "they stand still";
    EXPECT_GT(fused.weight.abs().sum().item<float>(), 0);
  }
}

TEST(BatchNormRelu, AResidualAloneGetsItsGradientWithRunningStatistics) {
  torch::manual_seed(1);
  auto norm = make_norm(4);
  norm.weight = norm.weight.detach();
  norm.bias = norm.bias.detach();
  const auto x = torch::randn({2, 4, 3, 3});
  const auto residual = torch::randn({2, 4, 3, 3}).requires_grad_();
  BatchNormReluOptions options;
  options.training = options.relu = false;
  batch_norm_relu(x, norm, residual, options).sum().backward();
  EXPECT_TRUE(torch::equal(residual.grad(), torch::ones_like(residual)));
  EXPECT_FALSE(batch_norm_relu(x, norm, {}, options).requires_grad()) << "nothing is recorded";
}

TEST(BatchNormRelu, BfloatDiffersFromFloat32OnlyByRounding) {
  for (const auto& c : kCases) {
    if (c.pool) continue;  // rounding may move a window's maximum, and with it the whole gradient
    const auto fused = run(batch_norm_relu, c, torch::kBFloat16, torch::kBFloat16);
    const auto plain = run(batch_norm_relu_unfused, c, torch::kBFloat16, torch::kFloat32);
    expect_near(fused.y, plain.y, 0.05, "y");
    expect_near(fused.weight, plain.weight, 0.5, "gradient of weight");
    expect_near(fused.bias, plain.bias, 0.5, "gradient of bias");
    EXPECT_EQ(fused.y.scalar_type(), torch::kBFloat16);
  }
}

TEST(BatchNormRelu, PooledBfloatEqualsUnpooledBfloatThenPool) {
  torch::manual_seed(3);
  auto norm = make_norm(32);
  const auto x = torch::randn({3, 32, 8, 8}).to(torch::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast);
  BatchNormReluOptions options;
  const auto full = batch_norm_relu(x, norm, {}, options);
  options.pool = true;
  const auto pooled = batch_norm_relu(x, norm, {}, options);
  EXPECT_TRUE(torch::equal(torch::max_pool2d(full.to(torch::kFloat32), 2), pooled.to(torch::kFloat32)));
}

TEST(BatchNormRelu, EvalUsesRunningStatistics) {
  for (const auto& c : kCases) {
    torch::NoGradGuard no_grad;
    torch::manual_seed(5);
    auto norm = make_norm(c.channels);
    const auto x = torch::randn({2, c.channels, c.height, c.width});
    const auto residual = c.residual ? torch::randn_like(x) : torch::Tensor();
    BatchNormReluOptions options;
    options.training = false;
    options.relu = c.relu;
    options.pool = c.pool;
    const auto mean_before = norm.running_mean.clone();
    expect_near(batch_norm_relu(x, norm, residual, options),
                batch_norm_relu_unfused(x, norm, residual, options), 2e-5, "eval");
    EXPECT_TRUE(torch::equal(mean_before, norm.running_mean));
  }
}

TEST(BatchNormRelu, SameBitsForAnyNumberOfThreads) {
  const Case c{true, true, true, 32, 8, 8};
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const auto one = run(batch_norm_relu, c, torch::kBFloat16, torch::kBFloat16);
  at::set_num_threads(3);
  const auto three = run(batch_norm_relu, c, torch::kBFloat16, torch::kBFloat16);
  at::set_num_threads(threads);
  EXPECT_TRUE(torch::equal(one.y, three.y));
  EXPECT_TRUE(torch::equal(one.x, three.x));
  EXPECT_TRUE(torch::equal(one.weight, three.weight));
  EXPECT_TRUE(torch::equal(one.bias, three.bias));
}

TEST(BatchNormRelu, NanIsNotHidden) {
  auto norm = make_norm(16);
  auto x = torch::randn({2, 16, 4, 4});
  x[0][3][1][1] = std::numeric_limits<float>::quiet_NaN();
  for (const bool pool : {false, true}) {
    BatchNormReluOptions options;
    options.pool = pool;
    EXPECT_TRUE(batch_norm_relu(x, norm, {}, options).isnan().any().item<bool>());
  }
}

}  // namespace
}  // namespace affekt
