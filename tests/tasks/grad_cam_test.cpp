#include "tasks/grad_cam.h"

#include <gtest/gtest.h>

#include "models/model_table.h"

namespace affekt {
namespace {

/// Two feature maps, the image itself and 1 minus it, global average pooling, a linear layer of fixed
/// weights; or, behind the pooling, its square.
struct TwoMaps : Network {
  explicit TwoMaps(bool squares) : squares_(squares) {}
  std::vector<TensorSpec> inputs() const override {
    return {{"body", DType::kFloat32, {{0, "N"}, {1, "C"}, {2, "H"}, {2, "W"}}, ""}};
  }
  std::vector<TensorSpec> outputs() const override {
    return {{"scores", DType::kFloat32, {{0, "N"}, {2, "K"}}, ""}};
  }
  TensorMap forward(const TensorMap& inputs) override {
    const auto& x = inputs.at("body");
    const auto map = torch::cat({x, 1 - x}, 1);  // [N, 2, 2, 2]
    note_feature_map("body", map);
    auto pooled = map.mean({2, 3});
    if (squares_) pooled = pooled.square();
    return {{"scores", torch::linear(pooled, weight)}};
  }
  using Network::forward;
  GraphValues describe_graph(GraphSink&, const GraphValues&) const override { return {}; }

  torch::Tensor weight = torch::tensor({{2.f, 1.f}, {-1.f, -1.f}});  // [K, C]

 private:
  bool squares_;
};

torch::Tensor heat_of(TwoMaps& network, const torch::Tensor& images, const std::vector<int64_t>& indices) {
  return compute_grad_cam(network, {{"body", images}}, {"scores", torch::tensor(indices)}).at("body").heat;
}

/// 1x2x2 each.
const auto kImages = [] { return torch::tensor({{{{0.f, 1.f}, {3.f, 5.f}}}, {{{1.f, 1.f}, {0.f, 0.f}}}}); };

TEST(GradCam, BehindGlobalAveragePoolingItIsCam) {
  TwoMaps network(false);
  // Value 0: relu(2 x + 1 (1 - x)) = x + 1 by the largest. First image: 1, 2, 4, 6; second: 2, 2, 1, 1.
  const auto heat = heat_of(network, kImages(), {0, 0});
  EXPECT_TRUE(torch::allclose(
      heat, torch::tensor({{{1.f / 6, 2.f / 6}, {4.f / 6, 1.f}}, {{1.f, 1.f}, {0.5f, 0.5f}}})));
  // Value 1: relu(-x - (1 - x)) = relu(-1): nothing speaks for it.
  EXPECT_TRUE(torch::equal(heat_of(network, kImages(), {1, 1}), torch::zeros({2, 2, 2})));
  EXPECT_TRUE(torch::equal(heat_of(network, kImages(), {1, 0})[1], heat[1])) << "a value of its own each";
}

TEST(GradCam, WeighsTheMapsByTheirMeanGradient) {
  TwoMaps network(true);
  // First image: means 2.25 and -1.25, so d/dmap = weight * 2 * mean / 4: 2.25 and -0.625.
  // relu(2.25 x - 0.625 (1 - x)) = relu(2.875 x - 0.625): 0, 2.25, 8, 13.75.
  const auto heat = heat_of(network, kImages().slice(0, 0, 1), {0});
  EXPECT_TRUE(torch::allclose(heat, torch::tensor({{{0.f, 2.25f / 13.75f}, {8 / 13.75f, 1.f}}})));
}

TEST(GradCam, EveryNetworkOfImagesCanBeAskedWithFrozenParametersToo) {
  for (const std::string& name : model_names({ModelInput::kImages})) {
    NetworkOptions options;
    options.model.name = name;
    options.input = image_input(1, 40, 48);
    const auto network = make_network(options, 1);
    for (auto& parameter : network->parameters()) parameter.set_requires_grad(false);
    const torch::NoGradGuard no_grad;  // as the callers predict
    torch::manual_seed(1);
    const auto maps = compute_grad_cam(*network, {{"pixels", 255 * torch::rand({2, 1, 40, 48})}},
                                       {"logits", torch::tensor({int64_t{3}, int64_t{0}})});
    ASSERT_EQ(maps.size(), 1u) << name;
    const GradCamMap& map = maps.at("pixels");
    EXPECT_EQ(map.heat.sizes(), (std::vector<int64_t>{2, 40, 48})) << name;
    EXPECT_GE(map.heat.min().item<float>(), 0) << name;
    EXPECT_FLOAT_EQ(map.heat.max().item<float>(), 1) << name;
    EXPECT_LT(map.rows, 40) << name;
    EXPECT_GE(map.columns, map.rows) << name;
    EXPECT_TRUE(network->feature_maps().empty()) << name << ": the maps are let go of";
  }
}

}  // namespace
}  // namespace affekt
