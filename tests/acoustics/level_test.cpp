#include "acoustics/level.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "acoustics/functionals.h"
#include "tests/acoustics/test_waves.h"

namespace affekt {
namespace {

using testing::Each;
using testing::FloatNear;

LevelContours contours_of(const std::vector<float>& wave) {
  return compute_level_contours(wave, 16000,
                                make_frame_grid(static_cast<int64_t>(wave.size()), 16000, 25, 10));
}

/// A level at 100 frames a second that goes up and down `hz` times a second, beginning in a dip.
std::vector<float> make_swings(double hz, double swing_db, double seconds) {
  std::vector<float> level_db;
  for (int i = 0; i < static_cast<int>(100 * seconds); ++i)
    level_db.push_back(static_cast<float>(-30 - swing_db / 2 * std::cos(test::kTwoPi * hz * i / 100)));
  return level_db;
}

TEST(Level, OfASineIsThreeDecibelsBelowItsAmplitude) {
  // 10 log10(0.5^2 / 2) = -9.031; 25 whole periods in a frame.
  EXPECT_THAT(contours_of(test::make_sine(1000, 0.5, 0.2)).level_db, Each(FloatNear(-9.031F, 1e-3F)));
}

TEST(Level, OfAFullScaleSquareIsZeroAndOfSilenceTheFloor) {
  EXPECT_THAT(contours_of(std::vector<float>(1600, -1.0F)).level_db, Each(FloatNear(0, 1e-5F)));
  EXPECT_THAT(contours_of(std::vector<float>(1600, 0.0F)).level_db, Each(-100.0F));
  EXPECT_THAT(contours_of({}).level_db, testing::ElementsAre(-100.0F));
}

TEST(Crossings, OfASineAreTwiceItsFrequency) {
  for (const double hz : {200.0, 1000.0, 3000.0}) {
    // A frame may hold one crossing less than its share: 40 per second.
    EXPECT_THAT(contours_of(test::make_sine(hz, 0.5, 0.2)).crossings_per_s,
                Each(FloatNear(static_cast<float>(2 * hz), 41)));
  }
}

TEST(Crossings, OfWhiteNoiseHappenAtEverySecondSample) {
  EXPECT_NEAR(compute_mean(contours_of(test::make_noise(0.1, 5)).crossings_per_s), 8000, 100);
}

TEST(Crossings, OfSilenceAndOfAConstantAreNone) {
  EXPECT_THAT(contours_of(std::vector<float>(1600, 0.0F)).crossings_per_s, Each(0.0F));
  EXPECT_THAT(contours_of(std::vector<float>(1600, -0.5F)).crossings_per_s, Each(0.0F));
}

TEST(LevelPeaks, AreCountedOncePerSwing) {
  EXPECT_EQ(count_level_peaks(make_swings(4, 20, 2), -60), 8);
  EXPECT_EQ(count_level_peaks(make_swings(7, 10, 1), -60), 7);
  EXPECT_EQ(count_level_peaks(make_swings(4, 20, 0.11), -60), 1) << "cut off at the top: it still rose";
}

TEST(LevelPeaks, RipplesAndQuietSwingsAreNone) {
  EXPECT_EQ(count_level_peaks(make_swings(4, 1.9, 2), -60), 0);  // below the rise of 2 dB
  EXPECT_EQ(count_level_peaks(make_swings(4, 20, 2), -15), 0);   // they reach -20 dB
  EXPECT_EQ(count_level_peaks(std::vector<float>(50, -30.0F), -60), 0);
  EXPECT_EQ(count_level_peaks({}, -60), 0);
}

TEST(LevelPeaks, ASingleRaisedFrameIsSmoothedAway) {
  std::vector<float> level_db(50, -30.0F);
  level_db[25] = -22;  // a fifth of 8 dB remains: 1.6
  EXPECT_EQ(count_level_peaks(level_db, -60), 0);
  level_db[26] = -22;  // 3.2
  EXPECT_EQ(count_level_peaks(level_db, -60), 1);
}

}  // namespace
}  // namespace affekt
