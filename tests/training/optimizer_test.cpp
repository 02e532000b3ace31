#include "training/optimizer.h"

#include <gtest/gtest.h>

#include <functional>

namespace affekt {
namespace {

/// A convolution in channels-last memory (the fast path) and a bias.
struct Toy : torch::nn::Module {
  Toy() {
    torch::manual_seed(4);
    weight =
        register_parameter("weight", torch::randn({4, 3, 3, 3}).contiguous(at::MemoryFormat::ChannelsLast));
    bias = register_parameter("bias", torch::randn({4}));
  }
  torch::Tensor loss(int step) {
    torch::manual_seed(100 + step);
    const auto x = torch::randn({2, 3, 5, 5});
    return torch::conv2d(x, weight, bias).pow(2).mean();
  }
  torch::Tensor weight, bias;
};

void expect_same_path(const OptimizerConfig& config,
                      const std::function<std::unique_ptr<torch::optim::Optimizer>(Toy&)>& make_library) {
  Toy ours, theirs;
  const auto optimizer = make_optimizer(ours, config);
  const auto library = make_library(theirs);
  for (int step = 0; step < 12; ++step) {
    optimizer->clear_gradients();
    ours.loss(step).backward();
    optimizer->step(0.05);
    library->zero_grad();
    theirs.loss(step).backward();
    library->step();
  }
  EXPECT_TRUE(torch::allclose(ours.weight, theirs.weight, 1e-5, 1e-6));
  EXPECT_TRUE(torch::allclose(ours.bias, theirs.bias, 1e-5, 1e-6));
}

/// Our decay leaves one-dimensional parameters alone: LibTorch says so with two groups.
std::vector<torch::optim::OptimizerParamGroup> groups_of(
    Toy& toy, std::unique_ptr<torch::optim::OptimizerOptions> decayed,
    std::unique_ptr<torch::optim::OptimizerOptions> plain) {
  std::vector<torch::optim::OptimizerParamGroup> groups;
  groups.emplace_back(std::vector<torch::Tensor>{toy.weight}, std::move(decayed));
  groups.emplace_back(std::vector<torch::Tensor>{toy.bias}, std::move(plain));
  return groups;
}

TEST(Optimizer, NesterovSgdIsLibTorchs) {
  OptimizerConfig config;
  config.name = "sgd";
  config.momentum = 0.9;
  config.weight_decay = 0.01;
  expect_same_path(config, [](Toy& toy) {
    const auto options = torch::optim::SGDOptions(0.05).momentum(0.9).nesterov(true);
    auto decayed = options;
    decayed.weight_decay(0.01);
    return std::make_unique<torch::optim::SGD>(
        groups_of(toy, std::make_unique<torch::optim::SGDOptions>(decayed),
                  std::make_unique<torch::optim::SGDOptions>(options)),
        options);
  });
}

TEST(Optimizer, AdamWIsLibTorchs) {
  OptimizerConfig config;
  config.name = "adamw";
  config.weight_decay = 0.02;
  expect_same_path(config, [](Toy& toy) {
    const auto options = torch::optim::AdamWOptions(0.05).weight_decay(0);
    auto decayed = options;
    decayed.weight_decay(0.02);
    return std::make_unique<torch::optim::AdamW>(
        groups_of(toy, std::make_unique<torch::optim::AdamWOptions>(decayed),
                  std::make_unique<torch::optim::AdamWOptions>(options)),
        options);
  });
}

/// A weight of two dimensions, so that it decays, at 1, with the gradient 2.
struct OneWeight : torch::nn::Module {
  OneWeight() { weight = register_parameter("weight", torch::ones({1, 1})); }
  double update(Optimizer& optimizer, double lr) {
    weight.mutable_grad() = torch::full({1, 1}, 2.0);
    optimizer.step(lr);
    return weight.item<double>();
  }
  torch::Tensor weight;
};

TEST(Optimizer, AFactorMultipliesTheLearningRate) {
  OptimizerConfig config;
  config.weight_decay = 0.1;
  const std::map<std::string, double> factors = {{"weight", 0.25}};
  OneWeight with_momentum, with_moments;
  // g = 2 + 0.1 * 1 = 2.1, v = 2.1; 1 - 0.4 * 0.25 * (2.1 + 0.9 * 2.1) = 1 - 0.1 * 3.99
  EXPECT_NEAR(with_momentum.update(*make_optimizer(with_momentum, config, factors), 0.4), 0.601, 1e-6);
  config.name = "adamw";
  // 1 * (1 - 0.1 * 0.1) - 0.1 * 2 / (2 + 1e-8): the first step is as long as the learning rate
  EXPECT_NEAR(with_moments.update(*make_optimizer(with_moments, config, factors), 0.4), 0.89, 1e-6);
}

TEST(Optimizer, AParameterThatStartsLateStartsAsNew) {
  for (const std::string name : {"sgd", "adamw"}) {
    OptimizerConfig config;
    config.name = name;
    OneWeight late, fresh;
    const auto optimizer = make_optimizer(late, config);
    for (int step = 0; step < 50; ++step) optimizer->step(0.1);  // no gradient: frozen
    EXPECT_EQ(late.weight.item<double>(), 1.0) << name << ": it doesn't decay either";
    const auto other = make_optimizer(fresh, config);
    for (int step = 0; step < 3; ++step)
      EXPECT_EQ(late.update(*optimizer, 0.1), fresh.update(*other, 0.1)) << name << " " << step;
  }
}

/// An embedding of which a step uses some rows.
struct Table : torch::nn::Module {
  explicit Table(bool is_sparse) : sparse(is_sparse) {
    torch::manual_seed(5);
    weight = register_parameter("weight", torch::randn({6, 3}));
  }
  void backward(const std::vector<int64_t>& rows) {
    const auto used = torch::embedding(weight, torch::tensor(rows, torch::kInt64), -1, false, sparse);
    used.square().sum().backward();
  }
  torch::Tensor weight;
  bool sparse;
};

TEST(Optimizer, ASparseGradientOfAllRowsIsAsADenseOne) {
  for (const char* name : {"sgd", "adamw"}) {
    OptimizerConfig config;
    config.name = name;
    config.weight_decay = 0.1;
    Table dense(false), sparse(true);
    const auto a = make_optimizer(dense, config), b = make_optimizer(sparse, config);
    for (int step = 0; step < 4; ++step) {
      a->clear_gradients();
      b->clear_gradients();
      for (const auto& rows : {std::vector<int64_t>{0, 3, 3, 5, 4}, {2, 1, 0}}) {  // some twice
        dense.backward(rows);
        sparse.backward(rows);
      }
      EXPECT_TRUE(sparse.weight.grad().is_sparse());
      EXPECT_NEAR(a->clip_gradients(1).item<double>(), b->clip_gradients(1).item<double>(), 1e-5);
      a->step(0.1);
      b->step(0.1);
    }
    EXPECT_TRUE(torch::allclose(dense.weight, sparse.weight, 1e-5, 1e-6)) << name;
  }
}

TEST(Optimizer, RowsThatASparseGradientDoesNotHoldStayAsTheyAre) {
  for (const char* name : {"sgd", "adamw"}) {
    OptimizerConfig config;
    config.name = name;
    Table table(true);
    const auto before = table.weight.detach().clone();
    const auto optimizer = make_optimizer(table, config);
    table.backward({4, 1});
    optimizer->step(0.1);
    for (int64_t row = 0; row < 6; ++row)
      EXPECT_EQ(torch::equal(table.weight[row], before[row]), row != 1 && row != 4) << name << row;
  }
}

TEST(Optimizer, ClippingScalesTheJointNorm) {
  Toy toy;
  OptimizerConfig config;
  const auto optimizer = make_optimizer(toy, config);
  toy.weight.mutable_grad() = torch::zeros_like(toy.weight);
  toy.bias.mutable_grad() = torch::tensor({3.f, 0.f, 4.f, 0.f});  // norm 5
  EXPECT_NEAR(optimizer->clip_gradients(10).item<double>(), 5.0, 1e-6);
  EXPECT_FLOAT_EQ(toy.bias.grad()[2].item<float>(), 4.f) << "below the limit nothing changes";
  EXPECT_NEAR(optimizer->clip_gradients(1).item<double>(), 5.0, 1e-6);
  EXPECT_NEAR(toy.bias.grad()[0].item<float>(), 0.6f, 1e-5);
  EXPECT_NEAR(toy.bias.grad()[2].item<float>(), 0.8f, 1e-5);
}

}  // namespace
}  // namespace affekt
