#include "models/sequence/recurrent_layers.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/golden_noise.h"

namespace affekt {
namespace {

using testing_support::golden_noise;

RecurrentOptions small_layers(const std::string& cell, int64_t num_layers) {
  RecurrentOptions options;
  options.cell = cell;
  options.input_size = 5;
  options.hidden_size = 6;
  options.num_layers = num_layers;
  return options;
}

TEST(RecurrentLayers, AnLstmGivesWhatPyTorchGives) {
  std::ifstream file(std::string(AFFEKT_SOURCE_DIR) + "/tests/golden/lstm_forward.json");
  const auto golden = nlohmann::json::parse(file);
  RecurrentLayers layers(small_layers("lstm", 1));
  const torch::NoGradGuard no_grad;
  int64_t k = 0;
  for (const char* name : {"weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"}) {
    auto weight = layers.named_parameters()[name];
    weight.copy_(golden_noise(weight.numel(), k++).view(weight.sizes()));
  }
  const auto x = golden_noise(40).view({2, 4, 5}).transpose(0, 1).contiguous();  // [L, N, 5]
  const auto out = layers.forward(x);
  for (int64_t n = 0; n < 2; ++n) {
    for (int64_t t = 0; t < 4; ++t)
      for (int64_t i = 0; i < 6; ++i)
        EXPECT_NEAR(
            out.steps[t][n][i].item<double>(),
            golden.at("output")[static_cast<size_t>(n)][static_cast<size_t>(t)][static_cast<size_t>(i)]
                .get<double>(),
            1e-5);
    for (int64_t i = 0; i < 6; ++i)
      EXPECT_NEAR(out.state.cell[0][n][i].item<double>(),
                  golden.at("c_n")[static_cast<size_t>(n)][static_cast<size_t>(i)].get<double>(), 1e-5);
  }
}

TEST(RecurrentLayers, ASequenceInTwoPiecesGivesTheSameAsInOne) {
  const torch::NoGradGuard no_grad;
  for (const char* cell : {"lstm", "gru"})
    for (const int64_t num_layers : {1, 2}) {
      torch::manual_seed(1);
      RecurrentLayers layers(small_layers(cell, num_layers));
      const auto x = torch::randn({7, 3, 5});
      const auto whole = layers.forward(x);
      const auto first = layers.forward(x.slice(0, 0, 4));
      const auto second = layers.forward(x.slice(0, 4, 7), first.state);
      EXPECT_TRUE(torch::allclose(torch::cat({first.steps, second.steps}), whole.steps, 1e-5, 1e-6)) << cell;
      EXPECT_TRUE(torch::allclose(second.state.hidden, whole.state.hidden, 1e-5, 1e-6)) << cell;
    }
}

TEST(RecurrentLayers, TwoLayersHaveTheNamesOfPyTorch) {
  const RecurrentLayers layers(small_layers("gru", 2));
  const auto parameters = layers.named_parameters();
  EXPECT_EQ(parameters["weight_ih_l0"].sizes(), (std::vector<int64_t>{18, 5}));
  EXPECT_EQ(parameters["weight_ih_l1"].sizes(), (std::vector<int64_t>{18, 6}));
  EXPECT_EQ(parameters["bias_hh_l1"].sizes(), (std::vector<int64_t>{18}));
  EXPECT_EQ(parameters.size(), 8u);
}

}  // namespace
}  // namespace affekt
