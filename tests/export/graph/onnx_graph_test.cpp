#include "export/graph/onnx_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/checker.h>

#include <cmath>

#include "core/files/atomic_file.h"
#include "models/model_table.h"
#include "tasks/affect_regression_task.h"
#include "tests/export/demo_network.h"
#include "tests/export/exported_classifier.h"
#include "tests/export/graph/finish_probabilities.h"
#include "tests/export/table_networks.h"

namespace affekt {
namespace {

using test::build_onnx_model;
using test::DemoNetwork;
using test::finish_probabilities;
using test::input_of;
using testing::ElementsAre;
using testing::HasSubstr;

const onnx::TensorProto& weight(const onnx::GraphProto& graph, std::string_view name) {
  for (const auto& tensor : graph.initializer()) {
    if (tensor.name() == name) return tensor;
  }
  throw std::out_of_range(std::string(name));
}

/// Largest difference between LibTorch and an engine on each of these numbers of samples.
double difference_to_libtorch(const TrainedModel& model, const std::string& engine,
                              const std::vector<int64_t>& counts) {
  const test::TemporaryFolder folder;
  write_text_atomically(folder / "model.onnx", build_onnx_model(model, nullptr).SerializeAsString());
  double largest = 0;
  for (const int64_t count : counts) {
    const Samples samples = test::make_samples_for(*model.network, count, static_cast<uint64_t>(count));
    const auto actual = test::run_classifier(engine, folder / "model.onnx", samples);
    const auto expected = test::reference_probabilities(model, samples);
    EXPECT_GT((expected[0] - expected[count - 1]).abs().max().item<double>(), count == 1 ? -1 : 1e-3)
        << "the network answers the same to all samples, so this test tests little";
    const auto difference = (torch::tensor(actual).view_as(expected) - expected).abs().max().item<double>();
    if (!std::isnan(largest) && !(difference <= largest)) largest = difference;  // a NaN stays
  }
  return largest;
}

class EveryEngine : public testing::TestWithParam<std::string> {};

TEST_P(EveryEngine, ComputesWhatLibTorchComputesForAnyNumberOfImages) {
  for (InputShape shape : {InputShape{1, 16, 16}, InputShape{3, 18, 22}}) {
    const auto model = test::make_trained_model(std::make_shared<DemoNetwork>(shape));
    EXPECT_LT(difference_to_libtorch(model, GetParam(), {1, 3, 70}), 1e-5) << shape.channels << " channels";
  }
}

TEST_P(EveryEngine, ComputesTheTemperatureForAnyNumberOfImages) {
  for (double temperature : {0.37, 2.6}) {
    const auto model =
        test::make_trained_model(std::make_shared<DemoNetwork>(InputShape{1, 16, 16}), temperature);
    EXPECT_LT(difference_to_libtorch(model, GetParam(), {1, 3}), 1e-5) << temperature;
  }
}

TEST_P(EveryEngine, ComputesEveryNetworkOfTheModelTable) {
  for (const auto& network : test::table_networks()) {
    const auto model = test::make_trained_model(test::make_table_network(network.model, network.input), 1.3);
    EXPECT_LT(difference_to_libtorch(model, GetParam(), {1, 3}), 1e-4) << network.label;
  }
}

TEST_P(EveryEngine, ComputesEveryPoolingOfSpeechCnn) {
  for (const char* pooling : {"mean", "statistics", "attention"}) {
    ModelConfig config;
    config.name = "speech_cnn";
    config.pooling = pooling;
    const auto model = test::make_trained_model(test::make_table_network(config, waveform_input(16000)), 0.2);
    EXPECT_LT(difference_to_libtorch(model, GetParam(), {9}), 1e-4) << pooling;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, EveryEngine, testing::ValuesIn(in_process_engine_names()),
                         [](const auto& engine) { return engine.param; });

TEST(OnnxGraph, WeightsAreInsideAsTheyAre) {
  OnnxGraph graph("linear", {describe_tensor(InputShape{1, 2, 2})});
  const auto matrix = torch::tensor({{1.0f, 2.0f, 3.0f, 4.0f}, {5.0f, 6.0f, 7.0f, 8.0f}});
  const auto logits = graph.linear(graph.flatten(input_of(graph)), matrix, torch::zeros({2}), "head");
  const auto proto = finish_probabilities(graph, logits, 2);
  const auto& tensor = weight(proto, "head.weight");
  EXPECT_THAT(tensor.dims(), ElementsAre(2, 4));
  ASSERT_EQ(tensor.raw_data().size(), 8 * sizeof(float));
  EXPECT_EQ(0, memcmp(tensor.raw_data().data(), matrix.data_ptr(), 8 * sizeof(float)));
  EXPECT_EQ(tensor.data_location(), onnx::TensorProto::DEFAULT);
}

TEST(OnnxGraph, WeightsOfAnyTypeAndLayoutBecomeFloat32RowByRow) {
  OnnxGraph graph("linear", {describe_tensor(InputShape{1, 1, 2})});
  const auto transposed = torch::tensor({{1.0, 2.0}, {3.0, 4.0}}, torch::kFloat64).t();  // {{1, 3}, {2, 4}}
  const auto half = torch::tensor({0.5f, 0.25f}).to(torch::kBFloat16);
  const auto proto =
      finish_probabilities(graph, graph.linear(graph.flatten(input_of(graph)), transposed, half, "head"), 2);
  const std::vector<float> rows = {1, 3, 2, 4}, bias = {0.5f, 0.25f};
  EXPECT_EQ(weight(proto, "head.weight").raw_data(),
            std::string(reinterpret_cast<const char*>(rows.data()), 16));
  EXPECT_EQ(weight(proto, "head.bias").raw_data(),
            std::string(reinterpret_cast<const char*>(bias.data()), 8));
}

TEST(OnnxGraph, NodesAreNamedAfterTheirLayers) {
  const auto model = test::make_trained_model(std::make_shared<DemoNetwork>(InputShape{1, 8, 8}), 2.0);
  std::vector<std::string> names;
  const auto proto = build_onnx_model(model, nullptr);
  for (const auto& node : proto.graph().node()) names.push_back(node.name());
  EXPECT_THAT(names, ElementsAre("normalize", "conv1", "norm1", "relu_1", "conv2", "norm2", "add_1", "relu_2",
                                 "max_pool_1", "conv3", "relu_3", "flatten_1", "hidden", "relu_4",
                                 "global_average_pool_1", "flatten_2", "add_2", "head", "scaled_logits",
                                 "probabilities"));
}

TEST(OnnxGraph, ChannelsAreScaledByFactorsThatAreSpreadOverTheMapFirst) {
  OnnxGraph graph("gate", {describe_tensor(InputShape{2, 4, 6})});
  const auto y = graph.scale_channels(input_of(graph), graph.spatial_mean(input_of(graph)));
  const auto proto = finish_probabilities(
      graph, graph.linear(graph.flatten(y), torch::ones({3, 2 * 4 * 6}), torch::zeros({3}), "head"), 3);
  ASSERT_GE(proto.node_size(), 3);
  EXPECT_EQ(proto.node(0).op_type(), "GlobalAveragePool");
  EXPECT_EQ(proto.node(1).op_type(), "Resize");
  EXPECT_THAT(proto.node(1).input(), ElementsAre(proto.node(0).output(0), "", "spread_1.scales"));
  EXPECT_EQ(proto.node(2).op_type(), "Mul");
  EXPECT_THAT(proto.node(2).input(), ElementsAre("pixels", proto.node(1).output(0)));
  const std::vector<float> scales = {1, 1, 4, 6};
  EXPECT_EQ(weight(proto, "spread_1.scales").raw_data(),
            std::string(reinterpret_cast<const char*>(scales.data()), 16));
}

TEST(OnnxGraph, ChannelsAreOnlyScaledByOneFactorEachOnAMapOfKnownSize) {
  OnnxGraph graph("wrong", {describe_tensor(InputShape{2, 4, 6})});
  EXPECT_THROW(graph.scale_channels(input_of(graph), input_of(graph)), std::logic_error);
  const auto one =
      graph.convolution(graph.spatial_mean(input_of(graph)), torch::ones({1, 2, 1, 1}), {}, 1, 0, "one");
  EXPECT_THROW(graph.scale_channels(input_of(graph), one), std::logic_error);
  OnnxGraph sound("sound", {describe_tensor(waveform_input(16000, 400))});
  const auto wave = sound.reshape(input_of(sound), {1, 1, kFreeAxis});
  EXPECT_THROW(sound.scale_channels(wave, sound.spatial_mean(wave)), std::logic_error);
}

TEST(OnnxGraph, ABlockThatDescribesItselfWronglyIsABug) {
  OnnxGraph graph("wrong", {describe_tensor(InputShape{1, 8, 8})});
  EXPECT_THROW(graph.convolution(input_of(graph), torch::zeros({4, 3, 3, 3}), {}, 1, 1, "conv"),
               std::logic_error);
  EXPECT_THROW(graph.linear(input_of(graph), torch::zeros({2, 64}), torch::zeros({2}), "head"),
               std::logic_error);
  EXPECT_THROW(graph.relu({"nowhere"}), std::logic_error);
  EXPECT_THROW(graph.batch_norm(input_of(graph), torch::ones({2}), torch::ones({2}), torch::ones({2}),
                                torch::ones({2}), 1e-5, "norm"),
               std::logic_error);
  EXPECT_THROW(graph.add(input_of(graph), graph.max_pool(input_of(graph), 2, 2, 0)), std::logic_error);
  const auto kernel = torch::zeros({4, 1, 3, 3});
  graph.convolution(input_of(graph), kernel, {}, 1, 1, "twice");
  EXPECT_THROW(graph.convolution(input_of(graph), kernel, {}, 1, 1, "twice"), std::logic_error);
  EXPECT_THROW(graph.probabilities(input_of(graph), 1.0), std::logic_error);
}

TensorSpec rows_of(const std::string& name, int64_t size) {
  return {name, DType::kFloat32, {{0, "N"}, {size, ""}}, "numbers"};
}

TEST(OnnxGraph, SeveralInputsBecomeSeveralNamedOutputs) {
  OnnxGraph graph("two", {rows_of("left", 2), rows_of("right", 2)});
  const GraphValues in = graph.inputs();
  const auto sum = graph.add(in.at("left"), in.at("right"));
  const auto both = graph.relu(sum);  // an output that another output is made from
  const auto proto =
      graph.finish({rows_of("positive", 2), rows_of("sum", 2)}, {{"positive", both}, {"sum", sum}});
  ASSERT_EQ(proto.input_size(), 2);
  EXPECT_EQ(proto.input(0).name(), "left");
  EXPECT_EQ(proto.input(1).name(), "right");
  EXPECT_EQ(proto.input(0).doc_string(), "numbers");
  EXPECT_FALSE(proto.input(0).type().has_denotation());
  ASSERT_EQ(proto.output_size(), 2);
  EXPECT_EQ(proto.output(0).name(), "positive");
  EXPECT_EQ(proto.output(1).name(), "sum");
  ASSERT_EQ(proto.node_size(), 2);
  EXPECT_THAT(proto.node(0).input(), ElementsAre("left", "right"));
  EXPECT_THAT(proto.node(0).output(), ElementsAre("sum"));
  EXPECT_THAT(proto.node(1).input(), ElementsAre("sum"));
  EXPECT_THAT(proto.node(1).output(), ElementsAre("positive"));
}

TEST(OnnxGraph, AnOutputWithoutAValueOfItsOwnIsABug) {
  const auto graph_of = [] { return OnnxGraph("wrong", {rows_of("left", 2), rows_of("right", 2)}); };
  OnnxGraph graph = graph_of();
  EXPECT_THROW(graph.finish({rows_of("out", 2)}, {{"out", graph.inputs().at("left")}}), std::logic_error);
  EXPECT_THROW(graph.finish({rows_of("out", 2)}, {{"other", graph.relu(graph.inputs().at("left"))}}),
               std::logic_error);
  EXPECT_THROW(graph.finish({rows_of("out", 3)}, {{"out", graph.relu(graph.inputs().at("left"))}}),
               std::logic_error);
  EXPECT_THROW(graph.finish({rows_of("right", 2)}, {{"right", graph.relu(graph.inputs().at("left"))}}),
               std::logic_error);
  const auto once = graph.relu(graph.inputs().at("left"));
  EXPECT_THROW(graph.finish({rows_of("a", 2), rows_of("b", 2)}, {{"a", once}, {"b", once}}),
               std::logic_error);
  EXPECT_THROW(OnnxGraph("twice", {rows_of("left", 2), rows_of("left", 2)}), std::logic_error);
}

TEST(OnnxGraph, ANetworkThatIsNoClassifierDescribesItself) {
  const AffectNetwork network(3, 4, 2, 1);
  OnnxGraph graph("affect", network.inputs());
  const auto proto = graph.finish(network.outputs(), network.describe_graph(graph, graph.inputs()));
  EXPECT_EQ(proto.input(0).name(), "points");
  EXPECT_EQ(proto.output(0).name(), "coordinates");
  EXPECT_EQ(proto.output(0).type().tensor_type().shape().dim(1).dim_value(), 2);
  std::vector<std::string> operators;
  for (const auto& node : proto.node()) operators.push_back(node.op_type());
  EXPECT_THAT(operators, ElementsAre("Gemm", "Relu", "Gemm"));
}

}  // namespace
}  // namespace affekt
