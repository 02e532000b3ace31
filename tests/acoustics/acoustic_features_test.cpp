#include "acoustics/acoustic_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/acoustics/test_waves.h"

namespace affekt {
namespace {

using test::make_harmonics;
using test::make_noise;
using test::make_recordings;
using test::make_sine;
using testing::Each;
using testing::ElementsAre;

double value_of(const AcousticFeatures& features, const std::string& name, int64_t recording = 0) {
  const auto at = std::find(features.names.begin(), features.names.end(), name);
  if (at == features.names.end()) {
    ADD_FAILURE() << "no feature is called " << name;
    return NAN;
  }
  return features.row(recording)[at - features.names.begin()];
}

std::vector<float> joined(const std::vector<std::vector<float>>& parts) {
  std::vector<float> wave;
  for (const auto& part : parts) wave.insert(wave.end(), part.begin(), part.end());
  return wave;
}

std::vector<float> silence(double seconds) {
  return std::vector<float>(static_cast<size_t>(16000 * seconds), 0.0F);
}

/// A voiced sound whose harmonics fall by 1/k, rising by `semitones_per_s` from `hz`.
std::vector<float> make_voice(double hz, double semitones_per_s, double seconds, double rate_hz = 16000) {
  std::vector<float> wave(static_cast<size_t>(seconds * rate_hz));
  double phase = 0;
  for (size_t i = 0; i < wave.size(); ++i) {
    const double now_hz = hz * std::exp2(semitones_per_s * static_cast<double>(i) / rate_hz / 12);
    phase += test::kTwoPi * now_hz / rate_hz;
    for (int k = 1; k <= 15; ++k) wave[i] += static_cast<float>(0.15 / k * std::sin(k * phase));
  }
  return wave;
}

TEST(AcousticFeatures, AreAFewHundredWithUniqueNames) {
  const AcousticFeatures features = extract_acoustic_features(make_recordings({make_voice(200, 0, 1)}));
  const std::set<std::string> names(features.names.begin(), features.names.end());
  EXPECT_EQ(static_cast<int64_t>(names.size()), features.num_features);
  EXPECT_GT(features.num_features, 100);
  EXPECT_LT(features.num_features, 300);
  EXPECT_EQ(features.values.size(), names.size());
}

TEST(AcousticFeatures, OfASteadyVoiceAreKnown) {
  // Six periods in a frame, so that the level stands still.
  const AcousticFeatures f = extract_acoustic_features(make_recordings({make_voice(240, 0, 2)}));
  const double semitones = 12 * std::log2(2.4);  // above 100 Hz
  EXPECT_NEAR(value_of(f, "f0_semitones.p50"), semitones, 0.02);
  EXPECT_NEAR(value_of(f, "f0_semitones.mean"), semitones, 0.02);
  EXPECT_NEAR(value_of(f, "f0_semitones.range_p05_p95"), 0, 0.02);
  EXPECT_NEAR(value_of(f, "f0_semitones.slope_per_s"), 0, 0.02);
  EXPECT_NEAR(value_of(f, "f0_semitones.step.mean"), 0, 0.02);
  EXPECT_EQ(value_of(f, "voiced_share"), 1);
  EXPECT_EQ(value_of(f, "active_share"), 1);
  EXPECT_EQ(value_of(f, "duration_s"), 2);
  EXPECT_NEAR(value_of(f, "voiced_run_s.mean"), 1.98, 1e-4);  // 1 + (32000 - 400) / 160 = 198 frames
  EXPECT_NEAR(value_of(f, "level_db.range_p05_p95"), 0, 0.2);
  EXPECT_LT(value_of(f, "aperiodicity.mean"), 0.01);
}

TEST(AcousticFeatures, TellARisingVoiceByItsSlopeAndRange) {
  const AcousticFeatures f = extract_acoustic_features(make_recordings({make_voice(120, 6, 2)}));
  EXPECT_NEAR(value_of(f, "f0_semitones.slope_per_s"), 6, 0.1);
  EXPECT_NEAR(value_of(f, "f0_semitones.range_p05_p95"), 0.9 * 12, 0.3);  // 12 semitones, 5 % cut at each end
  EXPECT_NEAR(value_of(f, "f0_semitones.step.p50"), 0.06, 0.01);          // in 10 ms
}

TEST(AcousticFeatures, AGainMovesTheLevelAndCoefficientZeroOnly) {
  std::vector<float> wave = make_voice(180, 5, 1);
  const std::vector<float> noise = make_noise(0.003, 1);  // hides the rounding to 16 bits
  for (size_t i = 0; i < wave.size(); ++i) wave[i] += noise[i];
  std::vector<float> louder = wave;
  for (float& value : louder) value *= 2;
  const AcousticFeatures f = extract_acoustic_features(make_recordings({wave, louder}));
  const double gain_db = 20 * std::log10(2.0);
  const std::set<std::string> levels = {"level_db.mean", "level_db.p10", "level_db.p50", "level_db.p90",
                                        "level_db.voiced.mean"};
  const std::set<std::string> zeroth = {"mfcc_00.mean", "mfcc_00.p10", "mfcc_00.p50", "mfcc_00.p90",
                                        "mfcc_00.voiced.mean"};
  for (const std::string& name : f.names) {
    if (levels.count(name)) {
      EXPECT_NEAR(value_of(f, name, 1) - value_of(f, name, 0), gain_db, 0.01) << name;
    } else if (zeroth.count(name)) {
      EXPECT_NEAR(value_of(f, name, 1) - value_of(f, name, 0), std::sqrt(26.0) * std::log(4.0), 0.05) << name;
    } else {
      const double plain = value_of(f, name, 0);
      EXPECT_NEAR(value_of(f, name, 1), plain, 0.05 + 0.01 * std::abs(plain)) << name;
    }
  }
}

TEST(AcousticFeatures, PausesCountAsTimeButNotAsSound) {
  const std::vector<float> voice = make_voice(200, 0, 1);
  const AcousticFeatures f =
      extract_acoustic_features(make_recordings({voice, joined({silence(0.5), voice, silence(1), voice})}));
  EXPECT_NEAR(value_of(f, "duration_s", 1), 3.5, 1e-4);
  EXPECT_NEAR(value_of(f, "active_s", 1), 2, 0.1);
  EXPECT_NEAR(value_of(f, "active_share", 1), 2 / 3.5, 0.03);
  for (const char* name : {"f0_semitones.p50", "level_db.p50", "centroid_hz.p50"})
    EXPECT_NEAR(value_of(f, name, 1) / value_of(f, name, 0), 1, 0.02) << name;
  EXPECT_NEAR(value_of(f, "voiced_runs_per_s", 1), 2 / value_of(f, "active_s", 1), 1e-4);
}

TEST(AcousticFeatures, CountSyllables) {
  // Five bursts of voice a second, between them 20 dB less.
  std::vector<float> wave = make_voice(200, 0, 2);
  for (size_t i = 0; i < wave.size(); ++i) {
    const double level_db = -10 - 10 * std::cos(test::kTwoPi * 5 * static_cast<double>(i) / 16000);
    wave[i] *= static_cast<float>(std::pow(10, level_db / 20));
  }
  EXPECT_NEAR(value_of(extract_acoustic_features(make_recordings({wave})), "level_peaks_per_s"), 5, 0.3);
}

TEST(AcousticFeatures, OfNoiseHaveNoPitch) {
  const AcousticFeatures f = extract_acoustic_features(make_recordings({make_noise(0.1, 1)}));
  EXPECT_EQ(value_of(f, "voiced_share"), 0);
  EXPECT_EQ(value_of(f, "f0_semitones.p50"), 0);
  EXPECT_EQ(value_of(f, "mfcc_01.voiced.mean"), 0);
  EXPECT_NEAR(value_of(f, "centroid_hz.mean"), 4000, 100);
  EXPECT_NEAR(value_of(f, "level_db.mean"), -20, 0.2);
}

TEST(AcousticFeatures, DoNotDependOnTheRecordersOffset) {
  const std::vector<float> wave = make_voice(180, 5, 1);
  std::vector<float> shifted = wave;
  for (float& value : shifted) value += 0.125F;
  const AcousticFeatures f = extract_acoustic_features(make_recordings({wave, shifted}));
  for (const char* name : {"level_db.mean", "crossings_per_s.mean", "centroid_hz.mean", "f0_semitones.p50"})
    EXPECT_NEAR(value_of(f, name, 1) / value_of(f, name, 0), 1, 1e-3) << name;
}

TEST(AcousticFeatures, HardlyDependOnTheSampleRate) {
  const AcousticFeatures at_16 = extract_acoustic_features(make_recordings({make_voice(180, 5, 1)}));
  const AcousticFeatures at_48 =
      extract_acoustic_features(make_recordings({make_voice(180, 5, 1, 48000)}, 48000));
  EXPECT_EQ(at_16.names, at_48.names);
  for (const char* name :
       {"f0_semitones.p50", "f0_semitones.slope_per_s", "level_db.mean", "centroid_hz.mean",
        "rolloff_hz.mean", "crossings_per_s.mean", "voiced_share", "active_s"}) {
    EXPECT_NEAR(value_of(at_48, name) / value_of(at_16, name), 1, 0.03) << name;
  }
}

TEST(AcousticFeatures, OfSilentEmptyTinyAndClippedClipsAreFinite) {
  const AcousticFeatures f = extract_acoustic_features(make_recordings({silence(1),
                                                                        {},
                                                                        {0.5F},
                                                                        std::vector<float>(10, 0.25F),
                                                                        std::vector<float>(8000, 0.7F),
                                                                        make_sine(200, 3.0, 0.5),
                                                                        make_noise(1e-5, 0.5),
                                                                        make_sine(100, 0.5, 0.026)}));
  ASSERT_EQ(f.num_recordings(), 8);
  ASSERT_EQ(f.values.size(), static_cast<size_t>(8 * f.num_features));
  for (int64_t recording = 0; recording < 8; ++recording) {
    for (int64_t d = 0; d < f.num_features; ++d)
      EXPECT_TRUE(std::isfinite(f.row(recording)[d])) << recording << ": " << f.names[static_cast<size_t>(d)];
  }
  for (const int64_t recording : {0, 1, 4}) {  // a constant is silence: its offset is removed
    EXPECT_EQ(value_of(f, "active_s", recording), 0) << recording;
    EXPECT_EQ(value_of(f, "level_db.mean", recording), 0) << recording;
  }
  EXPECT_EQ(value_of(f, "duration_s", 1), 0);
}

TEST(AcousticFeatures, OfNoRecordingsAreNone) {
  const AcousticFeatures f = extract_acoustic_features(make_recordings({}));
  EXPECT_EQ(f.num_recordings(), 0);
  EXPECT_TRUE(f.values.empty());
}

TEST(AcousticFeatures, AreTheSameWhateverTheThreadsAndTheNeighbours) {
  std::vector<std::vector<float>> waves;
  for (int i = 0; i < 9; ++i)
    waves.push_back(
        joined({make_voice(110 + 20 * i, i, 0.3), make_noise(0.01, 0.1, static_cast<uint64_t>(i))}));
  AcousticFeatureOptions options;
  options.num_threads = 1;
  const AcousticFeatures one = extract_acoustic_features(make_recordings(waves), options);
  options.num_threads = 4;
  EXPECT_EQ(extract_acoustic_features(make_recordings(waves), options).values, one.values);
  const AcousticFeatures alone = extract_acoustic_features(make_recordings({waves[5]}), options);
  EXPECT_EQ(alone.values, std::vector<float>(one.row(5), one.row(6)));
}

TEST(AcousticFeatures, KeepLabelsAndGroupsAndGiveThemWithTheRowsChosen) {
  WaveformSamples samples =
      make_recordings({make_sine(100, 0.3, 0.2), make_sine(200, 0.3, 0.3), silence(0.1)});
  samples.labels = {3, 1, 2};
  samples.groups = {"a", "b", "c"};
  const AcousticFeatures all = extract_acoustic_features(samples);
  EXPECT_EQ(all.labels, samples.labels);
  EXPECT_EQ(all.groups, samples.groups);
  const AcousticFeatures some = select_rows(all, {2, 0});
  EXPECT_EQ(some.num_recordings(), 2);
  EXPECT_EQ(some.names, all.names);
  EXPECT_THAT(some.labels, ElementsAre(2, 3));
  EXPECT_THAT(some.groups, ElementsAre("c", "a"));
  EXPECT_EQ(std::vector<float>(some.row(1), some.row(2)), std::vector<float>(all.row(0), all.row(1)));
  EXPECT_THROW(select_rows(all, {3}), std::logic_error);

  samples.groups.clear();
  EXPECT_TRUE(select_rows(extract_acoustic_features(samples), {1}).groups.empty());
}

}  // namespace
}  // namespace affekt
