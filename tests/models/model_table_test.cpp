// What every network of the model table must do: a new line in the table is covered by itself.
#include "models/model_table.h"

#include <gtest/gtest.h>

#include <map>

#include "core/error.h"

namespace affekt {
namespace {

class EveryModel : public testing::TestWithParam<std::string> {
 protected:
  NetworkOptions options() const {
    NetworkOptions result;
    result.model.name = GetParam();
    result.input = takes_waveforms(GetParam()) ? waveform_input(16000) : image_input(1, 32, 32);
    return result;
  }
  static torch::Tensor inputs(int64_t count) {
    torch::manual_seed(3);
    if (takes_waveforms(GetParam())) return 0.1 * torch::randn({count, 8000});
    return torch::randint(256, {count, 1, 32, 32}).to(torch::kFloat32);
  }
};

TEST_P(EveryModel, GivesOneRowOfLogitsASample) {
  const auto network = make_network(options(), 1);
  for (const auto dtype : {torch::kFloat32, torch::kBFloat16}) {
    network->set_compute_dtype(dtype);
    const auto logits = network->forward(inputs(3));
    EXPECT_EQ(logits.sizes(), (std::vector<int64_t>{3, 7}));
    EXPECT_EQ(logits.scalar_type(), torch::kFloat32);
    EXPECT_TRUE(logits.isfinite().all().item<bool>());
  }
}

TEST_P(EveryModel, KnowsItsTensorsByName) {
  const torch::NoGradGuard no_grad;
  const auto network = make_network(options(), 1);
  network->eval();
  const bool is_waveform = takes_waveforms(GetParam());
  ASSERT_EQ(network->inputs().size(), 1u);
  EXPECT_EQ(network->inputs()[0].name, is_waveform ? "samples" : "pixels");
  EXPECT_EQ(describe(network->inputs()[0]), is_waveform ? "float32 [N, T]" : "float32 [N, 1, 32, 32]");
  ASSERT_EQ(network->outputs().size(), 1u);
  EXPECT_EQ(describe(network->outputs()[0]), "float32 [N, 7]");
  const auto x = inputs(2);
  const TensorMap given = network->forward(TensorMap{{network->inputs()[0].name, x}});
  EXPECT_TRUE(torch::equal(given.at("logits"), network->forward(x)));
}

TEST_P(EveryModel, EveryParameterGetsAGradient) {
  for (const auto dtype : {torch::kFloat32, torch::kBFloat16}) {
    const auto network = make_network(options(), 1);
    network->set_compute_dtype(dtype);
    torch::nn::functional::cross_entropy(network->forward(inputs(4)),
                                         torch::tensor({0, 1, 2, 3}, torch::kInt64))
        .backward();
    for (const auto& item : network->named_parameters()) {
      ASSERT_TRUE(item.value().grad().defined()) << item.key();
      EXPECT_GT(item.value().grad().abs().sum().item<double>(), 0.0) << item.key();
    }
  }
}

TEST_P(EveryModel, TheSeedDecidesTheWeights) {
  const auto a = make_network(options(), 1), b = make_network(options(), 1), c = make_network(options(), 2);
  bool differs = false;
  for (size_t i = 0; i < a->parameters().size(); ++i) {
    EXPECT_TRUE(torch::equal(a->parameters()[i], b->parameters()[i]));
    differs = differs || !torch::equal(a->parameters()[i], c->parameters()[i]);
  }
  EXPECT_TRUE(differs);
}

TEST_P(EveryModel, InEvalModeASampleDoesNotDependOnItsBatch) {
  const torch::NoGradGuard no_grad;
  const auto network = make_network(options(), 1);
  network->eval();
  const auto all = inputs(4);
  EXPECT_TRUE(torch::allclose(network->forward(all)[2], network->forward(all.slice(0, 2, 3))[0], 1e-4, 1e-5));
}

TEST_P(EveryModel, DefaultSizeIsWithinTheStatedLimit) {
  const int64_t limit = GetParam() == "resnet18" ? 11'200'000 : 1'500'000;
  EXPECT_LE(count_parameters(*make_network(options(), 1)), limit);
}

/// What transfer learning needs to freeze and release a network part by part.
TEST_P(EveryModel, HasEachLearnedTensorInOneLayerGroupFromTheInputToTheHead) {
  NetworkOptions wanted = options();
  wanted.model.squeeze_excitation = !takes_waveforms(GetParam());
  wanted.model.pooling = "attention";  // has weights
  const auto network = make_network(wanted, 1);
  const std::vector<LayerGroup> groups = network->layer_groups();
  ASSERT_GE(groups.size(), 3u);
  std::vector<std::string> learned;
  for (const auto& item : network->named_parameters()) learned.push_back(item.key());
  for (const auto& item : network->named_buffers())
    if (item.key().find(".running_") != std::string::npos) learned.push_back(item.key());
  std::map<std::string, size_t> num_tensors;
  size_t last_group = 0;
  for (const std::string& name : learned) {
    std::vector<size_t> found;
    for (size_t i = 0; i < groups.size(); ++i)
      for (const std::string& prefix : groups[i].prefixes)
        if (name.rfind(prefix, 0) == 0) found.push_back(i);
    ASSERT_EQ(found.size(), 1u) << name;
    ++num_tensors[groups[found[0]].name];
    if (name.find(".running_") != std::string::npos) continue;  // these begin again at the input
    EXPECT_GE(found[0], last_group) << name << " is in front of what comes before it";
    last_group = found[0];
  }
  EXPECT_EQ(num_tensors.size(), groups.size()) << "a group without tensors, or two of one name";
  EXPECT_EQ(last_group, groups.size() - 1);  // where the last parameter is: the bias of the K classes
  EXPECT_EQ(network->parameters().back().sizes(), (std::vector<int64_t>{7}));
}

TEST_P(EveryModel, LeavesItsLastFeatureMapsBehindOnRequestIfItTakesImages) {
  const torch::NoGradGuard no_grad;
  const auto network = make_network(options(), 1);
  network->eval();
  const auto x = inputs(2);
  network->forward(x);
  EXPECT_TRUE(network->feature_maps().empty());
  network->keep_feature_maps(true);
  network->forward(x);
  if (takes_waveforms(GetParam())) {
    EXPECT_TRUE(network->feature_maps().empty());
    return;
  }
  const auto map = network->feature_maps().at("pixels");  // [N, C, h, w]
  ASSERT_EQ(map.dim(), 4);
  // Both networks of images end alike: the mean over the map, then one linear layer.
  const auto weight = *(network->parameters().end() - 2), bias = network->parameters().back();
  EXPECT_TRUE(
      torch::allclose(torch::linear(map.mean({2, 3}), weight, bias), network->forward(x), 1e-4, 1e-5));
}

INSTANTIATE_TEST_SUITE_P(ModelTable, EveryModel,
                         testing::ValuesIn(model_names({ModelInput::kImages, ModelInput::kWaveforms})),
                         [](const auto& model) { return model.param; });

/// What count_norm_values says, by a forward pass: a batch of one sample with one value a channel has no
/// variance.
TEST_P(EveryModel, KnowsWhenABatchOfOneSampleCannotTrain) {
  const bool is_waveform = takes_waveforms(GetParam());
  const int64_t length = 512 + 63 * 160;  // 64 frames
  for (const int64_t num_values : {4, 1}) {
    // 32 pixels are halved between the stages, 64 bands and 64 frames in the stem too.
    const size_t num_stages = num_values == 4 ? 5 : 6;
    NetworkOptions small = options();
    small.model.channels.assign(num_stages, 2);
    small.model.residual_blocks.assign(num_stages, 0);
    small.model.spec_augment.num_time_masks = small.model.spec_augment.num_frequency_masks = 0;
    small.model.resnet.input_px = num_values == 4 ? 33 : 32;  // halved five times, odd ones up
    const auto network = make_network(small, 1);
    network->train();
    EXPECT_EQ(network->count_norm_values(length), num_values);
    const auto one = is_waveform ? 0.1 * torch::randn({1, length}) : torch::rand({1, 1, 32, 32});
    if (num_values == 4) {
      EXPECT_NO_THROW(network->forward(one));
    } else {
      EXPECT_THROW(network->forward(one), std::logic_error);
    }
  }
}

TEST(ModelTable, UnknownNameTellsTheKnownOnes) {
  NetworkOptions options;
  options.model.name = "smal_cnn";
  try {
    make_network(options, 1);
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    EXPECT_NE(std::string(error.what()).find("small_cnn"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("smal_cnn"), std::string::npos) << error.what();
  }
}

TEST(ModelTable, AMisspeltNameGetsTheNearestOne) {
  try {
    check_model_name("speach_cnn");
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("got 'speach_cnn'; did you mean \"speech_cnn\"?"), std::string::npos) << message;
  }
}

std::string refusal_of(const NetworkOptions& options) {
  try {
    make_network(options, 1);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ModelTable, ANetworkForTheOtherKindOfSamplesIsRefusedWithOneThatFits) {
  NetworkOptions options;
  options.model.name = "speech_cnn";
  options.input = image_input(1, 48, 48);
  EXPECT_EQ(
      refusal_of(options),
      "model.name: speech_cnn takes recordings, and the data set is of images; take resnet18 or small_cnn");
  options.model.name = "small_cnn";
  options.input = waveform_input(16000);
  EXPECT_EQ(refusal_of(options),
            "model.name: small_cnn takes images, and the data set is of recordings; take speech_cnn");
}

/// Two inputs, two outputs.
class SumAndProduct : public Network {
 public:
  std::vector<TensorSpec> inputs() const override { return {rows("left"), rows("right")}; }
  std::vector<TensorSpec> outputs() const override { return {rows("sum"), rows("product")}; }
  TensorMap forward(const TensorMap& in) override {
    return {{"sum", in.at("left") + in.at("right")}, {"product", in.at("left") * in.at("right")}};
  }
  using Network::forward;
  GraphValues describe_graph(GraphSink& sink, const GraphValues& in) const override {
    return {{"sum", sink.add(in.at("left"), in.at("right"))},
            {"product", sink.multiply(in.at("left"), in.at("right"))}};
  }

 private:
  static TensorSpec rows(const std::string& name) {
    return {name, DType::kFloat32, {{0, "N"}, {2, ""}}, "numbers"};
  }
};

TEST(Network, MayTakeAndGiveSeveralTensors) {
  SumAndProduct network;
  const auto two = torch::full({1, 2}, 2.0), three = torch::full({1, 2}, 3.0);
  const TensorMap out = network.forward(TensorMap{{"left", two}, {"right", three}});
  EXPECT_EQ(out.at("sum")[0][0].item<double>(), 5);
  EXPECT_EQ(out.at("product")[0][1].item<double>(), 6);
  EXPECT_THROW(network.forward(two), std::logic_error);
}

TEST(SmallCnn, ParameterCountByHand) {
  // channels 2, 4; blocks 0, 1; 3 classes, 1 input channel:
  // stem 9*2 + 2*2 = 22; stage1 9*2*2 + 4 = 40; stage2 9*2*4 + 8 = 80; block 2 * (9*16 + 8) = 304; head 3*4 +
  // 3 = 15
  NetworkOptions options;
  options.model.channels = {2, 4};
  options.model.residual_blocks = {0, 1};
  options.num_classes = 3;
  EXPECT_EQ(count_parameters(*make_network(options, 1)), 22 + 40 + 80 + 304 + 15);
}

TEST(SmallCnn, TooManyStagesForTheImageIsAConfigError) {
  NetworkOptions options;
  options.model.channels = {2, 2, 2, 2};
  options.model.residual_blocks = {0, 0, 0, 0};
  options.input = {1, 7, 7};
  EXPECT_THROW(make_network(options, 1), ConfigError);
}

}  // namespace
}  // namespace affekt
