#include "tasks/predict.h"

#include <gtest/gtest.h>

#include <csignal>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "models/model_table.h"
#include "tests/support/tiny_samples.h"

namespace affekt {
namespace {

using testing_support::make_tiny_samples;

/// Logits are fixed multiples of the image's mean: lets expected probabilities be computed by hand.
class MeanNetwork : public Classifier {
 public:
  explicit MeanNetwork(double gain) { gain_ = register_parameter("gain", torch::full({1}, gain)); }
  torch::Tensor compute_logits(const torch::Tensor& pixels) override {
    const auto left = pixels.slice(3, 0, pixels.size(3) / 2).mean({1, 2, 3});
    return torch::stack({left * gain_[0] / 255, torch::zeros_like(left)}, 1);
  }
  GraphValue describe_logits(GraphSink&, const GraphValue& pixels) const override { return pixels; }
  InputShape input_shape() const override { return {1, 4, 4}; }
  int64_t num_classes() const override { return 2; }

 private:
  torch::Tensor gain_;
};

TEST(Predict, BatchesDoNotChangeTheProbabilities) {
  NetworkOptions options;
  options.model.channels = {4, 8};
  options.model.residual_blocks = {0, 1};
  options.input = {1, 12, 12};
  options.num_classes = 3;
  const auto network = make_network(options, 1);
  const auto samples = make_tiny_samples(11, 12, 3, Split::kTest, 1);
  PredictOptions small, large;
  small.batch_size = 3;
  large.batch_size = 64;
  const auto a = predict_probabilities(*network, samples, small),
             b = predict_probabilities(*network, samples, large);
  ASSERT_EQ(a.size(), 33u);
  for (size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-6);
  for (size_t i = 0; i < 11; ++i) EXPECT_NEAR(a[3 * i] + a[3 * i + 1] + a[3 * i + 2], 1.0, 1e-6);
}

TEST(Predict, TemperatureDividesTheLogits) {
  MeanNetwork network(4.0);
  const auto samples = make_tiny_samples(2, 4, 2, Split::kTest, 1);
  PredictOptions options;
  const auto plain = predict_probabilities(network, samples, options);
  options.temperature = 2.0;
  const auto soft = predict_probabilities(network, samples, options);
  // logit(p) halves
  EXPECT_NEAR(std::log(soft[0] / soft[1]), 0.5 * std::log(plain[0] / plain[1]), 1e-5);
}

TEST(Predict, MirroringAveragesTheProbabilitiesOfBothHalves) {
  MeanNetwork network(4.0);
  auto samples = make_tiny_samples(1, 4, 2, Split::kTest, 1);
  for (size_t i = 0; i < 16; ++i) samples.pixels[i] = i % 4 < 2 ? 255 : 0;
  PredictOptions options;
  options.average_with_mirrored = true;
  const auto p = predict_probabilities(network, samples, options);
  // Left half 255: logit 4; mirrored, left half 0: logit 0.
  EXPECT_NEAR(p[0], (1 / (1 + std::exp(-4.0)) + 0.5) / 2, 1e-6);
}

TEST(Predict, ImagesOfAnotherSizeAreRefused) {
  MeanNetwork network(1.0);
  const auto samples = make_tiny_samples(1, 8, 2, Split::kTest, 1);
  EXPECT_THROW(predict_probabilities(network, samples, {}), ArtifactError);
}

/// Asks for an interruption in its second batch, as Ctrl-C would.
class InterruptingNetwork : public MeanNetwork {
 public:
  InterruptingNetwork() : MeanNetwork(1.0) {}
  torch::Tensor compute_logits(const torch::Tensor& pixels) override {
    if (++num_batches == 2) std::raise(SIGINT);
    return MeanNetwork::compute_logits(pixels);
  }
  int num_batches = 0;
};

TEST(Predict, AnInterruptIsHeededWithinABatch) {
  const auto samples = make_tiny_samples(10, 4, 2, Split::kTest, 1);
  PredictOptions options;
  options.batch_size = 2;
  InterruptingNetwork network;
  network.set_compute_dtype(torch::kBFloat16);
  install_interrupt_handlers();
  EXPECT_THROW(predict_probabilities(network, samples, options), Interrupted);
  install_interrupt_handlers();  // clears the request
  EXPECT_EQ(network.num_batches, 2);
  EXPECT_EQ(network.compute_dtype(), torch::kBFloat16);  // as before, though it was left early
}

TEST(Temperature, FindsTheFactorThatOverconfidenceWasMultipliedBy) {
  // 3 of 4 images of grey 255 are class 0: the calibrated logit is log(3), the network says 6.
  MeanNetwork network(6.0);
  ImageSamples samples = make_tiny_samples(4, 4, 2, Split::kValidation, 1);
  std::fill(samples.pixels.begin(), samples.pixels.end(), uint8_t{255});
  samples.labels = {0, 0, 0, 1};
  EXPECT_NEAR(fit_temperature(network, samples), 6.0 / std::log(3.0), 1e-3);
}

}  // namespace
}  // namespace affekt
