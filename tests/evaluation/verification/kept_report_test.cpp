// Reports of every kind agree with the tables beside them, until somebody edits one of the two.
#include "evaluation/verification/kept_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/text/text.h"
#include "tests/evaluation/affect/affect_fixtures.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"
#include "tests/evaluation/next_song/next_song_fixtures.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

using ReportCheck = void (*)(const KeptReport& kept, CheckList& checks);

class KeptReports : public testing::Test {
 protected:
  CheckList check(ReportCheck check_report) const {
    CheckList checks;
    const KeptReport kept = read_kept_report(folder_.path());
    check_report_digests(kept, checks);
    check_report(kept, checks);
    return checks;
  }
  static std::vector<std::string> names_of(const CheckList& list, CheckOutcome outcome) {
    std::vector<std::string> names;
    for (const Check& each : list.checks())
      if (each.outcome == outcome) names.push_back(each.what);
    return names;
  }
  static void expect_all_ok(const CheckList& list) {
    EXPECT_EQ(list.count(CheckOutcome::kOk), static_cast<int>(list.checks().size())) << render_checks(list);
  }
  /// As an editor would change a value: everything else of the file stays.
  void edit_report(const char* pointer, const json& value) const {
    const fs::path path = folder_.path() / "report.json";
    json report = json::parse(read_text_file(path));
    report.at(json::json_pointer(pointer)) = value;
    write_text_atomically(path, to_json_text(report, 2));
  }
  fs::path file(const std::string& name) const { return folder_.path() / name; }

  TemporaryFolder folder_;
};

PredictionTable table_with_digests(uint64_t seed) {
  PredictionTable table = spoken_by(make_random_table(90, 0.7, seed), 6);
  for (int64_t i = 0; i < table.num_samples(); ++i) {
    table.indices.push_back(2 * i);
    table.sample_digests.push_back("digest" + std::to_string(i));
  }
  return table;
}

TEST_F(KeptReports, AClassifiersReportIsWhatItsPredictionsGive) {
  ReportInput input = make_input(table_with_digests(1));
  input.baselines = {{"acoustic_svm", "C 1", input.table.labels}};
  input.baselines[0].predictions[3] = (input.baselines[0].predictions[3] + 1) % 3;
  write_report(folder_.path(), input);
  expect_all_ok(check(check_classification_report));
}

TEST_F(KeptReports, ThePublishedTableAloneTellsTheSame) {
  write_report(folder_.path(), make_input(table_with_digests(1)));
  const std::string published = read_text_file(file("published_predictions.csv"));
  EXPECT_EQ(published.find("image_"), std::string::npos);
  EXPECT_EQ(published.find("Actor"), std::string::npos);
  fs::remove(file("predictions.csv"));
  const CheckList list = check(check_classification_report);
  EXPECT_EQ(names_of(list, CheckOutcome::kNotPossible),
            std::vector<std::string>{"predictions.csv against its digest"});
  EXPECT_EQ(list.count(CheckOutcome::kDiffers), 0) << render_checks(list);
  EXPECT_GT(list.count(CheckOutcome::kOk), 10);
}

TEST_F(KeptReports, ADigitThatIsChangedByHandIsFound) {
  write_report(folder_.path(), make_input(table_with_digests(1)));
  const json report = read_kept_report(folder_.path()).report;
  const double macro_f1 = report.at("metrics").at("macro_f1").at("value");
  edit_report("/metrics/macro_f1/value", macro_f1 + 1e-10);
  EXPECT_THAT(
      names_of(check(check_classification_report), CheckOutcome::kDiffers),
      testing::ElementsAre("report.json against its own digest", "metrics against the confusion matrix",
                           "metrics against predictions.csv"));
  // Without a table of predictions, too.
  fs::remove(file("predictions.csv"));
  fs::remove(file("published_predictions.csv"));
  edit_report("/metrics/macro_f1/value", macro_f1);
  EXPECT_EQ(check(check_classification_report).count(CheckOutcome::kDiffers), 0);
  edit_report("/confusion/counts/0/1", report.at("confusion").at("counts")[0][1].get<int>() + 1);
  EXPECT_THAT(names_of(check(check_classification_report), CheckOutcome::kDiffers),
              testing::Contains("counts of samples against the confusion matrix"));
}

TEST_F(KeptReports, PredictionsOfOtherDataAreFound) {
  write_report(folder_.path(), make_input(table_with_digests(1)));
  write_text_atomically(file("predictions.csv"), render_predictions_csv(table_with_digests(2)));
  EXPECT_THAT(
      names_of(check(check_classification_report), CheckOutcome::kDiffers),
      testing::IsSupersetOf({"predictions.csv against its digest", "metrics against predictions.csv"}));
}

TEST_F(KeptReports, AFormerReportWithoutDigestsIsCheckedAllTheSame) {
  write_report(folder_.path(), make_input(make_random_table(60, 0.7, 1)));
  json report = json::parse(read_text_file(file("report.json")));
  report.erase("content_digest");
  report.erase("digests");
  write_text_atomically(file("report.json"), to_json_text(report));
  const CheckList list = check(check_classification_report);
  EXPECT_EQ(list.count(CheckOutcome::kDiffers), 0) << render_checks(list);
  EXPECT_THAT(names_of(list, CheckOutcome::kNotPossible),
              testing::ElementsAre("report.json against its own digest", "report.html against its digest",
                                   "report.md against its digest", "figures against their digests"));
}

TEST_F(KeptReports, AFigureThatIsChangedByHandIsFound) {
  write_report(folder_.path(), make_input(make_random_table(60, 0.7, 1)));
  write_text_atomically(file("figures/confusion.svg"), "<svg/>");
  fs::remove(file("figures/reliability.svg"));
  const CheckList list = check(check_classification_report);
  EXPECT_EQ(names_of(list, CheckOutcome::kDiffers),
            std::vector<std::string>{"figures/confusion.svg against its digest"});
  EXPECT_EQ(names_of(list, CheckOutcome::kNotPossible),
            std::vector<std::string>{"figures/reliability.svg against its digest"});
}

TEST_F(KeptReports, AFileElsewhereThatAReportNamesIsNotRead) {
  write_report(folder_.path(), make_input(make_random_table(60, 0.7, 1)));
  for (const char* name : {"../report.json", "figures/../../report.json", "/etc/hostname"}) {
    json report = json::parse(read_text_file(file("report.json")));
    report["digests"] = {{name, "00"}};
    write_text_atomically(file("report.json"), to_json_text(report));
    EXPECT_EQ(names_of(check(check_classification_report), CheckOutcome::kBroken),
              std::vector<std::string>{name + std::string(" against its digest")});
  }
}

TEST_F(KeptReports, AReportOnAffectIsWhatItsPredictionsGive) {
  const AffectPredictions people = make_up_people({60, 30, 4, 0.8, 3});
  TrainingPriors priors = simple_priors();
  priors.prevalence = {0.4, 0.3, 0.2, 0.1};
  AffectReportFacts facts = facts_of(people, priors);
  facts.splits.push_back(facts.splits.front());
  facts.splits.back().split = "train";
  facts.splits.back().prevalence = priors.prevalence;
  facts.splits.back().num_people = priors.num_people;
  write_report_files(folder_.path(), make_affect_report(people, facts));
  expect_all_ok(check(check_affect_report));
  edit_report("/metrics/map/value", 0.5);
  EXPECT_THAT(names_of(check(check_affect_report), CheckOutcome::kDiffers),
              testing::IsSupersetOf({"metrics against per_category", "metrics against predictions.csv"}));
}

TEST_F(KeptReports, AReportOnNextSongsIsWhatItsRanksGive) {
  write_report_files(folder_.path(), make_next_song_report(five_plays()));
  expect_all_ok(check(check_next_song_report));
  edit_report("/methods/1/metrics/mrr_at_20/value", 0.9);
  EXPECT_THAT(
      names_of(check(check_next_song_report), CheckOutcome::kDiffers),
      testing::IsSupersetOf({"baselines against the table of methods", "methods against method_ranks.csv"}));
}

TEST_F(KeptReports, WhatIsNoReportIsRefused) {
  EXPECT_THROW(read_kept_report(folder_.path()), ArtifactError);
  write_text_atomically(file("report.json"), "[1, 2]");
  EXPECT_THROW(read_kept_report(folder_.path()), ArtifactError);
  std::filesystem::remove(file("report.json"));
  write_report(folder_.path(), make_input(make_random_table(60, 0.7, 1)));
  edit_report("/confusion/counts", {{1, 2}, {3, 4}, {5, -6}});
  EXPECT_THROW(check(check_classification_report), ArtifactError);
}

}  // namespace
}  // namespace affekt
