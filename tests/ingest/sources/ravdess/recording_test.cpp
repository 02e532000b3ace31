#include "ingest/sources/ravdess/recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/sources/ravdess/test_sounds.h"

namespace affekt {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kFloatWav = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
constexpr size_t kFrame = 320;  // 20 ms at 16 kHz

/// `quiet`, then 0.5 for some frames, then `quiet`.
std::vector<float> make_burst(size_t before, size_t loud, size_t after, float quiet = 0) {
  std::vector<float> samples(before * kFrame, quiet);
  samples.insert(samples.end(), loud * kFrame, 0.5F);
  samples.insert(samples.end(), after * kFrame, quiet);
  return samples;
}

TEST(FindSound, KeepsOneFrameOfMargin) {
  const SampleRange range = find_sound(make_burst(10, 5, 7), 16000, 40);
  EXPECT_EQ(range.begin, 9 * 320);
  EXPECT_EQ(range.end, 16 * 320);
}

TEST(FindSound, SilenceIsMeasuredAgainstTheLoudestFrame) {
  // 0.5 / 100 is exactly 40 dB below and silence; a little more is sound.
  const std::vector<float> at_threshold = make_burst(4, 5, 4, 0.005F);
  EXPECT_EQ(find_sound(at_threshold, 16000, 39.9).begin, 3 * 320);
  EXPECT_EQ(find_sound(at_threshold, 16000, 40.1).begin, 0);
  EXPECT_EQ(find_sound(at_threshold, 16000, 40.1).end, 13 * 320);
  std::vector<float> quieter = at_threshold;
  for (float& sample : quieter) sample *= 0.01F;  // the whole recording 40 dB softer
  EXPECT_EQ(find_sound(quieter, 16000, 39.9).begin, 3 * 320);
}

TEST(FindSound, LeavesSilenceInTheMiddle) {
  std::vector<float> samples = make_burst(3, 2, 30);
  const std::vector<float> second = make_burst(0, 2, 4);
  samples.insert(samples.end(), second.begin(), second.end());
  const SampleRange range = find_sound(samples, 16000, 40);
  EXPECT_EQ(range.begin, 2 * 320);
  EXPECT_EQ(range.end, 38 * 320);  // 3 + 2 + 30 + 2 frames and one of margin
}

TEST(FindSound, StaysInsideAndTakesAShortLastFrame) {
  std::vector<float> samples = make_burst(0, 4, 0);
  samples.resize(samples.size() + 100, 0.5F);
  EXPECT_EQ(find_sound(samples, 16000, 40).begin, 0);
  EXPECT_EQ(find_sound(samples, 16000, 40).end, 4 * 320 + 100);
  EXPECT_EQ(find_sound({0.5F}, 16000, 40).end, 1);
}

TEST(FindSound, ZeroDecibelsAndTotalSilenceCutNothing) {
  EXPECT_EQ(find_sound(make_burst(5, 5, 5), 16000, 0).begin, 0);
  EXPECT_EQ(find_sound(make_burst(5, 5, 5), 16000, 0).end, 15 * 320);
  EXPECT_EQ(find_sound(std::vector<float>(1000), 16000, 40).end, 1000);
  EXPECT_EQ(find_sound({}, 16000, 40).end, 0);
}

class RecordingTest : public ::testing::Test {
 protected:
  Recording read(const std::vector<float>& samples, int format = kFloatWav) {
    write_sound(folder_ / "a.wav", samples, {16000, 1, format});
    return read_recording(folder_ / "a.wav", audio_);
  }
  TemporaryFolder folder_;
  AudioConfig audio_;
};

TEST_F(RecordingTest, SixteenBitSamplesComeBackUnchanged) {
  audio_.trim_db = 0;
  std::vector<float> samples;
  for (int value = -32768; value <= 32767; value += 5)
    samples.push_back(static_cast<float>(value) / 32768.0F);
  const Recording recording = read(samples, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  ASSERT_EQ(recording.fault, "");
  ASSERT_EQ(recording.wave.size(), samples.size());
  for (size_t i = 0; i < samples.size(); ++i) EXPECT_EQ(recording.wave[i], -32768 + 5 * static_cast<int>(i));
  EXPECT_EQ(recording.num_clipped, 0);
}

TEST_F(RecordingTest, RoundsToTheNearestAndCutsAtFullScale) {
  audio_.trim_db = 0;
  std::vector<float> samples(8000, 0.25F);
  samples[0] = 10.4F / 32768;
  samples[1] = 10.6F / 32768;
  samples[2] = -10.6F / 32768;
  samples[3] = 1.0F;
  samples[4] = 1.5F;
  samples[5] = -1.5F;
  const Recording recording = read(samples);
  EXPECT_THAT(std::vector<int16_t>(recording.wave.begin(), recording.wave.begin() + 6),
              ::testing::ElementsAre(10, 11, -11, 32767, 32767, -32768));
  EXPECT_EQ(recording.num_clipped, 2);  // 1.0 is one step above the highest number: that is rounding
}

TEST_F(RecordingTest, IsTrimmed) {
  const Recording recording = read(make_burst(20, 50, 20));
  EXPECT_EQ(recording.wave.size(), 52 * kFrame);
  EXPECT_EQ(recording.wave.front(), 0);
  EXPECT_EQ(recording.wave[kFrame], 16384);
}

TEST_F(RecordingTest, FaultsSayWhatAndDoNotRepeatThePath) {
  EXPECT_THAT(read(std::vector<float>(16000)).fault, HasSubstr("all samples are zero"));
  EXPECT_THAT(read(std::vector<float>(16000, 1e-6F)).fault, HasSubstr("all samples are zero"));  // in 16 bit
  EXPECT_EQ(read(make_burst(50, 5, 50)).fault,
            "too short: at least 0.3 s expected after trimming silence, 0.140 s got");
  std::vector<float> integers = make_sine(440, 1);
  for (float& sample : integers) sample *= 32768;
  EXPECT_THAT(
      read(integers).fault,
      HasSubstr("samples in -1..1 expected (peaks of up to 2 are taken and cut), a peak of 1.638e+04 got"));
  write_bytes(folder_ / "b.wav", "");
  EXPECT_EQ(read_recording(folder_ / "b.wav", audio_).fault, "empty file");
  EXPECT_THAT(read_recording(folder_ / "none.wav", audio_).fault, StartsWith("can't be read"));
}

TEST_F(RecordingTest, MinSecondsIsInclusive) {
  audio_.trim_db = 0;
  EXPECT_EQ(read(make_sine(200, 0.3)).fault, "");
  audio_.min_seconds = 0.301;
  EXPECT_THAT(read(make_sine(200, 0.3)).fault, HasSubstr("at least 0.301 s"));
}

}  // namespace
}  // namespace affekt
