#include "models/log_mel_layer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/error.h"

namespace affekt {
namespace {

constexpr double kTau = 6.283185307179586;

/// The waveform of the golden file's script.
torch::Tensor golden_wave() {
  auto wave = torch::empty({1, 16000});
  for (int64_t i = 0; i < 16000; ++i) {
    const auto t = static_cast<double>(i) / 16000;
    const double noise =
        static_cast<double>((i * 1103515245 + 12345) % (int64_t{1} << 31)) / 2147483648.0 - 0.5;
    wave[0][i] = 0.5 * std::sin(kTau * 220 * t) + 0.25 * std::sin(kTau * 1760 * t) + 0.1 * noise;
  }
  return wave;
}

class AgainstTorchaudio : public testing::TestWithParam<const char*> {};

TEST_P(AgainstTorchaudio, AgreesWithin1e4) {
  std::ifstream file(std::string(AFFEKT_SOURCE_DIR) + "/tests/golden/log_mel.json");
  const auto golden = nlohmann::json::parse(file).at("cases").at(GetParam());
  FrontEndConfig config;
  config.mel_scale = GetParam();
  LogMelLayer layer(config, 16000);
  const auto energies = layer.forward(golden_wave());
  ASSERT_EQ(energies.sizes(), (std::vector<int64_t>{1, 64, 97}));
  for (const int64_t frame : {0, 50}) {
    const auto expected = golden.at("log_mel_frame_" + std::to_string(frame)).get<std::vector<double>>();
    ASSERT_EQ(expected.size(), 64u);
    for (int64_t m = 0; m < 64; ++m)
      EXPECT_NEAR(energies[0][m][frame].item<double>(), expected[static_cast<size_t>(m)], 1e-4)
          << "band " << m << " of frame " << frame;
  }
  EXPECT_NEAR(energies.mean().item<double>(), golden.at("mean").get<double>(), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(LogMelLayer, AgainstTorchaudio, testing::Values("htk", "slaney"),
                         [](const auto& scale) { return std::string(scale.param); });

TEST(LogMelLayer, NumberOfFramesIsThatOfTheDocumentation) {
  LogMelLayer layer(FrontEndConfig{}, 16000);
  for (const int64_t length : {512, 671, 672, 16000})
    EXPECT_EQ(layer.forward(torch::zeros({2, length})).size(2), 1 + (length - 512) / 160) << length;
}

TEST(LogMelLayer, SilenceIsTheLogarithmOfTheFloor) {
  LogMelLayer layer(FrontEndConfig{}, 16000);
  const auto energies = layer.forward(torch::zeros({1, 1000}));
  EXPECT_NEAR(energies.max().item<double>(), std::log(1e-6), 1e-6);
  EXPECT_NEAR(energies.min().item<double>(), std::log(1e-6), 1e-6);
}

TEST(LogMelLayer, TwiceTheAmplitudeAddsLogFour) {
  LogMelLayer layer(FrontEndConfig{}, 16000);
  const auto wave = golden_wave();
  const auto difference = layer.forward(2 * wave) - layer.forward(wave);
  EXPECT_LT((difference - std::log(4.0)).abs().max().item<double>(),
            2e-3);  // the floor of 1e-6 adds a little
}

TEST(LogMelLayer, ARecordingShorterThanOneFrameIsRefused) {
  LogMelLayer layer(FrontEndConfig{}, 16000);
  EXPECT_THROW(layer.forward(torch::zeros({1, 511})), DataError);
}

TEST(MelFilters, NeighboursAddUpToOneBetweenTheFirstAndTheLastPeak) {
  const auto sums = make_mel_filters(FrontEndConfig{}, 16000).sum(1);  // [257]
  // Peaks lie between 20 Hz and 8 kHz: bins 4 (125 Hz) to 240 (7.5 kHz) are between two peaks.
  for (int64_t k = 4; k <= 240; ++k) EXPECT_NEAR(sums[k].item<double>(), 1.0, 1e-5) << k;
}

TEST(MelFilters, MoreBandsThanBinsIsAConfigError) {
  FrontEndConfig config;
  config.num_mels = 200;
  EXPECT_THROW(make_mel_filters(config, 16000), ConfigError);
}

}  // namespace
}  // namespace affekt
