#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "evaluation/comparison/compare.h"
#include "evaluation/report/write_report_files.h"
#include "tests/core/temporary_folder.h"
#include "tests/evaluation/affect/affect_fixtures.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"
#include "tests/evaluation/comparison/comparison_refusal.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::refusal;

class CompareAffect : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const AffectPredictions& predictions,
                              const std::string& model = "resnet") {
    AffectReportFacts facts = facts_of(predictions, {});
    facts.model["name"] = model;
    facts.options.bootstrap_samples = 0;
    write_report_files(folder_ / name, make_affect_report(predictions, facts));
    return folder_ / name;
  }
  TemporaryFolder folder_;
};

TEST_F(CompareAffect, GivesTheKnownDifferenceOverPictures) {
  // The second model errs by 1 where the first errs by 2 in valence, in four of eight pictures of ten people:
  // a resample's difference is -Binomial(8, 1/2) / 8, whose 2.5 % and 97.5 % quantiles are -7/8 and -1/8.
  AffectPredictions first = make_up_people({80, 8, 3});
  for (size_t i = 0; i < 80; ++i) first.predicted_values[3 * i] = first.values[3 * i] + 2;
  AffectPredictions second = first;
  for (size_t i = 0; i < 40; ++i) second.predicted_values[3 * i] = second.values[3 * i] + 1;
  const json comparison =
      compare_reports(write("a", first, "random start"), write("b", second, "imagenet start"), 20000, 1);
  EXPECT_EQ(comparison["kind"], "affect");
  EXPECT_EQ(comparison["unit"], "image");
  EXPECT_EQ(comparison["num_units"], 8);
  EXPECT_EQ(comparison["num_samples"], 80);
  const json& mae = comparison["metrics"]["mae_valence"];
  EXPECT_DOUBLE_EQ(mae["first"], 2.0);
  EXPECT_DOUBLE_EQ(mae["second"], 1.5);
  EXPECT_DOUBLE_EQ(mae["difference"], -0.5);
  EXPECT_DOUBLE_EQ(mae["ci95"][0], -0.875);
  EXPECT_DOUBLE_EQ(mae["ci95"][1], -0.125);
  EXPECT_EQ(mae["excludes_zero"], true);
  EXPECT_EQ(comparison["metrics"]["map"]["difference"], 0.0);
  EXPECT_EQ(comparison["metrics"]["map"]["excludes_zero"], false);
  const std::string text = render_comparison(comparison);
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("(random start)"), HasSubstr("intervals over 8 images"), HasSubstr("mAP"),
            HasSubstr("-0.5000   -0.8750 .. -0.1250\n"), HasSubstr("(holds 0)"),
            HasSubstr("Warning: the intervals are drawn over only 8 images"),
            HasSubstr("McNemar's exact test of the level of valence: only the first is right on "),
            HasSubstr("(they take the samples for independent; those of one image are not"),
            HasSubstr("Average precision of each class (samples)\nCategory 0"), Not(HasSubstr("macro F1"))));
  // Nothing but valence differs: the second is on the right level where the first is not, in some of 40.
  EXPECT_EQ(comparison["mcnemar_levels"]["arousal"]["p_value"], 1.0);
  EXPECT_EQ(comparison["mcnemar_levels"]["valence"]["only_first_correct"], 0);
  EXPECT_EQ(comparison["per_class"].size(), 3U);
  EXPECT_EQ(comparison["per_class"][0]["average_precision"]["difference"], 0.0);
}

TEST_F(CompareAffect, ABetterModelIsFoundBetterInAnyOrderOfThePeople) {
  const AffectPredictions weak = make_up_people({300, 100, 5, 0.3}),
                          strong = make_up_people({300, 100, 5, 1});
  ASSERT_EQ(weak.labels, strong.labels);
  std::vector<int64_t> reversed;
  for (int64_t i = 299; i >= 0; --i) reversed.push_back(i);
  const json comparison =
      compare_reports(write("weak", weak), write("strong", select_rows(strong, reversed)), 200, 1);
  EXPECT_GT(comparison["metrics"]["map"]["ci95"][0], 0.0);
  EXPECT_LT(comparison["metrics"]["mae_arousal"]["ci95"][1], 0.0);
}

TEST_F(CompareAffect, SaysWhatDiffersWhenTheyAreNotOfTheSamePeople) {
  const AffectPredictions people = make_up_people({30, 10, 3});
  const auto first = write("first", people);
  AffectPredictions other = people;
  other.labels[4] = other.labels[4] == 0 ? 1 : 0;
  EXPECT_THAT(refusal(first, write("label", other)),
              AllOf(HasSubstr(people.source_ids[1]), HasSubstr("'Category 1' in one of them only")));
  other = people;
  other.values[3] += 1;
  EXPECT_THAT(refusal(first, write("value", other)),
              AllOf(HasSubstr("the true valence of"), HasSubstr(people.source_ids[1])));
  other = people;
  other.category_names[0] = "Fury";
  EXPECT_THAT(refusal(first, write("names", other)), HasSubstr("Fury"));
  other = people;
  other.source_ids[2] = "new.jpg#1";
  EXPECT_THAT(refusal(first, write("id", other)), HasSubstr("is only in the first"));
}

TEST_F(CompareAffect, RefusesPredictionsOfAnotherEvaluationAndReportsOfAnotherKind) {
  const auto first = write("first", make_up_people({30, 10, 3, 1}));
  const auto second = write("second", make_up_people({30, 10, 3, 0.2}));
  std::filesystem::copy_file(second / "predictions.csv", first / "predictions.csv",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(refusal(first, second), AllOf(HasSubstr("map"), HasSubstr("not of the same evaluation")));
  write_report(folder_ / "classifier", make_input(make_random_table(30, 0.7, 1)));
  EXPECT_THAT(refusal(second, folder_ / "classifier"),
              AllOf(HasSubstr("kind 'affect'"), HasSubstr("'classification'")));
}

}  // namespace
}  // namespace affekt
