// Resizing inside a graph, by every engine.
#include <gtest/gtest.h>

#include "core/files/atomic_file.h"
#include "export/graph/onnx_graph.h"
#include "inference/engine.h"
#include "tests/export/demo_network.h"
#include "tests/export/exported_classifier.h"
#include "tests/export/graph/finish_probabilities.h"

namespace affekt {
namespace {

/// Resizes, and sees each resized pixel: the logits are random sums of them.
class ResizingNetwork : public Classifier {
 public:
  ResizingNetwork(InputShape input, int64_t height, int64_t width)
      : input_(input), height_(height), width_(width) {
    torch::manual_seed(4);
    const int64_t flat = input.channels * height * width;
    weight_ = register_parameter("weight", torch::randn({7, flat}) / static_cast<double>(flat));
  }
  InputShape input_shape() const override { return input_; }
  int64_t num_classes() const override { return 7; }

 private:
  torch::Tensor compute_logits(const torch::Tensor& pixels) override {
    const auto x = torch::upsample_bilinear2d(pixels, {height_, width_}, /*align_corners=*/false);
    return torch::linear(x.flatten(1), weight_, torch::zeros({7}));
  }
  GraphValue describe_logits(GraphSink& sink, const GraphValue& pixels) const override {
    const auto x = sink.resize_bilinear(pixels, {height_, width_});
    return sink.linear(sink.flatten(x), weight_, torch::zeros({7}), "head");
  }

  InputShape input_;
  int64_t height_, width_;
  torch::Tensor weight_;
};

class ResizingEngine : public testing::TestWithParam<std::string> {};

TEST_P(ResizingEngine, ComputesWhatLibTorchComputesUpAndDownForAnyNumberOfImages) {
  struct Case {
    InputShape input;
    int64_t height, width;
  };
  for (const Case& c : {Case{image_input(1, 48, 48), 112, 112}, Case{image_input(1, 48, 48), 64, 64},
                        Case{image_input(3, 17, 31), 24, 24}, Case{image_input(3, 50, 41), 33, 2},
                        Case{image_input(1, 21, 21), 63, 21}, Case{image_input(1, 90, 35), 45, 7}}) {
    const auto model =
        test::make_trained_model(std::make_shared<ResizingNetwork>(c.input, c.height, c.width));
    const test::TemporaryFolder folder;
    write_text_atomically(folder / "model.onnx", test::build_onnx_model(model).SerializeAsString());
    for (const int64_t count : {1, 3}) {
      const Samples samples = test::make_noise_images(c.input, count, 8);
      const auto actual = test::run_classifier(GetParam(), folder / "model.onnx", samples);
      const auto expected = test::reference_probabilities(model, images_of(samples));
      EXPECT_LT((torch::tensor(actual).view_as(expected) - expected).abs().max().item<double>(), 5e-6)
          << describe(c.input) << " to " << c.height << "x" << c.width << ", N " << count;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, ResizingEngine, testing::ValuesIn(in_process_engine_names()),
                         [](const auto& engine) { return engine.param; });

TEST(OnnxGraph, ImagesAreResizedByFactorsSoThatTheBatchStaysFree) {
  OnnxGraph graph("resize", {describe_tensor(image_input(1, 48, 32))});
  const auto y = graph.resize_bilinear(test::input_of(graph), {112, 64});
  const auto proto = test::finish_probabilities(
      graph, graph.linear(graph.flatten(y), torch::ones({3, 112 * 64}), torch::zeros({3}), "head"), 3);
  ASSERT_EQ(proto.node(0).op_type(), "Resize");
  EXPECT_EQ(proto.node(0).input(2), "resize_1.scales");
  OnnxGraph wrong("wrong", {describe_tensor(waveform_input(16000, 400))});
  EXPECT_THROW(wrong.resize_bilinear(wrong.reshape(test::input_of(wrong), {1, 1, kFreeAxis}), {2, 2}),
               std::logic_error);
}

}  // namespace
}  // namespace affekt
