#include "models/speech_cnn.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "models/spec_augment.h"

namespace affekt {
namespace {

NetworkOptions options_with(const std::string& normalization, const std::string& pooling) {
  NetworkOptions options;
  options.model.name = "speech_cnn";
  options.model.channels = {4, 8};
  options.model.residual_blocks = {0, 1};
  options.model.front_end.normalization = normalization;
  options.model.pooling = pooling;
  options.input = waveform_input(16000);
  options.num_classes = 3;
  return options;
}

torch::Tensor noise(int64_t count, int64_t length) {
  torch::manual_seed(5);
  return 0.1 * torch::randn({count, length});
}

TEST(SpeechCnn, TakesEveryLengthFromItsShortestOn) {
  for (const char* pooling : {"mean", "statistics", "attention"}) {
    const auto network = make_network(options_with("clip", pooling), 1);
    network->eval();
    const int64_t shortest = network->input_shape().min_samples;
    // Two stages and the stem halve time twice: 4 frames are the least. 512 + 3 * 160 samples.
    EXPECT_EQ(shortest, 992);
    for (const int64_t length : {shortest, shortest + 1, int64_t{16001}})
      EXPECT_TRUE(network->forward(noise(2, length)).isfinite().all().item<bool>()) << pooling << length;
  }
}

TEST(SpeechCnn, WithNormalizationTheLevelDoesNotMatterAndWithoutItDoes) {
  const auto wave = noise(1, 8000);
  for (const char* normalization : {"clip", "band", "none"}) {
    const torch::NoGradGuard no_grad;
    const auto network = make_network(options_with(normalization, "statistics"), 1);
    network->eval();
    const double change = (network->forward(wave) - network->forward(4 * wave)).abs().max().item<double>();
    if (std::string(normalization) == "none") {
      EXPECT_GT(change, 1e-3);
    } else {
      EXPECT_LT(change, 1e-3) << normalization;
    }
  }
}

TEST(SpeechCnn, ChannelGatesAreRefused) {
  auto options = options_with("clip", "mean");
  options.model.squeeze_excitation = true;
  try {
    make_network(options, 1);
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    EXPECT_STREQ(
        error.what(),
        "model.squeeze_excitation: small_cnn only; the length of a recording is not known beforehand");
  }
}

TEST(SpeechCnn, DefaultSizeHasAtMostAMillionParameters) {
  NetworkOptions options;
  options.model.name = "speech_cnn";
  options.input = waveform_input(16000);
  options.num_classes = 8;
  EXPECT_LE(count_parameters(*make_network(options, 1)), 1'000'000);
}

TEST(TimePooling, StatisticsAreMeanAndDeviationOfEachChannelAndBand) {
  // Two channels of one band: 1, 3, 5 has mean 3 and variance 8/3; 2, 2, 2 has mean 2 and variance 0.
  TimePooling pooling("statistics", 2, 1);
  const auto x = torch::tensor({1.f, 3.f, 5.f, 2.f, 2.f, 2.f}).view({1, 2, 1, 3});
  const auto y = pooling.forward(x);
  ASSERT_EQ(y.sizes(), (std::vector<int64_t>{1, 4}));
  EXPECT_NEAR(y[0][0].item<double>(), 3.0, 1e-6);
  EXPECT_NEAR(y[0][1].item<double>(), 2.0, 1e-6);
  EXPECT_NEAR(y[0][2].item<double>(), std::sqrt(8.0 / 3 + 1e-5), 1e-5);
  EXPECT_NEAR(y[0][3].item<double>(), std::sqrt(1e-5), 1e-5);
}

TEST(TimePooling, AttentionWeighsByTheSoftmaxOfItsScores) {
  TimePooling pooling("attention", 1, 1);
  {
    const torch::NoGradGuard no_grad;
    pooling.parameters()[0].fill_(std::log(3.0));
  }
  // Scores 0 and log 3: weights 1/4 and 3/4 of the values 0 and 1.
  const auto y = pooling.forward(torch::tensor({0.f, 1.f}).view({1, 1, 1, 2}));
  EXPECT_NEAR(y.item<double>(), 0.75, 1e-6);
}

TEST(SpecAugment, HidesWholeBandsAndSpansAndNothingElse) {
  SpecAugmentConfig config;
  config.num_frequency_masks = config.num_time_masks = 1;
  config.max_frequency_mels = 8;
  config.max_time_ms = 200;
  torch::manual_seed(1);
  bool any_band = false, any_span = false;
  for (int trial = 0; trial < 20; ++trial) {
    const auto hidden = mask_bands_and_spans(torch::ones({3, 64, 100}), config, 10).eq(0);
    for (int64_t i = 0; i < 3; ++i) {
      const auto bands = hidden[i].all(1), spans = hidden[i].all(0);
      EXPECT_LE(bands.sum().item<int64_t>(), 8);
      EXPECT_LE(spans.sum().item<int64_t>(), 20);
      const auto explained = bands.unsqueeze(1).logical_or(spans.unsqueeze(0));
      EXPECT_TRUE(hidden[i].equal(explained));
      any_band = any_band || bands.any().item<bool>();
      any_span = any_span || spans.any().item<bool>();
    }
  }
  EXPECT_TRUE(any_band);
  EXPECT_TRUE(any_span);
}

TEST(SpecAugment, WithoutMasksNothingChanges) {
  SpecAugmentConfig config;
  config.num_frequency_masks = config.num_time_masks = 0;
  const auto x = torch::randn({2, 8, 20});
  EXPECT_TRUE(mask_bands_and_spans(x, config, 10).equal(x));
}

}  // namespace
}  // namespace affekt
