#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "core/files/atomic_file.h"
#include "evaluation/affect/affect_report.h"
#include "evaluation/report/render_report_console.h"
#include "evaluation/report/render_report_markdown.h"
#include "evaluation/report/write_report_files.h"
#include "tests/core/temporary_folder.h"
#include "tests/evaluation/affect/affect_fixtures.h"
#include "tests/evaluation/report/markup_checks.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AffectReport : public ::testing::Test {
 protected:
  std::string written(const std::string& file) { return read_text_file(folder_ / file); }
  TemporaryFolder folder_;
};

TEST_F(AffectReport, WritesEveryFileAndTheMarkupIsBalanced) {
  AffectPredictions predictions = four_people();
  predictions.category_names[0] = "<b>Peace & \"quiet\"";
  AffectReportFacts facts = facts_of(predictions, simple_priors());
  facts.model["name"] = "<script>alert(1)</script>";
  facts.about = {{"counts", {{"boxes_cut", 3}}},
                 {"annotators", "<several>"},
                 {"category_names", {"a"}},
                 {"bad", {{{"source_id", "x.jpg#1"}, {"reason", "no box"}}}}};
  facts.saliency.items = {{"a.jpg#1", "png", {}, {"Peace", "<90 %>"}}};
  facts.saliency.streams = {{"the person", 1, 2}, {"the picture", 7, 7}};
  write_text_atomically(folder_ / "metrics.csv",
                        "epoch,train_loss,val_map,val_mae_valence\n1,2,0.2,0.9\n2,1,0.3,0.8\n");
  facts.metrics_csv = folder_ / "metrics.csv";
  write_report_files(folder_ / "out", make_affect_report(predictions, facts));
  for (const char* file :
       {"out/report.json", "out/report.md", "out/predictions.csv", "out/figures/average_precision.svg",
        "out/figures/predicted_values.svg", "out/figures/learning_curves.svg"})
    EXPECT_TRUE(std::filesystem::exists(folder_ / file)) << file;
  const std::string page = written("out/report.html");
  expect_balanced_tags(page, "report.html");
  EXPECT_THAT(page,
              AllOf(Not(HasSubstr("<script")), HasSubstr("Where the network looked"), HasSubstr("boxes cut"),
                    HasSubstr("the person and its map, then the picture and its map"),
                    HasSubstr("map of the person is of 1x2 cells only"), Not(HasSubstr("7x7")),
                    HasSubstr("no box</td>"), HasSubstr("1 sample of the data set could not be read"),
                    HasSubstr("mAP"), HasSubstr("MAE on validation")));
  EXPECT_THAT(written("out/report.md"), HasSubstr("The images are in report.html."));
  for (const char* figure : {"average_precision", "predicted_values"})
    expect_balanced_tags(written("out/figures/" + std::string(figure) + ".svg"), figure);
}

TEST_F(AffectReport, ShowsEachScoreBesideItsBaseline) {
  const std::string text =
      render_report_markdown(make_affect_report(four_people(), facts_of(four_people(), simple_priors())));
  EXPECT_THAT(
      text, AllOf(HasSubstr("resnet18 on emotic"), HasSubstr("4 people in 3 images"), HasSubstr("| Peace |"),
                  HasSubstr("83.3"), HasSubstr("training mean"), HasSubstr("Three levels"),
                  HasSubstr("is right in 50.0"), HasSubstr("Labels of the splits")));
  EXPECT_THAT(text, Not(HasSubstr("Where the network looked")));
}

TEST_F(AffectReport, TheLineForTheTerminalTellsScoresIntervalAndSize) {
  const Report report = make_affect_report(four_people(), facts_of(four_people(), simple_priors()));
  EXPECT_THAT(render_report_console(report),
              AllOf(HasSubstr("mAP 83.3 % (95 % interval"), HasSubstr("over 3 images"),
                    HasSubstr("MAE of valence, arousal and dominance 0.50, 1.50, 1.25; 4 people of the test "
                              "split"),
                    HasSubstr("warning: ")));
}

TEST_F(AffectReport, AFoldOfTheOfficialTestListIsNotCalledTheTestSplit) {
  AffectReportFacts facts = facts_of(four_people(), simple_priors());
  facts.data.ingest_options = R"({"split":{"plan":"official"}})";
  EXPECT_THAT(render_report_markdown(make_affect_report(four_people(), facts)),
              Not(HasSubstr("official test list")));
  facts.data.ingest_options =
      R"({"split":{"plan":"folds_of_official_test","test_fold":2,"validation_fold":3,"num_folds":5}})";
  const Report report = make_affect_report(four_people(), facts);
  EXPECT_THAT(report.subtitle, HasSubstr("Split test (fold 2 of 5 of the official test list), 4 people"));
  EXPECT_THAT(report.summary, HasSubstr("test split (fold 2 of 5 of the official test list)"));
  EXPECT_THAT(render_report_console(report),
              HasSubstr("no score here is one on the data set's official test"));
  const std::string markdown = render_report_markdown(report);
  const char* sentence =
      "only fold 2 of 5 of the official test list is tested on, fold 3 validates, and the other folds and "
      "all other lists of this copy are trained on.";
  EXPECT_NE(markdown.find(sentence), markdown.rfind(sentence)) << "in the note, and over the splits' labels";
}

TEST_F(AffectReport, WithoutAnyPositiveOrBaselineThereIsStillAReport) {
  AffectPredictions predictions = four_people();
  std::fill(predictions.labels.begin(), predictions.labels.end(), uint8_t{0});
  AffectReportFacts facts = facts_of(predictions, {});
  for (const bool has_priors : {false, true}) {
    if (has_priors) facts.priors = simple_priors();
    const json written = write_report_files(folder_ / "out", make_affect_report(predictions, facts));
    EXPECT_TRUE(written["metrics"]["map"]["value"].is_null());
    EXPECT_EQ(written["metrics"]["map"]["num_categories"], 0);
    EXPECT_THAT(this->written("out/report.html"),
                Not(AnyOf(HasSubstr(">nan"), HasSubstr("\"nan"), HasSubstr(" nan"))));
  }
}

TEST_F(AffectReport, OfTheWholeTestSplitTakesSecondsNotMinutes) {
  const AffectPredictions predictions = make_up_people({1363, 510, 26});
  AffectReportFacts facts =
      facts_of(predictions, measure_training_priors(predictions.labels, predictions.values, 26));
  const auto start = std::chrono::steady_clock::now();
  const json built = build_affect_facts(predictions, facts);  // 100 resamples
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  EXPECT_LT(seconds.count(), 1.5);  // 2,000 take twenty times as long at most
  EXPECT_TRUE(built["metrics"]["map"]["ci95"].is_array());
}

}  // namespace
}  // namespace affekt
