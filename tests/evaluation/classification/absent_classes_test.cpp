// What a report says of scores where classes are absent, or there is one sample, or all answers are right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluation/classification/report.h"
#include "evaluation/report/render_report_markdown.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(AbsentClasses, OneSampleIsScoredWithoutAnIntervalAndWithAWarning) {
  const json report = build_report(make_input(make_table({"a", "b"}, {{0, {0.75F, 0.25F}}})));
  EXPECT_EQ(report["metrics"]["accuracy"]["value"], 1.0);
  EXPECT_TRUE(report["metrics"]["accuracy"]["ci95"].is_null());
  EXPECT_EQ(report["bootstrap"]["resamples"], 0);
  EXPECT_LT(report["per_class"][0]["recall_ci95"][0], 0.3);  // Wilson: one success says little
  for (const char* score : {"recall", "precision", "f1"})
    EXPECT_TRUE(report["per_class"][1][score].is_null());
  ASSERT_TRUE(has_note(report, "few_samples"));
  EXPECT_THAT(report["notes"].dump(), HasSubstr("Only 1 image: each score is that of one answer"));
  ASSERT_TRUE(has_note(report, "absent_classes"));
  EXPECT_THAT(report["notes"].dump(), HasSubstr("With samples of one class only, UAR is the accuracy"));
}

TEST(AbsentClasses, OverHowManyClassesAScoreIsTheMeanIsSaid) {
  // Of five classes two have samples, a third is predicted, the others are neither.
  ReportInput input = make_input(
      make_table({"a", "b", "c", "d", "e"}, {{0, {0.9F, 0.1F, 0, 0, 0}}, {1, {0, 0.1F, 0.9F, 0, 0}, true}}));
  input.train_class_counts = {4, 3, 9, 2, 8};
  const json report = build_report(input);
  EXPECT_EQ(report["metrics"]["uar"]["num_classes"], 2);
  EXPECT_EQ(report["metrics"]["macro_f1"]["num_classes"], 3);
  EXPECT_DOUBLE_EQ(report["metrics"]["macro_f1"]["value"], 1.0 / 3);
  EXPECT_EQ(report["leaks"]["without_train_duplicates"]["metrics"]["uar"]["num_classes"], 1);
  EXPECT_EQ(report["per_class"][2]["f1"], 0.0);
  EXPECT_TRUE(report["per_class"][2]["recall"].is_null());
  EXPECT_TRUE(report["per_class"][1]["precision"].is_null());
  EXPECT_TRUE(report["per_class"][3]["f1"].is_null());
  EXPECT_THAT(
      report["notes"].dump(),
      AllOf(HasSubstr("no sample of c, d, e: UAR is the mean over 2 of the model's 5 classes (those with "
                      "samples), macro F1 over 3 (those with samples or predictions)."),
            HasSubstr("one answer is 'a', the training's most common class of those that have samples "
                      "here; c, e would never be right")));
  EXPECT_EQ(report["baselines"]["majority"]["class"], "a");

  const std::string markdown = render_report_markdown(make_classification_report(input));
  EXPECT_THAT(markdown, HasSubstr("Here these are 3 of the model's 5 classes."));
  EXPECT_THAT(markdown, HasSubstr("Here these are 2 of the model's 5 classes."));
  EXPECT_THAT(markdown, HasSubstr("Without the leaked samples: UAR is the mean over 1 of the model's 5"));
  EXPECT_THAT(render_report_markdown(make_classification_report(make_input(make_random_table(150, 0.7, 1)))),
              Not(HasSubstr("of the model's")));
}

TEST(AbsentClasses, AnIntervalWithoutWidthIsNotTakenForCertainty) {
  ReportInput input = make_input(make_random_table(150, 1.0, 1));
  const json report = build_report(input);
  EXPECT_EQ(report["metrics"]["accuracy"]["ci95"], json({1.0, 1.0}));
  EXPECT_FALSE(has_note(report, "chosen_classes"));
  ASSERT_TRUE(has_note(report, "interval_without_width"));
  EXPECT_THAT(report["notes"].dump(), HasSubstr("Each of the 150 images is right"));
  EXPECT_THAT(report["notes"].dump(), HasSubstr("interval of the accuracy is 97.5 – 100.0"));
  EXPECT_FALSE(has_note(build_report(make_input(make_random_table(150, 0.9, 1))), "interval_without_width"));
}

TEST(AbsentClasses, ClassesThatTheConfigLeftOutAreSaid) {
  ReportInput input = make_input(make_random_table(150, 0.7, 1));
  input.data.ingest_options = R"({"classes": ["a", "b"]})";
  const json report = build_report(input);
  EXPECT_EQ(report["data"]["chosen_classes"], (json{"a", "b"}));
  EXPECT_TRUE(has_note(report, "chosen_classes"));
}

TEST(AbsentClasses, OneClassAloneIsScored) {
  const json report = build_report(make_input(make_table({"only"}, {{0, {1.0F}}, {0, {1.0F}}})));
  EXPECT_EQ(report["metrics"]["accuracy"]["value"], 1.0);
  EXPECT_EQ(report["baselines"]["majority"]["accuracy"], 1.0);
  EXPECT_TRUE(has_note(report, "not_above_majority"));
  EXPECT_TRUE(report["worst_mistakes"].empty());
  EXPECT_TRUE(report["top_confusions"].empty());
}

}  // namespace
}  // namespace affekt
