#include "perception/face_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const cv::Rect kLeft(0, 0, 100, 100), kRight(300, 0, 100, 100);

TEST(FaceTracker, AFaceKeepsItsIdentityThroughThreeMissedFramesAndNoMore) {
  FaceTracker tracker;
  EXPECT_THAT(tracker.update(0, {kLeft}), ElementsAre(1));
  for (const double time : {0.1, 0.2, 0.3}) tracker.update(time, {});
  EXPECT_EQ(tracker.find(1)->missed, 3);
  EXPECT_FALSE(tracker.find(1)->is_here());
  EXPECT_THAT(tracker.update(0.4, {kLeft}), ElementsAre(1));
  EXPECT_TRUE(tracker.find(1)->is_here());
  for (const double time : {0.5, 0.6, 0.7, 0.8}) tracker.update(time, {});
  EXPECT_EQ(tracker.find(1), nullptr);
  EXPECT_TRUE(tracker.faces().empty());
  EXPECT_THAT(tracker.update(0.9, {kLeft}), ElementsAre(2));  // an id is never used again
}

TEST(FaceTracker, FacesAreKnownByOverlapWhateverTheirOrder) {
  FaceTracker tracker;
  EXPECT_THAT(tracker.update(0, {kLeft, kRight}), ElementsAre(1, 2));
  EXPECT_THAT(tracker.update(0.1, {{310, 5, 100, 100}, {10, 5, 100, 100}}), ElementsAre(2, 1));
}

// Overlap of boxes of 100 that lie 50 apart: 50 / 150 = 1/3; 60 apart: 40 / 160 = 1/4.
TEST(FaceTracker, ABoxThatOverlapsTooLittleIsAnotherFace) {
  FaceTracker tracker;
  tracker.update(0, {kLeft});
  EXPECT_THAT(tracker.update(0.1, {{50, 0, 100, 100}}), ElementsAre(1));
  EXPECT_THAT(tracker.update(0.2, {{110, 0, 100, 100}}), ElementsAre(2));
}

TEST(FaceTracker, ThePairWithMostOverlapGoesFirst) {
  FaceTracker tracker;
  tracker.update(0, {{0, 0, 100, 100}, {60, 0, 100, 100}});
  // 30 apart from the first (0.54), 30 from the second (0.54); 20 apart from the second (0.67).
  EXPECT_THAT(tracker.update(0.1, {{30, 0, 100, 100}, {80, 0, 100, 100}}), ElementsAre(1, 2));
}

// After one time constant 1 - 1/e of the way is gone: 100 * 0.63212.
TEST(FaceTracker, ABoxFollowsWithItsTimeConstant) {
  FaceTrackerOptions options;
  options.box_time_constant_s = 0.1;
  options.min_overlap = 0.01;
  FaceTracker tracker(options);
  tracker.update(0, {{0, 0, 200, 200}});
  tracker.update(0.1, {{100, 0, 200, 200}});
  EXPECT_NEAR(tracker.find(1)->box.x, 63.212, 1e-3);
  EXPECT_EQ(tracker.find(1)->found.x, 100);
  tracker.update(0.3, {{100, 0, 200, 200}});  // two more
  EXPECT_NEAR(tracker.find(1)->box.x, 100 - 36.788 * std::exp(-2), 1e-3);
  options.box_time_constant_s = 0;
  FaceTracker direct(options);
  direct.update(0, {{0, 0, 200, 200}});
  direct.update(0.1, {{100, 0, 200, 200}});
  EXPECT_EQ(direct.find(1)->box.x, 100);
}

// After one half-life: the geometric mean, sqrt(0.8 * 0.2) = sqrt(0.2 * 0.8), so even. After another, at
// (0.2, 0.8) again: sqrt(0.5 * 0.2) : sqrt(0.5 * 0.8) = 1 : 2.
TEST(FaceTracker, ProbabilitiesAreSmoothedInTheLogarithmWithAHalfLife) {
  FaceTrackerOptions options;
  options.half_life_s = 0.5;
  FaceTracker tracker(options);
  tracker.update(0, {kLeft});
  tracker.add_probabilities(1, {0.8F, 0.2F});
  EXPECT_NEAR(tracker.find(1)->probabilities[0], 0.8, 1e-6);
  tracker.update(0.5, {kLeft});
  tracker.add_probabilities(1, {0.2F, 0.8F});
  EXPECT_NEAR(tracker.find(1)->probabilities[0], 0.5, 1e-6);
  tracker.update(1.0, {kLeft});
  tracker.add_probabilities(1, {0.2F, 0.8F});
  EXPECT_NEAR(tracker.find(1)->probabilities[0], 1.0 / 3, 1e-6);
}

// Two steps of a quarter of a second forget as much as one of half a second.
TEST(FaceTracker, SmoothingDoesNotDependOnTheFrameRate) {
  FaceTracker slow, fast;
  for (FaceTracker* tracker : {&slow, &fast}) {
    tracker->update(0, {kLeft});
    tracker->add_probabilities(1, {0.9F, 0.1F});
  }
  slow.update(0.5, {kLeft});
  slow.add_probabilities(1, {0.3F, 0.7F});
  for (const double time : {0.25, 0.5}) {
    fast.update(time, {kLeft});
    fast.add_probabilities(1, {0.3F, 0.7F});
  }
  EXPECT_NEAR(slow.find(1)->probabilities[0], fast.find(1)->probabilities[0], 1e-6);
}

TEST(FaceTracker, EachFaceHasItsOwnAnswerAndAnImpossibleClassStaysFinite) {
  FaceTracker tracker;
  tracker.update(0, {kLeft, kRight});
  tracker.add_probabilities(2, {1, 0});
  EXPECT_TRUE(tracker.find(1)->probabilities.empty());
  tracker.update(0.5, {kLeft, kRight});
  tracker.add_probabilities(2, {0, 1});
  EXPECT_NEAR(tracker.find(2)->probabilities[0], 0.5, 1e-6);
}

TEST(FaceTracker, OptionsOutOfRangeAreRefused) {
  FaceTrackerOptions options;
  options.half_life_s = -1;
  try {
    FaceTracker tracker(options);
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    EXPECT_THAT(error.what(), HasSubstr("half_life_s of 0 to 600 expected, -1 got"));
  }
}

}  // namespace
}  // namespace affekt
