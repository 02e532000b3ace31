#include "ingest/demo/demo_ravdess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "core/error.h"
#include "ingest/demo/demo_voice.h"
#include "ingest/prepare.h"
#include "ingest/sources/ravdess/audio_file.h"
#include "ingest/sources/ravdess/ravdess_name.h"
#include "ingest/sources/ravdess/recording.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

DemoDataOptions make_demo_options(int64_t num_actors = 2) {
  DemoDataOptions options;
  options.num_actors = num_actors;
  return options;
}

/// Pitch of a stretch of voice: the lag of the highest autocorrelation between 60 and 500 Hz.
double find_pitch_hz(const std::vector<float>& samples, int64_t rate) {
  double best = 0;
  int64_t best_lag = 1;
  for (int64_t lag = rate / 500; lag <= rate / 60; ++lag) {
    double sum = 0, energy = 1e-9;
    for (size_t i = 0; i + static_cast<size_t>(lag) < samples.size(); ++i) {
      sum += double{samples[i]} * samples[i + static_cast<size_t>(lag)];
      energy += double{samples[i]} * samples[i];
    }
    if (sum / energy > 1.02 * best) {
      best = sum / energy;
      best_lag = lag;
    }
  }
  return static_cast<double>(rate) / static_cast<double>(best_lag);
}

struct Heard {
  double pitch_hz = 0, rms = 0, seconds = 0;
};

/// Of an utterance without its pauses.
Heard listen(const VocalExpression& expression, int64_t rate = 16000) {
  DemoUtterance utterance;
  utterance.expression = expression;
  utterance.sample_rate_hz = rate;
  RandomStream stream(3, "listen");
  const std::vector<float> all = speak(utterance, stream);
  const SampleRange range = find_sound(all, rate, 30);
  const std::vector<float> sound(all.begin() + range.begin, all.begin() + range.end);
  Heard heard;
  heard.seconds = static_cast<double>(sound.size()) / static_cast<double>(rate);
  double energy = 0;
  for (const float sample : sound) energy += double{sample} * sample;
  heard.rms = std::sqrt(energy / static_cast<double>(sound.size()));
  // The first stressed vowel begins after about 80 ms and lasts 110.
  const auto begin = sound.begin() + static_cast<int64_t>(0.09 * static_cast<double>(rate));
  heard.pitch_hz = find_pitch_hz({begin, begin + rate / 10}, rate);
  return heard;
}

VocalExpression steady() {
  VocalExpression expression;
  expression.accent_st = 0;
  expression.jitter = 0.001;
  return expression;
}

TEST(DemoVoice, SpeaksAtThePitchThatIsAskedFor) {
  for (const double shift_st : {-5.0, 0.0, 7.0}) {
    VocalExpression expression = steady();
    expression.pitch_st = shift_st;
    // The average speaker has 120 Hz, and the pitch falls a little from the beginning on.
    EXPECT_NEAR(12 * std::log2(listen(expression).pitch_hz / 120), shift_st - 0.3, 0.7) << shift_st;
  }
}

TEST(DemoVoice, FollowsEnergyAndRate) {
  VocalExpression loud = steady(), slow = steady();
  loud.energy_db = 6;
  slow.rate = 0.7;
  const Heard plain = listen(steady());
  EXPECT_NEAR(20 * std::log10(listen(loud).rms / plain.rms), 6, 1);
  EXPECT_NEAR(listen(slow).seconds / plain.seconds, 1 / 0.7, 0.15);
}

TEST(DemoVoice, SoundsAlikeAtBothSampleRates) {
  const Heard at_16k = listen(steady(), 16000), at_48k = listen(steady(), 48000);
  EXPECT_NEAR(at_48k.pitch_hz / at_16k.pitch_hz, 1, 0.03);
  EXPECT_NEAR(at_48k.seconds / at_16k.seconds, 1, 0.05);
}

TEST(DemoVoice, StaysWithinFullScale) {
  VocalExpression shout = steady();
  shout.energy_db = 40;
  shout.effort = 1;
  DemoUtterance utterance;
  utterance.expression = shout;
  RandomStream stream(1, "shout");
  for (const float sample : speak(utterance, stream)) {
    ASSERT_TRUE(std::isfinite(sample));
    ASSERT_LT(std::fabs(sample), 1);
  }
}

TEST(DemoVocalExpression, AverageShowingsHaveTheirTypicalSound) {
  const auto average = [](int emotion, double VocalExpression::*trait) {
    double sum = 0;
    for (uint64_t i = 0; i < 400; ++i) {
      RandomStream stream(1, "average", static_cast<uint64_t>(emotion), i);
      sum += draw_vocal_expression(emotion, 2, draw_speaker(1 + static_cast<int>(i % 24), i), stream).*trait;
    }
    return sum / 400;
  };
  EXPECT_GT(average(3, &VocalExpression::pitch_st), average(1, &VocalExpression::pitch_st) + 2);    // happy
  EXPECT_LT(average(4, &VocalExpression::energy_db), average(1, &VocalExpression::energy_db) - 4);  // sad
  EXPECT_GT(average(5, &VocalExpression::effort), average(1, &VocalExpression::effort) + 0.6);      // angry
  EXPECT_GT(average(6, &VocalExpression::tremor_st), 0.5);                                          // fearful
  EXPECT_LT(average(7, &VocalExpression::rate), 0.9);                                               // disgust
  EXPECT_GT(average(8, &VocalExpression::final_st), 3);  // surprised
}

TEST(DemoRavdess, HasTheOfficialNamesAndCounts) {
  const TemporaryFolder folder;
  make_demo_data("ravdess", folder / "demo", make_demo_options(3));
  std::map<int, int> by_emotion;
  std::map<std::string, int> by_folder;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "demo")) {
    if (entry.path().extension() != ".wav") continue;
    const ParsedRavdessName parsed = parse_ravdess_name(entry.path().stem().string());
    EXPECT_EQ(parsed.fault, "") << entry.path();
    EXPECT_EQ(entry.path().parent_path().filename(), ravdess_group(parsed.name.actor));
    ++by_emotion[parsed.name.emotion];
    ++by_folder[entry.path().parent_path().filename().string()];
  }
  EXPECT_EQ(by_folder.size(), 3u);
  for (const auto& [name, count] : by_folder) EXPECT_EQ(count, 30) << name;
  EXPECT_EQ(by_emotion.at(1), 6);  // neutral has one intensity
  for (int emotion = 2; emotion <= 8; ++emotion) EXPECT_EQ(by_emotion.at(emotion), 12);
}

TEST(DemoRavdess, IsPreparedWithoutBadSamplesDuplicatesOrClipping) {
  const TemporaryFolder folder;
  make_demo_data("ravdess", folder / "demo", make_demo_options(5));
  DataConfig config;
  config.source = "ravdess";
  config.path = (folder / "demo").string();
  config.prepared_dir = (folder / "prepared").string();
  config.split.plan = "ravdess_5fold";
  config.split.validation_fold = 2;
  EXPECT_EQ(list_folds(config).present.size(), 5u);  // five actors are enough for every fold
  const PreparedData prepared = read_prepared(prepare_data(config).path);
  const WaveformSamples& samples = waveforms_of(prepared.samples);
  EXPECT_EQ(samples.num_samples, 150);
  EXPECT_EQ(prepared.info.audit["exact_groups"], 0);
  EXPECT_EQ(prepared.info.audit["near_duplicate_pairs"], 0);
  for (int64_t i = 0; i < samples.num_samples; ++i) {
    EXPECT_GT(samples.length(i), 16000) << samples.source_ids[static_cast<size_t>(i)];
    EXPECT_LT(samples.length(i), 5 * 16000) << samples.source_ids[static_cast<size_t>(i)];
  }
}

TEST(DemoRavdess, SameSeedSameFilesOtherSeedOtherFiles) {
  const TemporaryFolder folder;
  DemoDataOptions options = make_demo_options(1);
  make_demo_data("ravdess", folder / "a", options);
  make_demo_data("ravdess", folder / "b", options);
  options.seed = 2;
  make_demo_data("ravdess", folder / "c", options);
  const std::string name = "Actor_02/03-01-05-02-01-01-02.wav";
  EXPECT_EQ(read_text_file(folder / "a" / name), read_text_file(folder / "b" / name));
  EXPECT_NE(read_text_file(folder / "a" / name), read_text_file(folder / "c" / name));
}

TEST(DemoRavdess, FlatLayoutRepetitionsAndSampleRateAreAsAskedFor) {
  const TemporaryFolder folder;
  DemoDataOptions options = make_demo_options(1);
  options.layout = "flat";
  options.num_repetitions = 2;
  options.sample_rate_hz = 48000;
  make_demo_data("ravdess", folder / "demo", options);
  int64_t num_recordings = 0;
  for (const auto& entry : fs::directory_iterator(folder / "demo")) {
    num_recordings += entry.path().extension() == ".wav";
  }
  EXPECT_EQ(num_recordings, 60);  // as each actor of the real set speaks
  const AudioFile read = read_audio_file(folder / "demo/03-01-08-02-02-02-02.wav");
  EXPECT_EQ(read.source_rate_hz, 48000);
  EXPECT_EQ(read.source_channels, 1);
}

TEST(DemoRavdess, CountsOutOfRangeAreRefused) {
  const TemporaryFolder folder;
  const auto fault_of = [&](const DemoDataOptions& options) {
    return message_of<ConfigError>([&] { make_demo_data("ravdess", folder / "demo", options); });
  };
  EXPECT_THAT(fault_of(make_demo_options(0)), HasSubstr("1 to 24 actors expected, 0 got"));
  EXPECT_THAT(fault_of(make_demo_options(25)), HasSubstr("25 got"));
  DemoDataOptions options = make_demo_options();
  options.num_repetitions = 3;
  EXPECT_THAT(fault_of(options), HasSubstr("1 or 2 repetitions"));
  options = make_demo_options();
  options.sample_rate_hz = 22050;
  EXPECT_THAT(fault_of(options), HasSubstr("16000 or 48000"));
  options = make_demo_options();
  options.layout = "csv";
  EXPECT_THAT(fault_of(options), HasSubstr("'csv' got"));
  EXPECT_EQ(folder.count_files(), 0u);
}

}  // namespace
}  // namespace affekt
