#include "models/operators/lstm_op.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

struct Problem {
  Problem() {
    torch::manual_seed(2);
    x = torch::randn({5, 3, 4}, torch::requires_grad());
    hidden = torch::randn({1, 3, 6});
    cell = torch::randn({1, 3, 6});
    for (const auto& shape : {std::vector<int64_t>{24, 4}, {24, 6}, {24}, {24}})
      weights.push_back((0.5 * torch::randn(shape)).detach().requires_grad_());
  }
  torch::Tensor x, hidden, cell;
  std::vector<torch::Tensor> weights;
};

TEST(RunLstm, IsLibTorchsLstmWithAllGradients) {
  Problem ours, theirs;
  const auto gates =
      torch::addmm(ours.weights[2] + ours.weights[3], ours.x.flatten(0, 1), ours.weights[0].t());
  const LstmOutput out = run_lstm(gates.view({5, 3, 24}), ours.hidden[0], ours.cell[0], ours.weights[1]);
  const auto expected =
      torch::lstm(theirs.x, {theirs.hidden, theirs.cell}, theirs.weights, true, 1, 0.0, true, false, false);
  EXPECT_TRUE(torch::allclose(out.hidden, std::get<0>(expected), 1e-5, 1e-6));
  EXPECT_TRUE(torch::allclose(out.last_cell, std::get<2>(expected)[0], 1e-5, 1e-6));
  const auto mix = torch::randn({5, 3, 6});
  ((out.hidden * mix).sum() + out.last_cell.square().sum()).backward();
  ((std::get<0>(expected) * mix).sum() + std::get<2>(expected).square().sum()).backward();
  EXPECT_TRUE(torch::allclose(ours.x.grad(), theirs.x.grad(), 1e-4, 1e-5));
  for (size_t i = 0; i < 4; ++i)
    EXPECT_TRUE(torch::allclose(ours.weights[i].grad(), theirs.weights[i].grad(), 1e-4, 1e-5)) << i;
}

TEST(RunLstm, AGradientOfTheStepsAloneIsEnough) {
  Problem ours, theirs;
  const auto gates =
      torch::addmm(ours.weights[2] + ours.weights[3], ours.x.flatten(0, 1), ours.weights[0].t());
  run_lstm(gates.view({5, 3, 24}), ours.hidden[0], ours.cell[0], ours.weights[1]).hidden.sum().backward();
  std::get<0>(
      torch::lstm(theirs.x, {theirs.hidden, theirs.cell}, theirs.weights, true, 1, 0.0, true, false, false))
      .sum()
      .backward();
  EXPECT_TRUE(torch::allclose(ours.weights[1].grad(), theirs.weights[1].grad(), 1e-4, 1e-5));
}

}  // namespace
}  // namespace affekt
