#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "evaluation/classification/report.h"
#include "evaluation/report/render_report_markdown.h"
#include "metrics/classification.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Four samples of three classes: 0 right, 0 taken for 1, 1 right, 2 taken for 0 (most surely, with a
/// duplicate).
ReportInput four_samples() {
  return make_input(make_table({"a", "b", "c"}, {{0, {0.75F, 0.25F, 0.0F}},
                                                 {0, {0.25F, 0.5F, 0.25F}},
                                                 {1, {0.0F, 1.0F, 0.0F}},
                                                 {2, {0.75F, 0.0F, 0.25F}, true}}));
}

TEST(BuildReport, MatchesTheHandCalculation) {
  const json report = build_report(four_samples());
  EXPECT_EQ(report["kind"], "classification");
  EXPECT_DOUBLE_EQ(report["metrics"]["accuracy"]["value"], 0.5);
  EXPECT_DOUBLE_EQ(report["metrics"]["uar"]["value"], (0.5 + 1 + 0) / 3);
  EXPECT_DOUBLE_EQ(report["metrics"]["macro_f1"]["value"], (0.5 + 2.0 / 3 + 0) / 3);
  EXPECT_EQ(report["confusion"]["counts"], json({{1, 1, 0}, {0, 1, 0}, {1, 0, 0}}));
  EXPECT_EQ(report["per_class"][2]["class"], "c");
  EXPECT_EQ(report["per_class"][2]["recall"], 0.0);
  EXPECT_EQ(report["data"]["counts"]["a"], 2);
  EXPECT_EQ(report["calibration"]["bins"].size(), 15U);
  EXPECT_EQ(report["calibration"]["ece"], report["metrics"]["ece"]["value"]);
  EXPECT_EQ(report["top_confusions"][0]["label"], "a");
  EXPECT_EQ(report["top_confusions"][0]["share_of_label"], 0.5);
}

TEST(BuildReport, OfSpeakersUarComesFirstAndIntervalsAreDrawnOverThem) {
  // Eight speakers of ten recordings, four always right and four never: over speakers 1/8 to 7/8 (Binomial(8,
  // 1/2)).
  std::vector<TableRow> rows;
  for (int i = 0; i < 80; ++i) {
    rows.push_back({0, i < 40 ? std::vector<float>{0.75F, 0.25F} : std::vector<float>{0.25F, 0.75F}, false,
                    "Actor_0" + std::to_string(i / 10 + 1)});
  }
  ReportInput input = make_input(make_table({"a", "b"}, rows));
  input.input_kind = "waveforms";
  input.options.bootstrap_samples = 20000;
  const json report = build_report(input);
  EXPECT_EQ(report["headline"], "uar");
  EXPECT_EQ(report["data"]["input_kind"], "waveforms");
  EXPECT_EQ(report["bootstrap"]["unit"], "speaker");
  EXPECT_EQ(report["bootstrap"]["num_units"], 8);
  for (const char* name : {"uar", "accuracy"}) {
    EXPECT_DOUBLE_EQ(report["metrics"][name]["ci95"][0], 0.125) << name;
    EXPECT_DOUBLE_EQ(report["metrics"][name]["ci95"][1], 0.875) << name;
  }
  EXPECT_DOUBLE_EQ(report["per_class"][0]["recall_ci95"][0], 0.125);
  EXPECT_EQ(report["per_group"]["unit"], "speaker");
  ASSERT_EQ(report["per_group"]["groups"].size(), 8U);
  EXPECT_EQ(report["per_group"]["groups"][7]["uar"], 0.0);
  EXPECT_EQ(report["per_group"]["spread"]["uar"]["mean"], 0.5);
  EXPECT_EQ(report["per_group"]["groups"][0]["num_classes"], 1);
  EXPECT_THAT(render_report_markdown(make_classification_report(input)),
              HasSubstr("A speaker's UAR is over the classes that it has samples of, at least 1 of the 2."));
  EXPECT_TRUE(has_note(report, "few_groups"));
  // The leak-free score too: nothing is left out here, so it is the same.
  EXPECT_EQ(report["leaks"]["without_train_duplicates"]["metrics"], report["metrics"]);
}

TEST(BuildReport, WithoutGroupsAccuracyComesFirst) {
  const json report = build_report(four_samples());
  EXPECT_EQ(report["headline"], "accuracy");
  EXPECT_EQ(report["bootstrap"]["unit"], "sample");
  EXPECT_EQ(report["bootstrap"]["num_units"], 4);
  EXPECT_FALSE(report.contains("per_group"));
  EXPECT_FALSE(report.contains("strongest_baseline"));
  EXPECT_FALSE(report.contains("cross_validation"));
}

TEST(BuildReport, OfASingleSpeakerNoIntervalIsInvented) {
  const json report = build_report(make_input(spoken_by(make_random_table(200, 0.7, 1), 1)));
  EXPECT_TRUE(report["metrics"]["uar"]["ci95"].is_null());
  EXPECT_TRUE(report["per_group"]["spread"]["uar"]["deviation"].is_null());
  ASSERT_TRUE(has_note(report, "few_groups"));
  EXPECT_THAT(report["notes"].dump(), HasSubstr("the scores have no intervals"));
}

TEST(BuildReport, OfFewRecordingsOfASingleSpeakerNoIntervalIsSpokenOf) {
  const json report = build_report(make_input(spoken_by(make_random_table(30, 0.7, 1), 1)));
  ASSERT_TRUE(has_note(report, "few_samples"));
  EXPECT_THAT(report["notes"].dump(), HasSubstr("Only 30 images: "));
  EXPECT_THAT(report["notes"].dump(), Not(HasSubstr("intervals are rough")));
}

TEST(BuildReport, OtherDataThanTheTrainingsAreMinded) {
  ReportInput input = four_samples();  // one with a duplicate in train, chosen on validation
  input.data.content_digest = std::string(64, 'a');
  input.model["trained_on"] = std::string(64, 'a');
  json report = build_report(input);
  EXPECT_EQ(report["leaks"]["of_training_data"], true);
  EXPECT_FALSE(has_note(report, "other_data"));
  EXPECT_TRUE(has_note(report, "train_duplicates"));

  input.model["trained_on"] = std::string(64, 'b');
  report = build_report(input);
  EXPECT_EQ(report["leaks"]["of_training_data"], false);
  ASSERT_EQ(report["notes"][0]["code"], "other_data");
  EXPECT_EQ(report["notes"][0]["level"], "warning");
  EXPECT_THAT(report["notes"][0]["text"].get<std::string>(),
              AllOf(HasSubstr("(aaaaaaaaaaaa..., it was trained on bbbbbbbbbbbb...)"),
                    HasSubstr("whether these images, or the same people, were among its training samples")));
  // What is known of a split or of twins is known of the training's own data only.
  EXPECT_TRUE(report["selected_on_this_split"].is_null());
  for (const char* code : {"selected_on_this_split", "selection_unknown", "train_duplicates"})
    EXPECT_FALSE(has_note(report, code)) << code;

  input.model.erase("trained_on");
  EXPECT_TRUE(build_report(input)["leaks"]["of_training_data"].is_null());
  EXPECT_FALSE(has_note(build_report(input), "other_data"));
}

TEST(BuildReport, AModelOfAllFoldsIsNotSaidToBeTestedOnThem) {
  ReportInput input = four_samples();
  input.model["trained_on"] = std::string(64, 'b');
  input.model["trained_on_all_folds"] = "all folds of the plan ravdess_5fold";
  const json report = build_report(input);
  ASSERT_EQ(report["notes"][0]["code"], "trained_on_all_folds");
  EXPECT_THAT(
      report["notes"][0]["text"].get<std::string>(),
      AllOf(HasSubstr("trained on all folds of the plan ravdess_5fold, so that no sample was held out"),
            HasSubstr("(data set faces)"), HasSubstr("how well it remembers them")));
  EXPECT_FALSE(has_note(report, "other_data"));
}

TEST(BuildReport, SaysPlainlyWhetherTheStrongestBaselineIsBeaten) {
  ReportInput input = make_input(spoken_by(make_random_table(300, 0.9, 1), 12));
  input.baselines = {{"acoustic_svm", "C = 1", std::vector<int32_t>(300, 0)}};
  json report = build_report(input);
  EXPECT_DOUBLE_EQ(report["baselines"]["acoustic_svm"]["uar"], 1.0 / 3);
  EXPECT_TRUE(report["baselines"].contains("majority"));
  EXPECT_EQ(report["strongest_baseline"]["verdict"], "beaten");
  EXPECT_TRUE(has_note(report, "baseline_beaten"));
  EXPECT_THAT(report["notes"].dump(), HasSubstr("SVM on acoustic features with UAR 33.3"));
  EXPECT_THAT(report["notes"].dump(), HasSubstr("interval over 12 groups +"));

  input.baselines[0].predictions = input.table.labels;
  report = build_report(input);
  EXPECT_EQ(report["strongest_baseline"]["verdict"], "not beaten");
  EXPECT_TRUE(has_note(report, "baseline_not_beaten"));
  EXPECT_THAT(report["notes"].dump(), HasSubstr(" points below it (95 % interval"));

  input.baselines[0].predictions = argmax_rows(input.table.probabilities, 3);  // the model's own
  report = build_report(input);
  EXPECT_EQ(report["strongest_baseline"]["verdict"], "not beaten");
  EXPECT_THAT(report["notes"].dump(), HasSubstr("the model is as good as it (95 % interval"));

  input.baselines.clear();
  input.why_no_baseline = "the training recordings are of one speaker";
  report = build_report(input);
  EXPECT_TRUE(has_note(report, "no_acoustic_baseline"));
  EXPECT_THAT(report["notes"].dump(), HasSubstr("of one speaker"));
}

TEST(BuildReport, ScoresOnTrainingSamplesAreCalledThat) {
  ReportInput input = four_samples();
  input.table.split = "train";
  EXPECT_TRUE(has_note(build_report(input), "trained_on_this_split"));
}

TEST(BuildReport, WeightsOfTheLastEpochWereChosenOnNoSplit) {
  ReportInput input = four_samples();
  input.model = {{"selected_on", "none"},
                 {"selection", {{"policy", "last"}, {"epoch", 60}, {"split", "none"}, {"finished", true}}}};
  for (const char* split : {"validation", "test"}) {
    input.table.split = split;
    const json report = build_report(input);
    EXPECT_EQ(report["selected_on_this_split"], false);
    EXPECT_FALSE(has_note(report, "selected_on_this_split"));
    EXPECT_FALSE(has_note(report, "selection_unknown"));
  }
}

TEST(BuildReport, EveryMetricHasAnIntervalAroundIt) {
  const json report = build_report(make_input(make_random_table(300, 0.7, 1)));
  for (const char* name : {"accuracy", "macro_f1", "uar", "log_loss", "brier"}) {
    const json& metric = report["metrics"][name];
    EXPECT_LT(metric["ci95"][0], metric["value"]) << name;
    EXPECT_GT(metric["ci95"][1], metric["value"]) << name;
  }
  EXPECT_TRUE(report["metrics"]["ece"]["ci95"].is_array());
}

TEST(BuildReport, TheSameInputGivesTheSameBytes) {
  const ReportInput input = make_input(make_random_table(200, 0.7, 1));
  EXPECT_EQ(build_report(input).dump(), build_report(input).dump());
  ReportInput other = input;
  other.seed = 2;
  EXPECT_NE(build_report(input)["metrics"].dump(), build_report(other)["metrics"].dump());
}

TEST(BuildReport, TellsWhenTheCheckpointWasChosenOnThisSplit) {
  ReportInput input = make_input(make_random_table(200, 0.7, 1));
  json report = build_report(input);
  EXPECT_EQ(report["selected_on_this_split"], true);
  ASSERT_TRUE(has_note(report, "selected_on_this_split"));
  EXPECT_THAT(report["notes"][0]["text"].get<std::string>(), HasSubstr("optimistic"));
  EXPECT_THAT(report["notes"][0]["text"].get<std::string>(), HasSubstr("temperature"));

  input.table.split = "test";
  report = build_report(input);
  EXPECT_EQ(report["selected_on_this_split"], false);
  EXPECT_FALSE(has_note(report, "selected_on_this_split"));

  input.model.erase("selected_on");
  report = build_report(input);
  EXPECT_TRUE(report["selected_on_this_split"].is_null());
  EXPECT_TRUE(has_note(report, "selection_unknown"));
}

TEST(BuildReport, LeakedSamplesAreCountedAndLeftOutOfTheSecondScore) {
  ReportInput input = four_samples();
  input.data.audit = {{"exact_groups", 7}, {"listed_groups_across_splits", json::array({1, 2})}};
  const json report = build_report(input);
  const json& leaks = report["leaks"];
  EXPECT_EQ(leaks["num_with_train_duplicate"], 1);
  EXPECT_EQ(leaks["share"], 0.25);
  EXPECT_EQ(leaks["without_train_duplicates"]["num_left_out"], 1);
  EXPECT_DOUBLE_EQ(leaks["without_train_duplicates"]["metrics"]["accuracy"]["value"], 2.0 / 3);
  EXPECT_DOUBLE_EQ(report["metrics"]["accuracy"]["value"], 0.5);  // the plain score keeps them
  EXPECT_EQ(leaks["audit"], json({{"exact_groups", 7}}));
  EXPECT_TRUE(has_note(report, "train_duplicates"));
}

TEST(BuildReport, WhenEverySampleIsLeakedNoSecondScoreIsInvented) {
  ReportInput input = four_samples();
  input.table.has_train_duplicate.assign(4, 1);
  const json report = build_report(input);
  EXPECT_TRUE(report["leaks"]["without_train_duplicates"]["metrics"].is_null());
  EXPECT_EQ(report["leaks"]["without_train_duplicates"]["num_samples"], 0);
}

TEST(BuildReport, TestTimeAugmentationStandsBesideThePlainScore) {
  ReportInput input = four_samples();
  input.augmented = input.table;
  input.augmented->probabilities[3] = 0.6F;  // the second sample becomes right
  input.augmented->probabilities[4] = 0.2F;
  input.augmented->probabilities[5] = 0.2F;
  const json report = build_report(input);
  EXPECT_DOUBLE_EQ(report["metrics"]["accuracy"]["value"], 0.5);
  EXPECT_DOUBLE_EQ(report["test_time_augmentation"]["metrics"]["accuracy"]["value"], 0.75);
  EXPECT_DOUBLE_EQ(report["test_time_augmentation"]["difference_to_plain"]["accuracy"]["value"], 0.25);
  input.augmented->source_ids[0] = "another.png";
  EXPECT_THROW(build_report(input), std::logic_error);
  input.augmented.reset();
  EXPECT_FALSE(build_report(input).contains("test_time_augmentation"));
}

TEST(BuildReport, WorstMistakesAreTheSurestWrongAnswers) {
  ReportInput input = four_samples();
  const json mistakes = build_report(input)["worst_mistakes"];
  ASSERT_EQ(mistakes.size(), 2U);
  EXPECT_EQ(mistakes[0]["source_id"], "image_3.png");
  EXPECT_EQ(mistakes[0]["label"], "c");
  EXPECT_EQ(mistakes[0]["prediction"], "a");
  EXPECT_EQ(mistakes[0]["probability"], 0.75);
  EXPECT_EQ(mistakes[0]["probability_of_label"], 0.25);
  EXPECT_EQ(mistakes[1]["row"], 1);
  input.options.num_worst_mistakes = 1;
  EXPECT_EQ(build_report(input)["worst_mistakes"].size(), 1U);
}

TEST(BuildReport, SkippedSamplesAreCountedAndListed) {
  ReportInput input = four_samples();
  input.data.skipped = {{{"source_id", "bad.png"}, {"reason", "truncated"}}};
  const json report = build_report(input);
  EXPECT_EQ(report["data"]["skipped"]["count"], 1);
  EXPECT_EQ(report["data"]["skipped"]["samples"][0]["source_id"], "bad.png");
  EXPECT_TRUE(has_note(report, "skipped_samples"));
}

TEST(BuildReport, AClassThatIsNeverPredictedIsNamed) {
  const json report = build_report(four_samples());
  ASSERT_TRUE(has_note(report, "never_predicted"));
  EXPECT_THAT(report["notes"].dump(), HasSubstr("never predicts c."));
}

TEST(BuildReport, WithoutResamplesThereAreNoIntervals) {
  ReportInput input = four_samples();
  input.options.bootstrap_samples = 0;
  const json report = build_report(input);
  EXPECT_TRUE(report["metrics"]["accuracy"]["ci95"].is_null());
  EXPECT_EQ(report["metrics"]["accuracy"]["value"], 0.5);
}

TEST(BuildReport, RefusesNoSamplesAndBrokenProbabilities) {
  EXPECT_THROW(build_report(make_input(make_table({"a", "b"}, {}))), DataError);
  EXPECT_THROW(build_report(make_input(make_table({"a", "b"}, {{0, {0.2F, 0.2F}}}))), ArtifactError);
}

}  // namespace
}  // namespace affekt
