// A network made by hand out of raw tensors, its trained model and images for it: what the export tests
// export.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <memory>
#include <string>

#include "core/error.h"
#include "core/random_stream.h"
#include "models/classifier.h"
#include "runs/trained_model.h"
#include "store/prepared_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt::test {

using affekt::TemporaryFolder;

/// Every operator of the graph sink, with random weights: normalisation, convolutions with and without bias,
/// in groups, with stride; batch-norm, a residual, both ways of max pooling, both ways into the classifier.
class DemoNetwork : public Classifier {
 public:
  explicit DemoNetwork(InputShape input, uint64_t seed = 1) : input_(input) {
    torch::manual_seed(seed);
    const auto c = input.channels;
    pixel_mean_ = register_buffer("pixel_mean", torch::linspace(100, 140, c));
    pixel_variance_ = register_buffer("pixel_variance", torch::linspace(3600, 4900, c));
    conv1_ = register_parameter("conv1", torch::randn({8, c, 3, 3}) * 0.3);
    add_norm("norm1", 8);
    conv2_ = register_parameter("conv2", torch::randn({8, 4, 3, 3}) * 0.2);  // 2 groups
    conv2_bias_ = register_parameter("conv2_bias", torch::randn({8}) * 0.2);
    add_norm("norm2", 8);
    conv3_ = register_parameter("conv3", torch::randn({12, 8, 3, 3}) * 0.2);  // stride 2
    const int64_t flat = 12 * half(half(input.height)) * half(half(input.width));
    hidden_ = register_parameter("hidden", torch::randn({12, flat}) * 0.1);
    hidden_bias_ = register_parameter("hidden_bias", torch::randn({12}) * 0.1);
    head_ = register_parameter("head", torch::randn({7, 12}));
    head_bias_ = register_parameter("head_bias", torch::zeros({7}));
    spread_answers();
  }

  torch::Tensor compute_logits(const torch::Tensor& pixels) override {
    auto x = (pixels - pixel_mean_.view({1, -1, 1, 1})) / pixel_variance_.sqrt().view({1, -1, 1, 1});
    x = torch::relu(norm("norm1", torch::conv2d(x, conv1_, {}, 1, 1)));
    x = torch::relu(x + norm("norm2", torch::conv2d(x, conv2_, conv2_bias_, 1, 1, 1, 2)));
    x = torch::max_pool2d(x, 3, 2, 1);                    // [N, 8, H/2, W/2]
    x = torch::relu(torch::conv2d(x, conv3_, {}, 2, 1));  // [N, 12, H/4, W/4]
    auto hidden = torch::relu(torch::linear(x.flatten(1), hidden_, hidden_bias_));
    return torch::linear(x.mean({2, 3}) + hidden, head_, head_bias_);
  }

  GraphValue describe_logits(GraphSink& sink, const GraphValue& pixels) const override {
    const auto ones = torch::ones_like(pixel_mean_), zeros = torch::zeros_like(pixel_mean_);
    auto x = sink.batch_norm(pixels, ones, zeros, pixel_mean_, pixel_variance_, 0, "normalize");
    x = sink.relu(describe_norm(sink, sink.convolution(x, conv1_, {}, 1, 1, "conv1"), "norm1"));
    auto y = describe_norm(sink, sink.convolution(x, conv2_, conv2_bias_, 1, 1, "conv2"), "norm2");
    x = sink.max_pool(sink.relu(sink.add(x, y)), 3, 2, 1);
    x = sink.relu(sink.convolution(x, conv3_, {}, 2, 1, "conv3"));
    auto hidden = sink.relu(sink.linear(sink.flatten(x), hidden_, hidden_bias_, "hidden"));
    return sink.linear(sink.add(sink.global_average_pool(x), hidden), head_, head_bias_ + described_error,
                       "head");
  }

  InputShape input_shape() const override { return input_; }
  int64_t num_classes() const override { return 7; }

  /// Added to the classifier's bias [7] in the description only: a wrong weight in the exported file.
  torch::Tensor described_error = torch::zeros({7});

 private:
  static int64_t half(int64_t size) { return (size + 1) / 2; }

  /// Scales the classifier so that images of different brightness get different classes, none of them for
  /// certain.
  void spread_answers() {
    torch::NoGradGuard no_grad;
    const auto levels = torch::arange(32).view({32, 1, 1, 1}) * 8;
    const auto logits = forward(levels * torch::rand({32, input_.channels, input_.height, input_.width}));
    const auto deviation = logits.std(0);
    head_.div_(deviation.view({7, 1}));
    head_bias_.copy_(-logits.mean(0) / deviation);
  }
  void add_norm(const std::string& name, int64_t channels) {
    register_parameter(name + "_weight", 0.5 + torch::rand({channels}));
    register_parameter(name + "_bias", torch::randn({channels}) * 0.3);
    register_buffer(name + "_mean", torch::randn({channels}) * 0.5);
    register_buffer(name + "_var", 0.5 + torch::rand({channels}));
  }
  torch::Tensor parameter(const std::string& name) const { return named_parameters()[name]; }
  torch::Tensor buffer(const std::string& name) const { return named_buffers()[name]; }
  torch::Tensor norm(const std::string& name, const torch::Tensor& x) const {
    return torch::batch_norm(x, parameter(name + "_weight"), parameter(name + "_bias"),
                             buffer(name + "_mean"), buffer(name + "_var"), /*training=*/false, 0.1, 1e-5,
                             false);
  }
  GraphValue describe_norm(GraphSink& sink, const GraphValue& x, const std::string& name) const {
    return sink.batch_norm(x, parameter(name + "_weight"), parameter(name + "_bias"), buffer(name + "_mean"),
                           buffer(name + "_var"), 1e-5, name);
  }

  InputShape input_;
  torch::Tensor pixel_mean_, pixel_variance_, conv1_, conv2_, conv2_bias_, conv3_, hidden_, hidden_bias_,
      head_, head_bias_;
};

inline TrainedModel make_trained_model(std::shared_ptr<Classifier> network, double temperature = 1.0) {
  TrainedModel model;
  model.config.name = "demo";
  model.config.model.name = "demo_network";
  network->eval();
  model.network = std::move(network);
  model.class_names = {"angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"};
  model.class_names.resize(static_cast<size_t>(model.network->num_classes()));
  model.temperature = temperature;
  model.dataset_name = "demo faces";
  model.data_digest = "data-digest";
  model.config_digest = "config-digest";
  model.weights_digest = "weights-digest";
  model.selection = {
      {"metric", "macro_f1"}, {"value", 0.625}, {"epoch", 3}, {"split", "validation"}, {"seed", 1}};
  return model;
}

/// Pixels drawn uniformly from a range that is each image's own, so that their classes differ.
inline ImageSamples make_noise_images(const InputShape& shape, int64_t count, uint64_t seed = 1) {
  ImageSamples samples;
  samples.num_samples = count;
  samples.channels = shape.channels;
  samples.height = shape.height;
  samples.width = shape.width;
  RandomStream stream(seed, "noise");
  for (int64_t i = 0; i < count; ++i) {
    const uint64_t darkest = stream.below(200), range = 1 + stream.below(256 - darkest);
    for (int64_t j = 0; j < shape.channels * shape.height * shape.width; ++j) {
      samples.pixels.push_back(static_cast<uint8_t>(darkest + stream.below(range)));
    }
    samples.labels.push_back(static_cast<int32_t>(i % 7));
    samples.splits.push_back(i % 2 == 0 ? Split::kTest : Split::kValidation);
    samples.source_ids.push_back("faces/" + std::to_string(i) + ".png");
    samples.has_train_duplicate.push_back(0);
    samples.groups.emplace_back();
  }
  return samples;
}

/// LibTorch's answer, written out: softmax(forward(pixels) / temperature), [N, K] in float32.
inline torch::Tensor reference_probabilities(const TrainedModel& model, const ImageSamples& samples) {
  torch::NoGradGuard no_grad;
  const auto pixels = torch::tensor(torch::ArrayRef<uint8_t>(samples.pixels), torch::kUInt8)
                          .view({samples.num_samples, samples.channels, samples.height, samples.width});
  return torch::softmax(model.network->forward(pixels.to(torch::kFloat32)) / model.temperature, 1);
}

}  // namespace affekt::test
