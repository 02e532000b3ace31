#include "models/channel_gate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/model_table.h"

namespace affekt {
namespace {

TEST(ChannelGate, ScalesEachChannelByTheSigmoidOfItsMeansMapping) {
  ChannelGate gate(8);  // 4 hidden units
  const auto parameters = gate.named_parameters();
  {
    const torch::NoGradGuard no_grad;
    parameters["squeeze_weight"].zero_()[0][0] = 2;  // hidden 0 is twice the mean of channel 0
    parameters["excite_weight"].zero_()[1][0] = 1;
    parameters["excite_bias"].zero_();
  }
  auto x = torch::ones({1, 8, 2, 2});
  x[0][0] = torch::tensor({0.f, 1.f, 2.f, 3.f}).view({2, 2});  // mean 1.5
  const auto y = gate.forward(x);
  EXPECT_NEAR(y[0][1][0][0].item<double>(), 1 / (1 + std::exp(-3.0)), 1e-6);
  EXPECT_NEAR(y[0][0][1][1].item<double>(), 3 * 0.5, 1e-6);
  EXPECT_NEAR(y[0][7][1][0].item<double>(), 0.5, 1e-6);
}

TEST(ChannelGate, EveryParameterOfAGatedNetworkGetsAGradientAfterOneStep) {
  NetworkOptions options;
  options.model.squeeze_excitation = true;
  const auto network = make_network(options, 1);
  {
    // W2 begins at 0, which hides W1 from the very first gradient.
    const torch::NoGradGuard no_grad;
    for (const auto& item : network->named_parameters())
      if (item.key().find("excite_weight") != std::string::npos) item.value().normal_(0, 0.1);
  }
  torch::manual_seed(3);
  const auto pixels = torch::randint(256, {4, 1, 48, 48}).to(torch::kFloat32);
  torch::nn::functional::cross_entropy(network->forward(pixels), torch::tensor({0, 1, 2, 3}, torch::kInt64))
      .backward();
  for (const auto& item : network->named_parameters())
    EXPECT_GT(item.value().grad().abs().sum().item<double>(), 0.0) << item.key();
}

}  // namespace
}  // namespace affekt
