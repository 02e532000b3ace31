#include "ingest/sources/ravdess/recording_losses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/sources/ravdess/test_sounds.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RecordingLosses : public ::testing::Test {
 protected:
  std::vector<std::string> losses_of(const std::vector<float>& samples, const SoundFormat& format = {}) {
    write_sound(folder_ / "a.wav", samples, format);
    return describe_losses({read_recording(folder_ / "a.wav", audio_)}, {"a.wav"});
  }
  TemporaryFolder folder_;
  AudioConfig audio_;
};

TEST_F(RecordingLosses, AGoodRecordingHasNone) {
  EXPECT_THAT(losses_of(make_babble(1)), IsEmpty());
  EXPECT_THAT(losses_of(make_babble(1, 1, 48000), {48000}), IsEmpty());
}

TEST_F(RecordingLosses, CutWavesAreTold) {
  std::vector<float> loud = make_babble(1);
  for (float& sample : loud) sample *= 5;  // cut at 1 when it is written
  EXPECT_THAT(losses_of(loud), ElementsAre(HasSubstr("1 recording is clipped")));
  for (float& sample : loud) sample /= 1.5F;  // peaks of 1.6 in the file
  EXPECT_THAT(losses_of(loud, {16000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT}),
              ElementsAre(HasSubstr("1 recording is clipped")));
}

TEST_F(RecordingLosses, ASilenceThatSwallowsTheVoiceIsTold) {
  std::vector<float> samples = make_babble(1, 10);
  for (float& sample : samples) sample *= 0.001F;
  const std::vector<float> click = make_babble(2, 0.5);
  std::copy(click.begin(), click.end(), samples.begin() + 8000);
  EXPECT_THAT(losses_of(samples), ElementsAre(HasSubstr("trim_db")));
  audio_.trim_db = 0;
  EXPECT_THAT(losses_of(samples), IsEmpty());
}

TEST_F(RecordingLosses, NearSilenceIsTold) {
  std::vector<float> samples = make_babble(1);
  for (float& sample : samples) sample *= 0.003F;
  EXPECT_THAT(losses_of(samples), ElementsAre(HasSubstr("1 recording is near silent")));
}

TEST_F(RecordingLosses, NarrowBandsAreTold) {
  EXPECT_THAT(
      losses_of(make_babble(1, 1, 8000), {8000}),
      ElementsAre(HasSubstr("1 recording is at a sample rate below 16000 Hz (the worst: a.wav, 8000 Hz)")));
  EXPECT_THAT(losses_of(make_sine(1000, 1)), ElementsAre(HasSubstr("next to silent above 4.4 kHz")));
}

TEST_F(RecordingLosses, ASilentChannelIsTold) {
  std::vector<float> interleaved;
  for (const float sample : make_babble(1)) interleaved.insert(interleaved.end(), {sample, 0});
  EXPECT_THAT(losses_of(interleaved, {16000, 2}),
              ElementsAre(HasSubstr("a channel that is silent throughout")));
}

TEST_F(RecordingLosses, OneLineCountsAllAndNamesTheWorst) {
  std::vector<Recording> recordings(4);
  recordings[0].clipped_share = 0.02;
  recordings[1].clipped_share = 0.5;
  recordings[2].clipped_share = 0.001;
  recordings[3].clipped_share = 0.9;
  recordings[3].fault = "not used at all";
  for (Recording& recording : recordings) recording.peak = 1;
  EXPECT_THAT(describe_losses(recordings, {"a", "b", "c", "d"}),
              ElementsAre(testing::StartsWith(
                  "2 recordings are clipped: more than 1 % of the samples are cut at full "
                  "scale (the worst: b, 50.0 %); ")));
}

TEST(HighBandShare, IsThatOfThePower) {
  // Two sines: amplitudes 0.5 below and 0.05 above 4.4 kHz, so 1/101 of the power.
  const std::vector<float> low = make_sine(1000, 1, 16000, 0.5), high = make_sine(6000, 1, 16000, 0.05);
  std::vector<int16_t> wave;
  for (size_t i = 0; i < low.size(); ++i) wave.push_back(static_cast<int16_t>(32767 * (low[i] + high[i])));
  EXPECT_NEAR(find_high_band_share(wave), 1.0 / 101, 1e-4);
  EXPECT_EQ(find_high_band_share(std::vector<int16_t>(100, 5)), 1);
}

}  // namespace
}  // namespace affekt
