#include "exported/emotion_over_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/error.h"
#include "tests/evaluation/over_time/emotion_over_time_fixtures.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::pair<int64_t, int64_t>> place(int64_t num_samples, int64_t window, int64_t hop) {
  std::vector<std::pair<int64_t, int64_t>> spans;
  for (const SampleWindow& each : place_windows(num_samples, window, hop))
    spans.emplace_back(each.begin, each.end);
  return spans;
}

template <class Error>
std::string error_of(const LongRecording& recording, const OverTimeOptions& options) {
  LoudnessPredictor predictor;
  try {
    compute_emotion_over_time(predictor, recording, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(PlaceWindows, ARecordingUpToOneWindowIsOneWindow) {
  EXPECT_THAT(place(1, 3000, 500), ElementsAre(std::pair(0, 1)));
  EXPECT_THAT(place(2999, 3000, 500), ElementsAre(std::pair(0, 2999)));
  EXPECT_THAT(place(3000, 3000, 500), ElementsAre(std::pair(0, 3000)));
}

TEST(PlaceWindows, TheLastOneEndsWhereTheRecordingDoes) {
  EXPECT_THAT(place(3001, 3000, 500), ElementsAre(std::pair(0, 3000), std::pair(1, 3001)));
  EXPECT_THAT(place(3499, 3000, 500), ElementsAre(std::pair(0, 3000), std::pair(499, 3499)));
  EXPECT_THAT(place(4200, 3000, 500), ElementsAre(std::pair(0, 3000), std::pair(500, 3500),
                                                  std::pair(1000, 4000), std::pair(1200, 4200)));
}

TEST(PlaceWindows, NoneIsAddedWhereTheHopDivides) {
  EXPECT_THAT(place(4000, 3000, 500),
              ElementsAre(std::pair(0, 3000), std::pair(500, 3500), std::pair(1000, 4000)));
  EXPECT_THAT(place(30, 10, 10), ElementsAre(std::pair(0, 10), std::pair(10, 20), std::pair(20, 30)));
}

TEST(EmotionOverTime, EachWindowStandsForTheTimeAroundItsCentre) {
  LoudnessPredictor predictor;
  const auto result = compute_emotion_over_time(predictor, make_recording({{4.2, 0.5F}}), {3, 0.5, 35});
  // Centres at 1.5, 2, 2.5 and 2.7 s; the borders lie half-way between them.
  std::vector<double> centers, from, to;
  for (const WindowEmotion& window : result.windows) {
    centers.push_back(window.center_s);
    from.push_back(window.from_s);
    to.push_back(window.to_s);
  }
  const auto near = [](double value) { return ::testing::DoubleNear(value, 1e-9); };
  EXPECT_THAT(centers, ElementsAre(near(1.5), near(2), near(2.5), near(2.7)));
  EXPECT_THAT(from, ElementsAre(near(0), near(1.75), near(2.25), near(2.6)));
  EXPECT_THAT(to, ElementsAre(near(1.75), near(2.25), near(2.6), near(4.2)));
  EXPECT_NEAR(result.duration_s, 4.2, 1e-9);
}

TEST(EmotionOverTime, NeighboursWithTheSameAnswerAreOneSegment) {
  LoudnessPredictor predictor;
  const auto result =
      compute_emotion_over_time(predictor, make_recording({{3, 0.25F}, {3, 0.75F}}), {1, 0.5, 35});
  // 11 windows. Five lie in the quiet half (calm 0.9 * 0.75 = 0.675, angry 0.25), one half in it (mean
  // 0.5: calm 0.45, angry 0.5), five in the loud half (angry 0.75, calm 0.225). The border lies between the
  // centres 2.5 and 3 s.
  ASSERT_EQ(result.windows.size(), 11U);
  ASSERT_EQ(result.segments.size(), 2U);
  const EmotionSegment& calm = result.segments[0];
  EXPECT_EQ(calm.prediction, 0);
  EXPECT_EQ(calm.num_windows, 5);
  EXPECT_NEAR(calm.start_s, 0, 1e-9);
  EXPECT_NEAR(calm.end_s, 2.75, 1e-9);
  EXPECT_NEAR(calm.probability, 0.675, 1e-6);
  const EmotionSegment& angry = result.segments[1];
  EXPECT_EQ(angry.prediction, 1);
  EXPECT_EQ(angry.num_windows, 6);
  EXPECT_NEAR(angry.start_s, 2.75, 1e-9);
  EXPECT_NEAR(angry.end_s, 6, 1e-9);
  EXPECT_NEAR(angry.probability, (0.5 * 0.5 + 2.75 * 0.75) / 3.25, 1e-6);
}

TEST(EmotionOverTime, SharesAndMeansAreOverTimeNotOverWindows) {
  LoudnessPredictor predictor;
  const auto result =
      compute_emotion_over_time(predictor, make_recording({{3, 0.25F}, {3, 0.75F}}), {1, 0.5, 35});
  EXPECT_NEAR(result.classes[0].share, 2.75 / 6, 1e-9);
  EXPECT_NEAR(result.classes[1].share, 3.25 / 6, 1e-9);
  EXPECT_NEAR(result.classes[1].seconds, 3.25, 1e-9);
  EXPECT_NEAR(result.classes[2].share, 0, 1e-9);
  // 2.75 s at 0.25, 0.5 s at 0.5, 2.75 s at 0.75
  EXPECT_NEAR(result.classes[1].mean_probability.value(), 0.5, 1e-6);
  EXPECT_NEAR(result.classes[2].mean_probability.value(), 0.05, 1e-6);
  EXPECT_EQ(result.silent_seconds, 0);
}

TEST(EmotionOverTime, AQuietWindowIsSilentAndTheModelIsNotAsked) {
  LoudnessPredictor predictor;
  const auto recording = make_recording({{2, 0.5F}, {2, 0.005F}, {2, 0.5F}});  // 40 dB between them
  const auto result = compute_emotion_over_time(predictor, recording, {1, 1, 35});
  ASSERT_EQ(result.windows.size(), 6U);
  EXPECT_EQ(predictor.heard.at(0).num_samples, 4);
  EXPECT_NEAR(result.windows[0].level_db, 20 * std::log10(0.5), 1e-4);
  EXPECT_NEAR(result.windows[2].level_db, 20 * std::log10(0.005), 1e-4);
  EXPECT_NEAR(result.silent_below_db, 20 * std::log10(0.5) - 35, 1e-4);
  EXPECT_FALSE(result.windows[1].silent());
  EXPECT_TRUE(result.windows[2].silent());
  EXPECT_TRUE(result.windows[3].silent());
  EXPECT_TRUE(result.windows[3].probabilities.empty());
  EXPECT_FALSE(result.windows[4].silent());
  ASSERT_EQ(result.segments.size(), 3U);
  EXPECT_EQ(result.segments[1].prediction, kSilentPrediction);
  EXPECT_NEAR(result.silent_seconds, 2, 1e-9);
  EXPECT_NEAR(result.classes[1].share, 4.0 / 6, 1e-9);
  EXPECT_NEAR(result.classes[1].mean_probability.value(), 0.5, 1e-6);  // of the four that were heard

  const auto all = compute_emotion_over_time(predictor, recording, {1, 1, 45});
  EXPECT_EQ(all.silent_seconds, 0);
}

TEST(EmotionOverTime, AConstantOffsetIsNoSound) {
  LoudnessPredictor predictor;
  LongRecording recording = make_recording({{1, 0.5F}, {1, 0}});
  for (float& sample : recording.samples) sample += 0.3F;
  const auto result = compute_emotion_over_time(predictor, recording, {1, 1, 35});
  EXPECT_FALSE(result.windows[0].silent());
  EXPECT_TRUE(result.windows[1].silent());
}

TEST(EmotionOverTime, ARecordingWithoutSoundIsSilentThroughout) {
  LoudnessPredictor predictor;
  for (const double silence_db : {0.0, 35.0}) {
    const auto result = compute_emotion_over_time(predictor, make_recording({{5, 0}}), {1, 0.5, silence_db});
    ASSERT_EQ(result.segments.size(), 1U);
    EXPECT_EQ(result.segments[0].prediction, kSilentPrediction);
    EXPECT_NEAR(result.silent_seconds, 5, 1e-9);
    EXPECT_FALSE(result.classes[0].mean_probability.has_value());
  }
  EXPECT_TRUE(predictor.heard.empty());
}

TEST(EmotionOverTime, ZeroSilenceDbKeepsEvenTheQuietestSound) {
  LoudnessPredictor predictor;
  const auto recording = make_recording({{1, 0.9F}, {1, 0.001F}, {1, 0}});
  const auto result = compute_emotion_over_time(predictor, recording, {1, 1, 0});
  EXPECT_FALSE(result.windows[1].silent());  // -60 dB of full scale
  EXPECT_TRUE(result.windows[2].silent());
}

TEST(EmotionOverTime, TheModelHearsTheInt16OfThePreparedFile) {
  LoudnessPredictor predictor;
  LongRecording recording = make_recording({{0.3, 0.5F}});
  recording.samples[0] = 1.0F;   // one step above the largest int16
  recording.samples[1] = -1.0F;  // just the smallest
  recording.samples[2] = 1.2F;   // resampling overshoots
  recording.samples[3] = -1.2F;
  recording.samples[4] = 0.25F;
  recording.samples[5] = 1.6F / 32768;  // rounds to 2
  compute_emotion_over_time(predictor, recording, {});
  ASSERT_EQ(predictor.heard.size(), 1U);
  const WaveformSamples& heard = predictor.heard[0];
  EXPECT_EQ(heard.sample_rate_hz, 1000);
  ASSERT_EQ(heard.length(0), 300);
  EXPECT_THAT(std::vector<int16_t>(heard.wave(0), heard.wave(0) + 6),
              ElementsAre(32767, -32768, 32767, -32768, 8192, 2));
}

TEST(EmotionOverTime, LongRecordingsAreHeardInChunksWithTheSameAnswers) {
  LoudnessPredictor predictor;
  std::vector<std::pair<double, float>> stretches;
  for (int i = 0; i < 80; ++i) stretches.emplace_back(1, i % 2 == 0 ? 0.25F : 0.75F);
  const auto result = compute_emotion_over_time(predictor, make_recording(stretches), {3, 0.05, 35});
  ASSERT_EQ(result.windows.size(), 1541U);  // (80 - 3) / 0.05 + 1, 3000 samples each
  EXPECT_GT(predictor.heard.size(), 1U);
  for (const WaveformSamples& chunk : predictor.heard) EXPECT_LE(chunk.waves.size(), 2'000'000U);
  // A window of 3 s at an odd second holds two loud stretches, at an even one two quiet ones.
  for (size_t i = 0; i < result.windows.size(); i += 20) {
    const double angry = (i / 20) % 2 == 0 ? (0.25 + 0.75 + 0.25) / 3 : (0.75 + 0.25 + 0.75) / 3;
    ASSERT_NEAR(result.windows[i].probabilities[1], angry, 1e-6) << i;
  }
}

TEST(EmotionOverTime, TheEnvelopeHoldsThePeakOfEachPart) {
  LoudnessPredictor predictor;
  LongRecording recording = make_recording({{2, 0.5F}});
  recording.samples[1301] = -0.875F;  // 2000 samples, 1000 parts of two
  const auto result = compute_emotion_over_time(predictor, recording, {});
  ASSERT_EQ(result.envelope.size(), 1000U);
  EXPECT_EQ(result.envelope[649], 0.5F);
  EXPECT_EQ(result.envelope[650], 0.875F);
  EXPECT_EQ(compute_emotion_over_time(predictor, make_recording({{0.3, 0.5F}}), {}).envelope.size(), 300U);
}

TEST(EmotionOverTime, ShortRecordingsAreHeardAsOneWindowOrRefused) {
  LoudnessPredictor predictor;
  const auto result = compute_emotion_over_time(predictor, make_recording({{0.3, 0.5F}}), {});
  ASSERT_EQ(result.windows.size(), 1U);
  EXPECT_NEAR(result.windows[0].end_s, 0.3, 1e-9);
  EXPECT_EQ(error_of<DataError>(make_recording({{0.299, 0.5F}}), {}),
            "talk.wav: 0.299 s long, the model needs at least 0.3 s");
  EXPECT_EQ(error_of<DataError>(make_recording({}), {}), "talk.wav: the recording is empty");
}

TEST(EmotionOverTime, SamplesOfAnotherScaleAreRefused) {
  EXPECT_EQ(error_of<DataError>(make_recording({{1, 0.1F}, {1, 100.0F}}), {}),
            "talk.wav: samples in -1..1 expected (peaks of up to 2 are taken and cut), a peak of 100 got");
}

TEST(EmotionOverTime, OptionsOutOfRangeAreNamed) {
  const auto recording = make_recording({{5, 0.5F}});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(error_of<ConfigError>(recording, {0.05, 0.05, 35}),
              HasSubstr("--window-s: expected 0.1 to 60 seconds, got 0.05"));
  EXPECT_THAT(error_of<ConfigError>(recording, {61, 0.5, 35}), HasSubstr("seconds, got 61"));
  EXPECT_THAT(error_of<ConfigError>(recording, {nan, 0.5, 35}), HasSubstr("--window-s: expected"));
  EXPECT_THAT(error_of<ConfigError>(recording, {2, 2.5, 35}),
              HasSubstr("--hop-s: expected 0.05 to 2 seconds (the window), got 2.5"));
  EXPECT_THAT(error_of<ConfigError>(recording, {2, 0, 35}), HasSubstr("--hop-s: expected"));
  EXPECT_THAT(error_of<ConfigError>(recording, {2, 0.5, -1}),
              HasSubstr("--silence-db: expected 0 to 200 dB below the loudest window, got -1"));
  EXPECT_THAT(error_of<ConfigError>(recording, {0.2, 0.1, 35}),
              HasSubstr("--window-s: the model needs at least 0.3 seconds"));
}

TEST(EmotionOverTime, AModelOfImagesIsRefusedInWords) {
  class ImagePredictor : public LoudnessPredictor {
    PredictorInput input() const override { return {}; }
  };
  try {
    require_waveform_model(ImagePredictor(), "experiments/fer2013_cnn");
    FAIL() << "a model of images was accepted";
  } catch (const ConfigError& error) {
    EXPECT_THAT(error.what(), HasSubstr("experiments/fer2013_cnn: takes images"));
  }
  require_waveform_model(LoudnessPredictor(), "experiments/ravdess_cnn");
}

}  // namespace
}  // namespace affekt
