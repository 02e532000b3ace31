#include "evaluation/comparison/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"
#include "tests/evaluation/comparison/comparison_refusal.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::refusal;

class Compare : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const PredictionTable& table) {
    write_report(folder_.path() / name, make_input(table));
    return folder_.path() / name;
  }
  TemporaryFolder folder_;
};

TEST_F(Compare, GivesThePairedDifferenceAndMcNemarsTest) {
  // Ten samples: both right on 0..3, only the first on 4, only the second on 5..9.
  std::vector<TableRow> first, second;
  const std::vector<float> right = {0.75F, 0.25F}, wrong = {0.25F, 0.75F};
  for (int i = 0; i < 10; ++i) {
    first.push_back({0, i <= 4 ? right : wrong});
    second.push_back({0, i == 4 ? wrong : right});
  }
  const json comparison = compare_reports(write("a", make_table({"x", "y"}, first)),
                                          write("b", make_table({"x", "y"}, second)), 500, 1);
  const json& accuracy = comparison["metrics"]["accuracy"];
  EXPECT_DOUBLE_EQ(accuracy["first"], 0.5);
  EXPECT_DOUBLE_EQ(accuracy["second"], 0.9);
  EXPECT_DOUBLE_EQ(accuracy["difference"], 0.4);
  EXPECT_LT(accuracy["ci95"][0], 0.4);
  EXPECT_GT(accuracy["ci95"][1], 0.4);
  EXPECT_EQ(comparison["mcnemar"]["only_first_correct"], 1);
  EXPECT_EQ(comparison["mcnemar"]["only_second_correct"], 5);
  EXPECT_NEAR(comparison["mcnemar"]["p_value"], 2 * 7.0 / 64, 1e-12);
  const json& x = comparison["per_class"][0];
  EXPECT_EQ(x["class"], "x");
  EXPECT_EQ(x["num_samples"], 10);
  EXPECT_DOUBLE_EQ(x["first"]["recall"], 0.5);
  EXPECT_DOUBLE_EQ(x["second"]["precision"], 1.0);
  EXPECT_DOUBLE_EQ(x["recall"]["difference"], 0.4);
  EXPECT_EQ(x["recall"]["ci95"], accuracy["ci95"]);  // all samples are of this class
  EXPECT_TRUE(comparison["per_class"][1]["recall"]["difference"].is_null());
  const std::string text = render_comparison(comparison);
  EXPECT_THAT(text, AllOf(HasSubstr("+40.00 points"), HasSubstr("p = 0.219"), HasSubstr("optimistic"),
                          HasSubstr("Recall of each class (samples)\nx (10)")));
}

TEST_F(Compare, WhatAScoreIsNotOfIsSaid) {
  const std::vector<TableRow> first = {{0, {0.75F, 0.25F, 0}}, {0, {0.75F, 0.25F, 0}}};
  const std::vector<TableRow> second = {{0, {0.75F, 0.25F, 0}}, {0, {0.25F, 0, 0.75F}}};
  const std::vector<std::string> names = {"x", "y", "z"};
  const auto a = write("a", make_table(names, first));
  json comparison = compare_reports(a, write("b", make_table(names, second)), 100, 1);
  EXPECT_EQ(comparison["macro_f1_classes"], json({1, 2}));
  EXPECT_THAT(render_comparison(comparison),
              HasSubstr("macro F1 is the mean over 1 classes for the first model, over 2 for the second"));
  EXPECT_THAT(render_comparison(compare_reports(a, a, 100, 1)), Not(HasSubstr("macro F1 is the mean")));

  const auto single = write("single", make_table(names, {first[0]}));
  comparison = compare_reports(single, single, 100, 1);
  EXPECT_TRUE(comparison["metrics"]["accuracy"]["ci95"].is_null());
  EXPECT_THAT(render_comparison(comparison),
              HasSubstr("Warning: there is a single sample, so there are no intervals"));
}

TEST_F(Compare, OfSpeakersItDrawsSpeakers) {
  // Eight speakers of ten recordings. The second model repairs all recordings of four of them: the difference
  // of a resample is Binomial(8, 1/2) / 8, whose 2.5 % and 97.5 % quantiles are 1/8 and 7/8.
  std::vector<TableRow> first, second;
  const std::vector<float> right = {0.75F, 0.25F}, wrong = {0.25F, 0.75F};
  for (int i = 0; i < 80; ++i) {
    const std::string speaker = "Actor_0" + std::to_string(i / 10 + 1);
    first.push_back({0, wrong, false, speaker});
    second.push_back({0, i < 40 ? right : wrong, false, speaker});
  }
  const auto a = write("a", make_table({"x", "y"}, first));
  const auto b = write("b", make_table({"x", "y"}, second));
  const json comparison = compare_reports(a, b, 20000, 1);
  EXPECT_EQ(comparison["unit"], "group");
  EXPECT_EQ(comparison["num_units"], 8);
  EXPECT_DOUBLE_EQ(comparison["metrics"]["uar"]["difference"], 0.5);
  EXPECT_DOUBLE_EQ(comparison["metrics"]["uar"]["ci95"][0], 0.125);
  EXPECT_DOUBLE_EQ(comparison["metrics"]["uar"]["ci95"][1], 0.875);
  const std::string text = render_comparison(comparison);
  EXPECT_THAT(text, AllOf(HasSubstr("intervals over 8 groups"), HasSubstr("+12.50 .. +87.50"),
                          HasSubstr("takes the samples for independent"),
                          HasSubstr("Warning: the intervals are drawn over only 8 groups")));
  EXPECT_LT(text.find("UAR"), text.find("Accuracy"));

  auto other = make_table({"x", "y"}, second);
  other.groups[3] = "Actor_99";
  EXPECT_THAT(refusal(a, write("c", other)), AllOf(HasSubstr("image_3.png"), HasSubstr("Actor_99")));
}

TEST_F(Compare, FewSamplesAndASingleSpeakerAreMinded) {
  const auto text_of = [&](const PredictionTable& table) {
    const auto path = write("r", table);
    return render_comparison(compare_reports(path, path, 100, 1));
  };
  EXPECT_THAT(text_of(make_random_table(99, 0.7, 1)),
              HasSubstr("Warning: the intervals are drawn over only 99 samples"));
  EXPECT_THAT(text_of(make_random_table(100, 0.7, 1)), Not(HasSubstr("rough")));
  EXPECT_THAT(text_of(spoken_by(make_random_table(100, 0.7, 1), 10)), Not(HasSubstr("rough")));
  EXPECT_THAT(text_of(spoken_by(make_random_table(100, 0.7, 1), 9)),
              HasSubstr("over only 9 groups: they are rough"));
  EXPECT_THAT(text_of(spoken_by(make_random_table(50, 0.7, 1), 1)),
              AllOf(HasSubstr("Warning: all samples are of one group, so there are no intervals"),
                    Not(HasSubstr("rough"))));
}

TEST_F(Compare, AModelThatMayHaveLearntTheseSamplesIsMinded) {
  ReportInput input = make_input(make_random_table(120, 0.7, 1));
  input.model["trained_on"] = input.data.content_digest;
  write_report(folder_ / "own", input);
  input.model["trained_on"] = "other";
  write_report(folder_ / "foreign", input);
  const auto text_of = [&](const char* first, const char* second) {
    return render_comparison(compare_reports(folder_ / first, folder_ / second, 100, 1));
  };
  EXPECT_THAT(text_of("own", "foreign"),
              HasSubstr("Warning: the second model was trained on other data than"));
  EXPECT_THAT(text_of("own", "own"), Not(HasSubstr("other data")));
}

TEST_F(Compare, ADifferenceThatIsNoneIsZeroAndATinyOneIsToldAsTiny) {
  PredictionTable table = make_random_table(60, 0.7, 1);
  const auto first = write("a", table);
  EXPECT_THAT(render_comparison(compare_reports(first, first, 100, 1)),
              AllOf(HasSubstr(" 0 points   0 .. 0   (holds 0)"), Not(HasSubstr("+0.00"))));
  for (float& probability : table.probabilities) {
    if (probability > 0.5F) probability -= 1e-6F;
  }
  const std::string text = render_comparison(compare_reports(first, write("b", table), 100, 1));
  EXPECT_THAT(text, AllOf(HasSubstr("e-06"), Not(HasSubstr("+0.0000")), Not(HasSubstr("-0.0000"))));
}

TEST_F(Compare, FindsTheSamplesInAnotherOrder) {
  const PredictionTable table = make_random_table(60, 0.7, 1);
  std::vector<int64_t> reversed;
  for (int64_t i = 59; i >= 0; --i) reversed.push_back(i);
  const json comparison =
      compare_reports(write("a", table), write("b", select_rows(table, reversed)) / "report.json", 100, 1);
  EXPECT_EQ(comparison["metrics"]["accuracy"]["difference"], 0.0);
  EXPECT_EQ(comparison["mcnemar"]["only_first_correct"], 0);
  EXPECT_EQ(comparison["num_samples"], 60);
}

TEST_F(Compare, SaysWhatDiffersWhenTheSamplesAreNotTheSame) {
  const PredictionTable table = make_random_table(30, 0.7, 1);
  const auto first = write("first", table);

  PredictionTable other_label = table;
  other_label.labels[3] = (table.labels[3] + 1) % 3;
  EXPECT_THAT(refusal(first, write("label", other_label)),
              AllOf(HasSubstr("image_3.png"), HasSubstr("label")));

  PredictionTable other_id = table;
  other_id.source_ids[5] = "new.png";
  EXPECT_THAT(refusal(first, write("id", other_id)), HasSubstr("'image_5.png' is only in the first"));

  std::vector<int64_t> twenty;
  for (int64_t i = 0; i < 20; ++i) twenty.push_back(i);
  const auto fewer = write("fewer", select_rows(table, twenty));
  EXPECT_THAT(refusal(first, fewer), HasSubstr("30 samples against 20"));
  EXPECT_THAT(refusal(fewer, first), HasSubstr("is only in the second"));

  PredictionTable other_classes = table;
  other_classes.class_names[0] = "furious";
  EXPECT_THAT(refusal(first, write("classes", other_classes)), HasSubstr("furious"));

  PredictionTable twice = table;
  twice.source_ids[1] = twice.source_ids[0];
  EXPECT_THAT(refusal(write("twice", twice), first), HasSubstr("is there twice"));
}

TEST_F(Compare, OtherDataAreRefusedByDigestAndOtherPreparationsMinded) {
  ReportInput input = make_input(make_random_table(120, 0.7, 1));
  input.data.source_digest = "aaaaaaaaaaaaaaaa";
  write_report(folder_ / "first", input);
  input.data.content_digest = "d2";
  write_report(folder_ / "prepared", input);
  input.data.source_digest = "bbbbbbbbbbbbbbbb";
  write_report(folder_ / "other", input);
  const json comparison = compare_reports(folder_ / "first", folder_ / "prepared", 100, 1);
  EXPECT_EQ(comparison["same_prepared_data"], false);
  EXPECT_THAT(render_comparison(comparison),
              HasSubstr("Warning: the two were scored on different preparations"));
  EXPECT_THAT(
      refusal(folder_ / "first", folder_ / "other"),
      AllOf(HasSubstr("are of different data"), HasSubstr("first (faces) have the digest aaaaaaaaaaaa, those "
                                                          "of the second (faces) bbbbbbbbbbbb; evaluate")));
}

TEST_F(Compare, RefusesPredictionsThatAreNotTheReports) {
  const auto first = write("a", make_random_table(30, 0.9, 1));
  const auto second = write("b", make_random_table(30, 0.2, 2));
  std::filesystem::copy_file(second / "predictions.csv", first / "predictions.csv",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(refusal(first, second), HasSubstr("not of the same evaluation"));
}

TEST_F(Compare, NamesWhatIsMissingOrDamaged) {
  const auto good = write("good", make_random_table(30, 0.9, 1));
  EXPECT_THAT(refusal(good, folder_.path() / "nowhere"), HasSubstr("nowhere"));
  const auto damaged = write("damaged", make_random_table(30, 0.9, 1));
  write_text_atomically(damaged / "report.json", "{\"metrics\":");
  EXPECT_THAT(refusal(damaged, good), AllOf(HasSubstr("report.json: not a JSON file"), HasSubstr("damaged"),
                                            Not(HasSubstr("json.exception"))));
  write_text_atomically(damaged / "report.json", "{\"metrics\": 3}");
  EXPECT_THAT(refusal(damaged, good), HasSubstr("not a report of affekt: /metrics is missing"));
  std::filesystem::remove(good / "predictions.csv");
  EXPECT_THAT(refusal(good, good),
              AllOf(HasSubstr("good/predictions.csv: not there"), HasSubstr("affekt evaluate")));
}

}  // namespace
}  // namespace affekt
