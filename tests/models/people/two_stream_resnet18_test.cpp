#include "models/people/two_stream_resnet18.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace affekt {
namespace {

NetworkOptions tiny_options(const std::string& streams) {
  NetworkOptions options;
  options.model.name = "two_stream_resnet18";
  options.model.fusion = {streams, 8};
  options.model.resnet.stem = "imagenet";
  options.people.body_px = options.people.context_px = 32;
  options.people.value_mean = {6, 5, 4};
  options.people.value_std = {1, 2, 3};
  options.num_classes = 5;
  return options;
}

TensorMap tiny_inputs(int64_t count) {
  torch::manual_seed(3);
  return {{"body", torch::randint(256, {count, 3, 32, 32}).to(torch::kFloat32)},
          {"context", torch::randint(256, {count, 3, 32, 32}).to(torch::kFloat32)}};
}

TEST(TwoStreamResNet18, EveryParameterGetsAGradientAndLiesInOneLayerGroup) {
  const auto network = make_people_network(tiny_options("both"), 1);
  ASSERT_EQ(network->inputs().size(), 2u);
  EXPECT_EQ(describe(network->inputs()[1]), "float32 [N, 3, 32, 32]");
  network->keep_feature_maps(true);
  const TensorMap out = network->forward(tiny_inputs(3));
  EXPECT_EQ(out.at("category_logits").sizes(), (std::vector<int64_t>{3, 5}));
  EXPECT_EQ(out.at("values").sizes(), (std::vector<int64_t>{3, 3}));
  EXPECT_EQ(network->feature_maps().at("body").size(1), 512);
  EXPECT_EQ(network->feature_maps().at("context").size(1), 512);
  (out.at("category_logits").square().sum() + out.at("values").square().sum()).backward();
  const auto groups = network->layer_groups();
  EXPECT_EQ(groups.front().name, "conv1");
  EXPECT_EQ(groups.back().name, "head");
  for (const auto& item : network->named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_GT(item.value().grad().abs().sum().item<double>(), 0.0) << item.key();
    int64_t num_groups = 0;
    for (const LayerGroup& group : groups)
      for (const std::string& prefix : group.prefixes) num_groups += item.key().rfind(prefix, 0) == 0;
    EXPECT_EQ(num_groups, 1) << item.key();
  }
}

TEST(TwoStreamResNet18, SeesOnlyTheStreamsThatAreAskedFor) {
  for (const std::string only : {"body", "context"}) {
    const auto network = make_people_network(tiny_options(only), 1);
    ASSERT_EQ(network->inputs().size(), 1u);
    EXPECT_EQ(network->inputs()[0].name, only);
    for (const auto& item : network->named_parameters())
      EXPECT_EQ(item.key().rfind(only == "body" ? "context." : "body.", 0), std::string::npos) << item.key();
    const TensorMap all = tiny_inputs(2);
    EXPECT_EQ(network->forward(TensorMap{{only, all.at(only)}}).at("values").size(0), 2);
  }
}

TEST(TwoStreamResNet18, ValuesArePointsOfTheScale) {
  const torch::NoGradGuard no_grad;
  const auto network = make_people_network(tiny_options("body"), 1);
  network->named_parameters()["values.weight"].zero_();
  network->named_parameters()["values.bias"].fill_(-1);
  const auto values = network->forward(tiny_inputs(2)).at("values");
  EXPECT_TRUE(torch::allclose(values[0], torch::tensor({6.f - 1, 5.f - 2, 4.f - 3}))) << values;
}

TEST(TwoStreamResNet18, IsOfPeopleOnly) {
  try {
    make_network(tiny_options("both"), 1);
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    EXPECT_STREQ(
        error.what(),
        "model.name: two_stream_resnet18 takes people in context, and the data set is of images; take "
        "resnet18 or small_cnn");
  }
  EXPECT_THROW(check_model_input("resnet18", ModelInput::kPeople), ConfigError);
  EXPECT_THAT(model_names(), testing::Contains("two_stream_resnet18"));
}

}  // namespace
}  // namespace affekt
