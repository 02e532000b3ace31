// Graphs of waveforms: against LibTorch's own functions, in OpenCV's dnn module and the engines of this
// build. ONNX Runtime from npm has them in onnxruntime_npm_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/checker.h>

#include <functional>
#include <map>
#include <opencv2/dnn.hpp>

#include "core/files/atomic_file.h"
#include "export/classification/test_samples.h"
#include "export/graph/onnx_graph.h"
#include "inference/engine.h"
#include "tests/export/demo_speech_network.h"
#include "tests/export/exported_classifier.h"
#include "tests/export/graph/finish_probabilities.h"

namespace affekt {
namespace {

using test::build_onnx_model;
using test::DemoPooling;
using test::DemoSpeechNetwork;
using test::input_of;

double largest_difference(const std::vector<float>& actual, const torch::Tensor& expected) {
  return (torch::tensor(actual).view_as(expected) - expected).abs().max().item<double>();
}

class SpeechGraph : public testing::TestWithParam<std::tuple<DemoPooling, std::string>> {
 protected:
  void SetUp() override {
    model_ = test::make_trained_speech_model(std::get<0>(GetParam()), 1.2);
    write_text_atomically(folder_ / "model.onnx", build_onnx_model(model_, nullptr).SerializeAsString());
  }
  std::vector<float> predict(const Samples& samples) {
    return test::run_classifier(std::get<1>(GetParam()), folder_ / "model.onnx", samples);
  }

  test::TemporaryFolder folder_;
  TrainedModel model_;
};

TEST_P(SpeechGraph, ComputesWhatLibTorchComputesForRecordingsOfDifferentLength) {
  // From the shortest recording on every number of frames up to 40, so that each pooling meets odd and even
  // sizes; then longer ones, and shorter again.
  std::vector<int64_t> lengths;
  const int64_t shortest = model_.network->input_shape().min_samples;
  for (int64_t i = 0; i < 32; ++i) lengths.push_back(shortest + 24 * i);
  for (int64_t length : {16000, 15999, 48123, 1000, 999, 20000}) lengths.push_back(length);
  const auto samples = test::make_demo_sounds(lengths);
  const auto expected = test::reference_probabilities(model_, samples);
  ASSERT_GE(std::get<0>(torch::_unique2(expected.argmax(1))).numel(), 3)
      << "the network answers much the same to all recordings, so this test tests little";
  EXPECT_LT(largest_difference(predict(samples), expected), 5e-5);
}

TEST_P(SpeechGraph, ComputesSilence) {
  for (const Samples& samples : make_test_samples(model_.network->input_shape())) {
    const auto expected = test::reference_probabilities(model_, waveforms_of(samples));
    EXPECT_LT(largest_difference(predict(samples), expected), 5e-5);
  }
}

std::vector<std::tuple<DemoPooling, std::string>> all_poolings_and_engines() {
  std::vector<std::tuple<DemoPooling, std::string>> all;
  for (auto pooling : {DemoPooling::kMean, DemoPooling::kStatistics, DemoPooling::kAttention}) {
    for (const auto& engine : in_process_engine_names()) all.emplace_back(pooling, engine);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Poolings, SpeechGraph, testing::ValuesIn(all_poolings_and_engines()),
                         [](const auto& test) {
                           return test::name_of(std::get<0>(test.param)) + "_" + std::get<1>(test.param);
                         });

TEST(SpeechGraphInOpencv, OneNetTakesBatchesAndLengthsInAnyOrder) {
  for (auto pooling : {DemoPooling::kMean, DemoPooling::kStatistics, DemoPooling::kAttention}) {
    const auto model = test::make_trained_speech_model(pooling);
    const test::TemporaryFolder folder;
    write_text_atomically(folder / "model.onnx", build_onnx_model(model, nullptr).SerializeAsString());
    const auto engine = make_engine("opencv", *read_onnx_model(folder / "model.onnx"));
    const std::vector<std::pair<int, int>> shapes = {{1, 4000}, {3, 4000}, {3, 2777}, {1, 2777}, {1, 4000}};
    for (const auto& [count, length] : shapes) {
      const auto sounds = test::make_demo_sounds(std::vector<int64_t>(static_cast<size_t>(count), length));
      std::vector<torch::Tensor> waves;
      for (int64_t i = 0; i < count; ++i) waves.push_back(test::wave_of(sounds, i));
      const auto batch = torch::cat(waves).contiguous();
      const HostTensor output =
          engine->run({{"samples", HostTensor::of<float>({count, length}, batch.data_ptr<float>())}})
              .at("probabilities");
      ASSERT_EQ(output.shape.front(), count);
      const std::vector<float> actual(output.values<float>(), output.values<float>() + output.count());
      EXPECT_LT(largest_difference(actual, test::reference_probabilities(model, sounds)), 5e-5)
          << test::name_of(pooling) << " " << count << "x" << length;
    }
  }
}

/// What OpenCV computes of a graph on `images` [N, C, H, W], 0..255.
std::vector<float> run_in_opencv(onnx::GraphProto graph, torch::Tensor images) {
  onnx::ModelProto model;
  model.set_ir_version(7);
  model.add_opset_import()->set_version(13);
  *model.mutable_graph() = std::move(graph);
  onnx::checker::check_model(model);
  const std::string bytes = model.SerializeAsString();
  auto net = cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
  images = images.contiguous();
  const std::vector<int> sizes(images.sizes().begin(), images.sizes().end());
  net.setInput(cv::Mat(sizes, CV_32F, images.data_ptr()), "pixels");
  const cv::Mat output = net.forward("probabilities");
  return {output.begin<float>(), output.end<float>()};
}

struct Operator {
  std::string name;
  std::function<GraphValue(GraphSink&, const GraphValue&, const GraphValue&)> describe;
  std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&)> compute;
};

class EveryOperator : public testing::TestWithParam<Operator> {};

TEST_P(EveryOperator, ComputesWhatLibTorchComputesOnFourAxesForAnyBatch) {
  const Operator& op = GetParam();
  torch::manual_seed(4);
  const auto images = torch::rand({3, 3, 5, 4}) * 255;
  const auto first = torch::randn({2, 3, 1, 1}) * 0.01, second = torch::randn({2, 3, 1, 1}) * 0.01;
  const auto a = torch::conv2d(images, first), b = torch::conv2d(images, second);  // [3, 2, 5, 4]
  const auto features = op.compute(a, b).flatten(1);
  const auto head = torch::randn({4, features.size(1)}) * 0.2;
  const auto expected = torch::softmax(torch::linear(features, head), 1);
  for (int64_t count : {1, 3}) {
    OnnxGraph graph("operator", {describe_tensor(InputShape{3, 5, 4})});
    const auto graph_a = graph.convolution(input_of(graph), first, {}, 1, 0, "a");
    const auto graph_b = graph.convolution(input_of(graph), second, {}, 1, 0, "b");
    const auto y = graph.flatten(op.describe(graph, graph_a, graph_b));
    const auto proto = test::finish_probabilities(graph, graph.linear(y, head, torch::zeros({4}), "head"), 4);
    EXPECT_LT(
        largest_difference(run_in_opencv(proto, images.slice(0, 0, count)), expected.slice(0, 0, count)),
        5e-6)
        << "N " << count;
  }
}

using Value = GraphValue;
using torch::Tensor;

INSTANTIATE_TEST_SUITE_P(
    Opencv, EveryOperator,
    testing::Values(
        Operator{"subtract", [](GraphSink& s, const Value& a, const Value& b) { return s.subtract(a, b); },
                 [](const Tensor& a, const Tensor& b) { return a - b; }},
        Operator{"multiply", [](GraphSink& s, const Value& a, const Value& b) { return s.multiply(a, b); },
                 [](const Tensor& a, const Tensor& b) { return a * b; }},
        Operator{"scale_channels",
                 [](GraphSink& s, const Value& a, const Value& b) {
                   return s.scale_channels(a, s.sigmoid(s.spatial_mean(b)));
                 },
                 [](const Tensor& a, const Tensor& b) {
                   return a * torch::sigmoid(b.mean({2, 3}, /*keepdim=*/true));
                 }},
        Operator{"add_constant",
                 [](GraphSink& s, const Value& a, const Value&) { return s.add_constant(a, 0.75, "plus"); },
                 [](const Tensor& a, const Tensor&) { return a + 0.75; }},
        Operator{"logarithm",
                 [](GraphSink& s, const Value& a, const Value&) {
                   return s.logarithm(s.add_constant(s.multiply(a, a), 0.1, "plus"));
                 },
                 [](const Tensor& a, const Tensor&) { return (a * a + 0.1).log(); }},
        Operator{"square_root",
                 [](GraphSink& s, const Value& a, const Value&) { return s.square_root(s.relu(a)); },
                 [](const Tensor& a, const Tensor&) { return torch::relu(a).sqrt(); }},
        Operator{"instance_norm",
                 [](GraphSink& s, const Value& a, const Value&) { return s.instance_norm(a, 1e-3, "norm"); },
                 [](const Tensor& a, const Tensor&) {
                   return torch::instance_norm(a, {}, {}, {}, {}, true, 0.1, 1e-3, false);
                 }},
        Operator{"softmax", [](GraphSink& s, const Value& a, const Value&) { return s.softmax(a); },
                 [](const Tensor& a, const Tensor&) { return torch::softmax(a, 3); }},
        Operator{"concatenate",
                 [](GraphSink& s, const Value& a, const Value& b) {
                   return s.concatenate({a, b, a});
                 },
                 [](const Tensor& a, const Tensor& b) {
                   return torch::cat({a, b, a}, 1);
                 }},
        Operator{"transpose",
                 [](GraphSink& s, const Value& a, const Value&) {
                   return s.transpose(a, {0, 3, 1, 2});
                 },
                 [](const Tensor& a, const Tensor&) {
                   return a.permute({0, 3, 1, 2});
                 }},
        Operator{"reshape",
                 [](GraphSink& s, const Value& a, const Value&) {
                   return s.transpose(s.reshape(a, {4, kFreeAxis}), {0, 2, 1});
                 },
                 [](const Tensor& a, const Tensor&) {
                   return a.reshape({a.size(0), 4, 10}).transpose(1, 2);
                 }},
        Operator{"matrix_product",
                 [](GraphSink& s, const Value& a, const Value& b) {
                   return s.matrix_product(s.reshape(a, {8, 5}), s.reshape(b, {5, 8}));
                 },
                 [](const Tensor& a, const Tensor& b) {
                   return torch::bmm(a.reshape({-1, 8, 5}), b.reshape({-1, 5, 8}));
                 }},
        Operator{"stride_and_padding_of_two_kinds",
                 [](GraphSink& s, const Value& a, const Value&) {
                   return s.convolution(a, torch::ones({1, 2, 3, 2}), {}, {2, 1}, {0, 1}, "conv");
                 },
                 [](const Tensor& a, const Tensor&) {
                   return torch::conv2d(a, torch::ones({1, 2, 3, 2}), {}, at::IntArrayRef({2, 1}),
                                        at::IntArrayRef({0, 1}));
                 }}),
    [](const auto& test) { return test.param.name; });

TEST(SpeechGraphDescription, BatchAndTimeAreFree) {
  const auto model = build_onnx_model(test::make_trained_speech_model(DemoPooling::kStatistics), nullptr);
  const auto& input = model.graph().input(0);
  EXPECT_EQ(input.name(), "samples");
  EXPECT_EQ(input.type().denotation(), "AUDIO");
  const auto& shape = input.type().tensor_type().shape();
  ASSERT_EQ(shape.dim_size(), 2);
  EXPECT_EQ(shape.dim(0).dim_param(), "N");
  EXPECT_EQ(shape.dim(1).dim_param(), "T");
  EXPECT_EQ(shape.dim(1).denotation(), "DATA_TIME");
}

TEST(SpeechGraphDescription, WhatIsNormalisedIsCentredBefore) {
  const auto model = build_onnx_model(test::make_trained_speech_model(DemoPooling::kMean), nullptr);
  std::map<std::string, std::string> makers;  // of values: operators
  std::string normalised;
  for (const auto& node : model.graph().node()) {
    makers[node.output(0)] = node.op_type();
    if (node.op_type() == "InstanceNormalization") normalised = node.input(0);
  }
  EXPECT_EQ(makers.at(normalised), "Sub") << "OpenCV 4.10 loses the variance of what is far from 0";
}

TEST(SpeechGraphDescription, AFreeAxisThatGetsLostIsABug) {
  OnnxGraph graph("wrong", {describe_tensor(waveform_input(16000, 400))});
  const auto x = graph.reshape(input_of(graph), {1, 1, kFreeAxis});
  EXPECT_THROW(graph.reshape(x, {1, 16000}), std::logic_error);
  EXPECT_THROW(graph.reshape(x, {kFreeAxis, kFreeAxis}), std::logic_error);
  EXPECT_THROW(graph.linear(graph.flatten(x), torch::zeros({2, 16}), torch::zeros({2}), "head"),
               std::logic_error);
  EXPECT_THROW(graph.transpose(x, {1, 0, 2, 3}), std::logic_error);
  EXPECT_THROW(graph.transpose(x, {0, 1, 2}), std::logic_error);
  EXPECT_THROW(graph.concatenate({x, input_of(graph)}), std::logic_error);
  EXPECT_THROW(graph.matrix_product(x, x), std::logic_error);
}

}  // namespace
}  // namespace affekt
