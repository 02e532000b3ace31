#include "training/unfold_batch_norm.h"

#include <gmock/gmock.h>

#include "tests/core/temporary_folder.h"
#include "tests/training/tiny_training.h"

namespace affekt {
namespace {

std::map<std::string, torch::Tensor> copy_tensors(const Network& network) {
  std::map<std::string, torch::Tensor> copies;
  for (const auto& entry : named_tensors_of(network)) copies[entry.name] = entry.tensor.detach().clone();
  return copies;
}

/// A new network's batch norms are as folded ones are: mean 0, variance 1, weight 1.
TEST(UnfoldBatchNorms, TheAnswersStayAndOnlyTheNamedOnesTakeTheStatisticsOfTheData) {
  const TemporaryFolder folder;
  const TinyTraining training(tiny_config(1), folder.path());
  Network& network = *training.network;
  network.eval();
  const torch::NoGradGuard no_grad;
  torch::manual_seed(4);
  const auto x = torch::rand({6, 1, 12, 12}) * 255;
  const auto before = copy_tensors(network);
  const auto answers = network.forward(x);
  std::vector<std::string> loaded;
  for (const auto& [name, tensor] : before)
    if (name.find("running_mean") != std::string::npos) loaded.push_back(name);
  ASSERT_GE(loaded.size(), 3u);
  const std::string left_out = loaded.back().substr(0, loaded.back().rfind('.') + 1);
  loaded.pop_back();
  unfold_batch_norms(*training.task, loaded);
  EXPECT_FALSE(network.is_training());
  EXPECT_TRUE(torch::allclose(network.forward(x), answers, 1e-4, 1e-4));
  for (const auto& [name, tensor] : copy_tensors(network)) {
    const bool is_statistic = name.find("running_") != std::string::npos;
    const bool is_weight_of_conv = tensor.dim() == 4;
    if (is_statistic || is_weight_of_conv) {
      EXPECT_EQ(torch::equal(tensor, before.at(name)), is_weight_of_conv || name.rfind(left_out, 0) == 0)
          << name;
    }
  }
  unfold_batch_norms(*training.task, loaded);  // of the same batch: nothing to take
  EXPECT_TRUE(torch::allclose(network.forward(x), answers, 1e-4, 1e-4));
}

}  // namespace
}  // namespace affekt
