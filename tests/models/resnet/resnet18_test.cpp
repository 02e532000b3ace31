// `resnet18` against torchvision, and the resizing inside it.
#include "models/resnet/resnet18.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "tests/support/golden_noise.h"

namespace affekt {
namespace {

/// The weights of the golden file's script. @param k  position among all entries of torchvision's state_dict
torch::Tensor golden_tensor(const std::string& name, const std::vector<int64_t>& shape, int64_t k) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  const auto ends_in = [&](const std::string& end) {
    return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
  };
  const bool is_norm = name.find("bn") != std::string::npos || name.find("downsample.1") != std::string::npos;
  double scale = 2.0 / std::sqrt(static_cast<double>(std::max<int64_t>(1, count / shape[0]))), offset = 0;
  if (is_norm) scale = ends_in("weight") ? 0.2 : 0.1, offset = ends_in("weight") ? 1 : 0;
  if (ends_in("running_var")) scale = 0.5, offset = 1;
  return testing_support::golden_noise(count, k, scale, offset).view(shape);
}

NetworkOptions options_of(int64_t channels, int64_t size, const char* stem = "imagenet",
                          int64_t input_px = 0) {
  NetworkOptions options;
  options.model.name = "resnet18";
  options.model.resnet = {stem, input_px, "layer4"};
  options.input = image_input(channels, size, size);
  return options;
}

TEST(ResNet18, GivesWhatTorchvisionGivesFromTensorsOfTheSameNames) {
  const torch::NoGradGuard no_grad;
  std::ifstream file(std::string(AFFEKT_SOURCE_DIR) + "/tests/golden/resnet18_forward.json");
  const auto golden = nlohmann::json::parse(file);
  const auto network = make_network(options_of(3, 112), 1);
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& item : network->named_parameters()) tensors[item.key()] = item.value();
  for (const auto& item : network->named_buffers()) tensors[item.key()] = item.value();
  int64_t k = 0;
  for (const auto& entry : golden.at("state_dict")) {
    const std::string name = entry.at(0);
    const std::vector<int64_t> shape = entry.at(1);
    ASSERT_EQ(tensors.count(name), 1u) << name;
    ASSERT_EQ(tensors[name].sizes(), shape) << name;
    tensors[name].copy_(golden_tensor(name, shape, k++));
    if (name.find("running_var") != std::string::npos) ++k;  // num_batches_tracked, an integer, comes next
    if (name.find("normalize") == std::string::npos) tensors.erase(name);
  }
  ASSERT_EQ(tensors.size(), 2u) << "a tensor that torchvision has not: " << tensors.begin()->first;
  // The golden input goes into torchvision's conv1, behind our normalisation.
  const auto input = testing_support::golden_noise(2 * 3 * 112 * 112, 0, 1, 0).view({2, 3, 112, 112});
  const auto pixels = input * tensors.at("normalize.std").view({1, 3, 1, 1}) +
                      tensors.at("normalize.mean").view({1, 3, 1, 1});
  network->eval();
  const auto logits = network->forward(pixels);
  for (int64_t i = 0; i < 2; ++i) {
    const auto expected = golden.at("logits")[static_cast<size_t>(i)].get<std::vector<double>>();
    ASSERT_EQ(expected.size(), 7u);
    for (int64_t c = 0; c < 7; ++c)
      EXPECT_NEAR(logits[i][c].item<double>(), expected[static_cast<size_t>(c)], 1e-4) << i << ", " << c;
  }
}

TEST(ResNet18, ResizesImagesInsideAsTheyWouldBeResizedBefore) {
  const torch::NoGradGuard no_grad;
  for (const char* stem : {"imagenet", "small"}) {
    const auto inside = make_network(options_of(1, 17, stem, 24), 1);
    const auto outside = make_network(options_of(1, 24, stem), 1);
    inside->eval(), outside->eval();
    torch::manual_seed(2);
    const auto pixels = torch::randint(256, {2, 1, 17, 17}).to(torch::kFloat32);
    // By hand: 24 pixels of 17 have their centres at (i + 0.5) * 17 / 24 - 0.5, between two of the image's.
    auto rows = torch::zeros({24, 17});
    for (int64_t i = 0; i < 24; ++i) {
      const double centre = std::max(0.0, (static_cast<double>(i) + 0.5) * 17 / 24 - 0.5);
      const auto first = static_cast<int64_t>(centre), second = std::min<int64_t>(first + 1, 16);
      rows[i][first] += static_cast<float>(1 - (centre - static_cast<double>(first)));
      rows[i][second] += static_cast<float>(centre - static_cast<double>(first));
    }
    const auto resized = torch::matmul(torch::matmul(rows, pixels), rows.t());
    EXPECT_TRUE(torch::allclose(inside->forward(pixels), outside->forward(resized), 1e-4, 1e-4)) << stem;
  }
}

TEST(ResNet18, AnInputOfFewPixelsIsAConfigError) {
  try {
    make_network(options_of(1, 48, "small", 15), 1);
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(),
                 "model.resnet.input_px: expected 0 (not resized) or at least 16 pixels, got 15");
  }
}

TEST(ResNet18, UpToLayer3ItIsTheSameWithoutLayer4) {
  const torch::NoGradGuard no_grad;
  NetworkOptions options = options_of(3, 64);
  const auto whole = make_network(options, 1);
  options.model.resnet.last_layer = "layer3";
  const auto cut = make_network(options, 1);
  for (const auto& item : whole->named_parameters())
    if (cut->named_parameters().contains(item.key()) == (item.key().rfind("layer4.", 0) == 0))
      ADD_FAILURE() << item.key();
  EXPECT_EQ(cut->named_parameters()["fc.weight"].sizes(), torch::IntArrayRef({options.num_classes, 256}));
  const auto groups = cut->layer_groups();
  ASSERT_EQ(groups.size(), 5u);
  EXPECT_EQ(groups[3].name, "layer3");
  EXPECT_EQ(cut->count_norm_values(1), 16);  // 4 x 4, of layer4 2 x 2
  EXPECT_EQ(whole->count_norm_values(1), 4);
  cut->eval();
  cut->keep_feature_maps(true);
  cut->forward(torch::rand({2, 3, 64, 64}) * 255);
  EXPECT_EQ(cut->feature_maps().at("pixels").sizes(), torch::IntArrayRef({2, 256, 4, 4}));
}

TEST(ResNet18, AGreyImageIsNormalisedByTheMeanOfTheThreeChannels) {
  const auto buffers = make_network(options_of(1, 16), 1)->named_buffers();
  EXPECT_NEAR(buffers["normalize.mean"].item<double>(), 255 * (0.485 + 0.456 + 0.406) / 3, 1e-4);
  EXPECT_NEAR(buffers["normalize.std"].item<double>(), 255 * (0.229 + 0.224 + 0.225) / 3, 1e-4);
}

}  // namespace
}  // namespace affekt
