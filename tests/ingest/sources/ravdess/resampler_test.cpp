#include "ingest/sources/ravdess/resampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/random_stream.h"

namespace affekt {
namespace {

std::vector<float> draw_noise(size_t count) {
  RandomStream stream(7, "test_resampler");
  std::vector<float> noise(count);
  for (float& sample : noise) sample = static_cast<float>(0.3 * stream.normal());
  return noise;
}

constexpr size_t kStart = 64;  // the first outputs lack what the stages of libsoxr would hold before them

/// output[n] = sum over p of input[p] * taps[|n * down - p * up|]
std::vector<double> filter_with(const std::vector<float>& taps, const std::vector<float>& input, int64_t from,
                                int64_t to) {
  const int64_t divisor = std::gcd(from, to), up = to / divisor, down = from / divisor;
  std::vector<double> output(static_cast<size_t>(
      std::llround(static_cast<double>(input.size()) * static_cast<double>(up) / static_cast<double>(down))));
  for (size_t n = 0; n < output.size(); ++n)
    for (size_t p = 0; p < input.size(); ++p) {
      const auto place =
          static_cast<size_t>(std::abs(static_cast<int64_t>(n) * down - static_cast<int64_t>(p) * up));
      if (place < taps.size()) output[n] += static_cast<double>(input[p]) * static_cast<double>(taps[place]);
    }
  return output;
}

TEST(ResamplingTaps, ComputeWhatTheResamplerDoes) {
  for (const int64_t from : {8000, 22050, 32000, 44100, 48000, 96000}) {
    const std::vector<float> noise = draw_noise(3000);
    Resampler resampler(from, 16000);
    resampler.add(noise);
    const std::vector<float> expected = resampler.finish();
    const std::vector<double> got = filter_with(measure_resampling_taps(from, 16000), noise, from, 16000);
    ASSERT_EQ(got.size(), expected.size()) << from;
    for (size_t n = kStart; n < got.size(); ++n)
      EXPECT_NEAR(got[n], static_cast<double>(expected[n]), 2e-5) << from << " at " << n;
  }
}

TEST(ResamplingTaps, OfEqualRatesAreOneAlone) {
  const std::vector<float> taps = measure_resampling_taps(16000, 16000);
  EXPECT_FLOAT_EQ(taps.front(), 1);
  EXPECT_TRUE(std::all_of(taps.begin() + 1, taps.end(), [](float tap) { return std::abs(tap) < 1e-7F; }));
}

}  // namespace
}  // namespace affekt
