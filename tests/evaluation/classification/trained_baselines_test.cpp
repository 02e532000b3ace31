#include "evaluation/classification/trained_baselines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/classification/table_scores.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

/// Eight speakers of ten recordings of class 0; the model is right on those of the first `num_right`
/// speakers.
PredictionTable eight_speakers(int num_right) {
  std::vector<TableRow> rows;
  for (int i = 0; i < 80; ++i) {
    rows.push_back({0,
                    i / 10 < num_right ? std::vector<float>{0.75F, 0.25F} : std::vector<float>{0.25F, 0.75F},
                    false, "Actor_0" + std::to_string(i / 10 + 1)});
  }
  return make_table({"a", "b"}, rows);
}

std::vector<int32_t> right_on_first(int num_recordings) {
  std::vector<int32_t> predictions(80, 1);
  std::fill(predictions.begin(), predictions.begin() + num_recordings, 0);
  return predictions;
}

BootstrapOptions options_of(const PredictionTable& table) {
  return resampling_of(table, {20000, 1});
}

TEST(TrainedBaselines, AreScoredWithIntervalsOverSpeakers) {
  const auto table = eight_speakers(8);
  const json scores =
      score_trained_baselines(table, {{"acoustic_svm", "C = 1", right_on_first(40)}}, options_of(table));
  const json& svm = scores["acoustic_svm"];
  EXPECT_DOUBLE_EQ(svm["accuracy"], 0.5);
  EXPECT_DOUBLE_EQ(svm["uar"], 0.5);
  EXPECT_DOUBLE_EQ(svm["macro_f1"], (2.0 / 3 + 0) / 2);  // a: precision 1, recall 1/2; b: never the truth
  EXPECT_EQ(svm["chosen"], "C = 1");
  EXPECT_DOUBLE_EQ(svm["ci95"]["accuracy"][0], 0.125);  // Binomial(8, 1/2) / 8, as in the bootstrap's test
  EXPECT_DOUBLE_EQ(svm["ci95"]["accuracy"][1], 0.875);
}

TEST(TrainedBaselines, TheLineToBeatIsTheBetterOneAndTheDifferenceIsPaired) {
  // The model is right on speakers 1..8, the forest on 1..4: the difference of a resample is the share of
  // drawn speakers of 5..8, Binomial(8, 1/2) / 8.
  const auto table = eight_speakers(8);
  const json strongest = describe_strongest_baseline(
      table, {{"acoustic_svm", "", right_on_first(20)}, {"acoustic_random_forest", "", right_on_first(40)}},
      "uar", options_of(table));
  EXPECT_EQ(strongest["baseline"], "acoustic_random_forest");
  EXPECT_DOUBLE_EQ(strongest["difference"]["uar"]["value"], 0.5);
  EXPECT_DOUBLE_EQ(strongest["difference"]["uar"]["ci95"][0], 0.125);
  EXPECT_EQ(strongest["verdict"], "beaten");
}

TEST(TrainedBaselines, AVerdictNeedsTheWholeInterval) {
  // Right on one speaker more than the baseline: 35 % of the resamples miss that speaker.
  const auto verdict_of = [](int num_right) {
    const auto table = eight_speakers(num_right);
    return describe_strongest_baseline(table, {{"acoustic_svm", "", right_on_first(40)}}, "uar",
                                       options_of(table))
        .at("verdict")
        .get<std::string>();
  };
  EXPECT_EQ(verdict_of(5), "not clearly beaten");
  EXPECT_EQ(verdict_of(4), "not beaten");
  EXPECT_EQ(verdict_of(3), "not beaten");
}

TEST(TrainedBaselines, ReadBackWhatWasWritten) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "baseline_predictions.csv";
  const auto table = make_table({"no", "yes, very"}, {{0, {1, 0}}, {1, {0, 1}}});
  write_text_atomically(
      path, render_baseline_predictions_csv(table, {{"acoustic_svm", "C", {1, 0}}, {"forest", "", {1, 1}}}));
  const auto back = read_baseline_predictions(path, table);
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(back[0].name, "acoustic_svm");
  EXPECT_EQ(back[0].predictions, (std::vector<int32_t>{1, 0}));
  EXPECT_EQ(back[1].predictions, (std::vector<int32_t>{1, 1}));
}

TEST(TrainedBaselines, AFileOfOtherSamplesIsRefused) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "b.csv";
  const auto table = make_table({"no", "yes"}, {{0, {1, 0}}, {1, {0, 1}}});
  const auto refusal = [&](const std::string& text) {
    write_text_atomically(path, text);
    try {
      read_baseline_predictions(path, table);
    } catch (const ArtifactError& error) {
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  EXPECT_THAT(refusal(""), HasSubstr("source_id"));
  EXPECT_THAT(refusal("source_id,svm\nimage_0.png,no\n"), HasSubstr("1 samples, expected the 2"));
  EXPECT_THAT(refusal("source_id,svm\nimage_0.png,no\nother.png,no\n"), HasSubstr("b.csv:3"));
  EXPECT_THAT(refusal("source_id,svm\nimage_0.png,no\nimage_1.png,maybe\n"), HasSubstr("'maybe'"));
  EXPECT_THAT(refusal("source_id,svm\nimage_0.png\nimage_1.png,no\n"), HasSubstr("b.csv:2"));
}

/// One second; a tone whose pitch tells the class, with some noise.
void add_recording(WaveformSamples& samples, int32_t label, const std::string& speaker,
                   RandomStream& stream) {
  const double frequency = label == 0 ? 120 : 300;
  for (int t = 0; t < 16000; ++t) {
    const double tone = std::sin(2 * 3.14159265358979 * frequency * t / 16000);
    samples.waves.push_back(static_cast<int16_t>(8000 * tone + 200 * stream.normal()));
  }
  samples.offsets.push_back(static_cast<int64_t>(samples.waves.size()));
  samples.labels.push_back(label);
  samples.groups.push_back(speaker);
  samples.splits.push_back(Split::kTrain);
  samples.source_ids.push_back(std::to_string(samples.num_samples));
  samples.has_train_duplicate.push_back(0);
  ++samples.num_samples;
}

TEST(TrainedBaselines, TheAcousticOnesLearnPitchFromOtherSpeakers) {
  WaveformSamples train, test;
  RandomStream stream(1, "recordings");
  for (int i = 0; i < 12; ++i) add_recording(train, i % 2, "Actor_0" + std::to_string(i / 4), stream);
  for (int i = 0; i < 4; ++i) add_recording(test, i % 2, "Actor_09", stream);
  const auto baselines = train_acoustic_baselines(train, test, 2, 1);
  ASSERT_EQ(baselines.size(), 2U);
  EXPECT_EQ(baselines[0].name, "acoustic_svm");
  EXPECT_EQ(baselines[1].name, "acoustic_random_forest");
  for (const TrainedBaseline& baseline : baselines) {
    EXPECT_EQ(baseline.predictions, test.labels) << baseline.name;
    EXPECT_FALSE(baseline.chosen.empty());
  }
}

}  // namespace
}  // namespace affekt
