// A network of waveforms made by hand of LibTorch's own functions (stft, instance_norm ...), small; and
// sounds for it.
#pragma once

#include <torch/torch.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/random_stream.h"
#include "models/classifier.h"
#include "tests/export/demo_network.h"

namespace affekt::test {

enum class DemoPooling { kMean, kStatistics, kAttention };

inline std::string name_of(DemoPooling pooling) {
  return pooling == DemoPooling::kMean         ? "mean"
         : pooling == DemoPooling::kStatistics ? "statistics"
                                               : "attention";
}

/// samples [N, T] -> log-mel energies -> three convolutions -> one of three poolings over bands and time ->
/// logits. The graph's front end is a convolution with windowed cosines and sines; LibTorch's is torch::stft.
class DemoSpeechNetwork : public Classifier {
 public:
  static constexpr int64_t kWindow = 64, kHop = 24, kBins = kWindow / 2 + 1, kMels = 14, kChannels = 10;

  explicit DemoSpeechNetwork(DemoPooling pooling, uint64_t seed = 1) : pooling_(pooling) {
    torch::manual_seed(seed);
    filters_ = register_buffer("filters", torch::rand({kMels, kBins}).pow(4));
    conv1_ = register_parameter("conv1", torch::randn({6, 1, 3, 3}) * 0.4);
    norm1_ = {register_parameter("weight1", 0.5 + torch::rand({6})),
              register_parameter("bias1", torch::randn({6}) * 0.3),
              register_buffer("mean1", torch::randn({6}) * 0.3),
              register_buffer("var1", 0.5 + torch::rand({6}))};
    conv2_ = register_parameter("conv2", torch::randn({8, 6, 3, 3}) * 0.2);
    conv3_ = register_parameter("conv3", torch::randn({kChannels, 8, 1, 3}) * 0.3);  // along time, stride 2
    conv3_bias_ = register_parameter("conv3_bias", torch::randn({kChannels}) * 0.2);
    score_ = register_parameter("score", torch::randn({1, kChannels, 1, 1}));
    score_bias_ = register_parameter("score_bias", torch::randn({1}));
    const int64_t features = pooling == DemoPooling::kStatistics ? 2 * kChannels : kChannels;
    head_ = register_parameter("head", torch::randn({5, features}));
    head_bias_ = register_parameter("head_bias", torch::randn({5}) * 0.1);
  }

  torch::Tensor compute_logits(const torch::Tensor& wave) override {
    const auto window = torch::hann_window(kWindow);
    const auto spectrum = torch::stft(wave, kWindow, kHop, kWindow, window, /*normalized=*/false,
                                      /*onesided=*/true, /*return_complex=*/true);  // [N, B, F], not padded
    const auto energy = torch::matmul(filters_, spectrum.abs().square());           // [N, M, F]
    auto x = torch::log(energy * 1e6 + 1).unsqueeze(1);  // [N, 1, M, F], 0 for silence
    x = torch::instance_norm(x, {}, {}, {}, {}, /*use_input_stats=*/true, 0.1, 1e-5, false);
    x = torch::conv2d(x, conv1_, {}, 1, 1);
    x = torch::batch_norm(x, norm1_[0], norm1_[1], norm1_[2], norm1_[3], /*training=*/false, 0.1, 1e-5,
                          false);
    x = torch::max_pool2d(torch::relu(x), 2);  // [N, 6, M/2, F/2], the odd last one is left out
    x = torch::max_pool2d(torch::conv2d(x, conv2_, {}, 1, 1), 3, 2, 1);  // halved again, rounded up
    x = torch::conv2d(x, conv3_, conv3_bias_, at::IntArrayRef({1, 2}),
                      at::IntArrayRef({0, 1}));  // [N, C, P, Q]
    return torch::linear(pool(x), head_, head_bias_);
  }

  GraphValue describe_logits(GraphSink& sink, const GraphValue& samples) const override {
    auto x = sink.reshape(samples, {1, 1, kFreeAxis});
    x = sink.convolution(x, fourier_kernel(), {}, {1, kHop}, 0, "spectrum");  // [N, 2 B, 1, F]
    x = sink.multiply(x, x);
    const auto mel = torch::cat({filters_, filters_}, 1).view({kMels, 2 * kBins, 1, 1}) * 1e6;
    x = sink.logarithm(sink.convolution(x, mel, torch::ones({kMels}), 1, 0, "mel"));
    x = sink.instance_norm(sink.transpose(x, {0, 2, 1, 3}), 1e-5, "normalize");  // [N, 1, M, F]
    x = sink.convolution(x, conv1_, {}, 1, 1, "conv1");
    x = sink.batch_norm(x, norm1_[0], norm1_[1], norm1_[2], norm1_[3], 1e-5, "norm1");
    x = sink.max_pool(sink.relu(x), 2, 2, 0);
    x = sink.max_pool(sink.convolution(x, conv2_, {}, 1, 1, "conv2"), 3, 2, 1);
    x = sink.convolution(x, conv3_, conv3_bias_, {1, 2}, {0, 1}, "conv3");
    return sink.linear(describe_pool(sink, x), head_, head_bias_ + described_error, "head");
  }

  InputShape input_shape() const override { return waveform_input(16000, kWindow + 7 * kHop); }
  int64_t num_classes() const override { return 5; }

  /// Scales the classifier so that these sounds [N, T] get different answers, none of them for certain.
  void spread_answers(const torch::Tensor& sounds) {
    torch::NoGradGuard no_grad;
    const auto logits = forward(sounds);
    const auto deviation = logits.std(0);
    head_.div_(deviation.view({5, 1}));
    head_bias_.sub_(logits.mean(0)).div_(deviation);
  }

  /// Added to the classifier's bias [5] in the description only: a wrong weight in the exported file.
  torch::Tensor described_error = torch::zeros({5});

 private:
  torch::Tensor pool(const torch::Tensor& x) const {
    if (pooling_ == DemoPooling::kMean) return x.mean({2, 3});
    if (pooling_ == DemoPooling::kStatistics) {
      return torch::cat({x.mean({2, 3}), x.flatten(2).std(2, /*unbiased=*/false)}, 1);
    }
    const auto weights = torch::softmax(torch::conv2d(x, score_, score_bias_).flatten(1), 1);  // [N, P Q]
    return (x.flatten(2) * weights.unsqueeze(1)).sum(2);
  }

  GraphValue describe_pool(GraphSink& sink, const GraphValue& x) const {
    if (pooling_ == DemoPooling::kAttention) {
      const auto scores = sink.convolution(x, score_, score_bias_, 1, 0, "score");
      const auto weights = sink.softmax(sink.reshape(scores, {1, kFreeAxis}));  // [N, 1, P Q]
      const auto rows = sink.transpose(sink.reshape(x, {kChannels, kFreeAxis}), {0, 2, 1});
      return sink.flatten(sink.matrix_product(weights, rows));
    }
    const auto mean = sink.global_average_pool(x);
    if (pooling_ == DemoPooling::kMean) return mean;
    const auto square = sink.global_average_pool(sink.multiply(x, x));
    const auto variance = sink.relu(sink.subtract(square, sink.multiply(mean, mean)));
    return sink.concatenate({mean, sink.square_root(variance)});
  }

  /// [2 B, 1, 1, window]: the real parts' rows, then the imaginary ones'.
  static torch::Tensor fourier_kernel() {
    const auto n = torch::arange(kWindow, torch::kFloat64), k = torch::arange(kBins, torch::kFloat64);
    const auto angle = torch::outer(k, n) * (2 * M_PI / static_cast<double>(kWindow));
    const auto window = torch::hann_window(kWindow, torch::kFloat64);
    return torch::cat({torch::cos(angle) * window, torch::sin(angle) * window})
        .to(torch::kFloat32)
        .view({2 * kBins, 1, 1, kWindow});
  }

  DemoPooling pooling_;
  torch::Tensor filters_, conv1_, conv2_, conv3_, conv3_bias_, score_, score_bias_, head_, head_bias_;
  std::vector<torch::Tensor> norm1_;
};

/// Recordings of these lengths: a tone and its overtones in noise, each recording with its own pitch, level
/// and decay.
inline WaveformSamples make_demo_sounds(const std::vector<int64_t>& lengths, uint64_t seed = 1) {
  WaveformSamples samples;
  for (const int64_t length : lengths) {
    RandomStream stream(seed, "sound", static_cast<uint64_t>(samples.num_samples));
    const double hz = stream.uniform(100, 3000), level = stream.uniform(500, 20000);
    const double noise = stream.uniform(10, 3000), decay = stream.uniform(0, 4);
    for (int64_t t = 0; t < length; ++t) {
      const double phase = 2 * M_PI * hz * static_cast<double>(t) / 16000;
      const double envelope = std::exp(-decay * static_cast<double>(t) / static_cast<double>(length));
      const double value =
          envelope * level * (std::sin(phase) + 0.4 * std::sin(2.01 * phase)) + noise * stream.uniform(-1, 1);
      samples.waves.push_back(static_cast<int16_t>(value));
    }
    samples.offsets.push_back(static_cast<int64_t>(samples.waves.size()));
    samples.source_ids.push_back("recordings/" + std::to_string(samples.num_samples) + ".wav");
    samples.labels.push_back(static_cast<int32_t>(samples.num_samples % 5));
    samples.splits.push_back(samples.num_samples % 2 == 0 ? Split::kTest : Split::kValidation);
    samples.has_train_duplicate.push_back(0);
    samples.groups.push_back("Actor_" + std::to_string(samples.num_samples % 3));
    ++samples.num_samples;
  }
  return samples;
}

/// float32 [1, T], -1..1
inline torch::Tensor wave_of(const WaveformSamples& samples, int64_t i) {
  return torch::tensor(torch::ArrayRef<int16_t>(samples.wave(i), static_cast<size_t>(samples.length(i))))
             .to(torch::kFloat32)
             .unsqueeze(0) /
         32768;
}

/// LibTorch's answer, recording by recording: softmax(forward(samples) / temperature), [N, K] in float32.
inline torch::Tensor reference_probabilities(const TrainedModel& model, const WaveformSamples& samples) {
  torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> rows;
  for (int64_t i = 0; i < samples.num_samples; ++i) {
    rows.push_back(torch::softmax(model.network->forward(wave_of(samples, i)) / model.temperature, 1));
  }
  return torch::cat(rows);
}

/// A DemoSpeechNetwork whose answers differ between sounds.
inline TrainedModel make_trained_speech_model(DemoPooling pooling, double temperature = 1.0) {
  auto network = std::make_shared<DemoSpeechNetwork>(pooling);
  std::vector<torch::Tensor> waves;
  const auto sounds = make_demo_sounds(std::vector<int64_t>(24, 2000), 77);
  for (int64_t i = 0; i < sounds.num_samples; ++i) waves.push_back(wave_of(sounds, i));
  network->spread_answers(torch::cat(waves));
  auto model = make_trained_model(network, temperature);
  model.dataset_name = "demo voices";
  return model;
}

}  // namespace affekt::test
