#include "ingest/sources/ravdess/channel_mixer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace affekt {
namespace {

using ::testing::ElementsAre;

TEST(ChannelMixer, TakesTheMean) {
  ChannelMixer mixer(2);
  EXPECT_THAT(mixer.mix({0.5F, 0.25F, -1, 1, 9, 9}, 2), ElementsAre(0.375F, 0));
  EXPECT_EQ(mixer.num_frames(), 2u);
  EXPECT_FALSE(mixer.has_silent_channel());
}

TEST(ChannelMixer, StopsAtWhatIsNotFinite) {
  ChannelMixer mixer(1);
  mixer.mix({0.5F}, 1);
  EXPECT_THAT(mixer.mix({0.5F, std::numeric_limits<float>::quiet_NaN(), 0}, 3), ElementsAre(0.5F));
  EXPECT_EQ(mixer.num_frames(), 2u);
}

TEST(ChannelMixer, CountsRunsAtFullScale) {
  ChannelMixer mixer(1);
  // Runs of 3 and 4 count, also across blocks; two peaks, a step within full scale and what is loud do not.
  mixer.mix({1, 1, 1, 0, 1, 1, 0, -1, -1}, 9);
  mixer.mix({-1, -1, 1, 0, 0.9F, 0.9F, 0.9F}, 7);
  EXPECT_DOUBLE_EQ(mixer.clipped_share(), 7.0 / 16);
}

TEST(ChannelMixer, FindsASilentChannel) {
  ChannelMixer mixer(2);
  mixer.mix({0.5F, 0, -0.5F, 0}, 2);
  EXPECT_TRUE(mixer.has_silent_channel());
  EXPECT_FALSE(mixer.cancels());
  ChannelMixer silence(2);
  silence.mix({0, 0, 0, 0}, 2);
  EXPECT_FALSE(silence.has_silent_channel());
  EXPECT_FALSE(silence.cancels());
}

TEST(ChannelMixer, FindsChannelsThatCancelEachOther) {
  // Power of the mean against a quarter of both channels' together: 0.05^2 / (1.81 / 4) = 0.006 and
  // 0.125^2 / (1.5625 / 4) = 0.04.
  ChannelMixer near(2), far(2);
  near.mix({1, -0.9F, -1, 0.9F}, 2);
  far.mix({1, -0.75F, -1, 0.75F}, 2);
  EXPECT_TRUE(near.cancels());
  EXPECT_FALSE(far.cancels());
  ChannelMixer unrelated(4);
  unrelated.mix({1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, 4);
  EXPECT_FALSE(unrelated.cancels());
}

}  // namespace
}  // namespace affekt
