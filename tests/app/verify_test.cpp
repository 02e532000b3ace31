// affekt verify, as its users call it: on runs, on published baselines, on what somebody has changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "tests/app/kept_experiments.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

TEST_F(KeptExperiments, ARunAgreesWithItselfAndSoDoesWhatIsPublishedOfIt) {
  const ProcessResult whole = verify(run());
  EXPECT_EQ(whole.exit_code, 0) << whole.out << whole.err;
  EXPECT_THAT(whole.out, AllOf(HasSubstr(" 0 differs\n"), HasSubstr("model.onnx against test_data_set_0"),
                               ContainsRegex("ok +best.safetensors against its digest"),
                               ContainsRegex("ok +metrics against predictions.csv"),
                               ContainsRegex("ok +metrics.csv against its digest"),
                               ContainsRegex("ok +metrics.csv against train.log"),
                               ContainsRegex("ok +figures against their digests"),
                               ContainsRegex("ok +seed of manifest.json against config.yaml")));
  const ProcessResult published = verify(publish("published"));
  EXPECT_EQ(published.exit_code, 0) << published.out << published.err;
  EXPECT_THAT(published.out,
              AllOf(ContainsRegex("not possible +best.safetensors against its digest +file not kept"),
                    ContainsRegex("ok +metrics against published_predictions.csv")));
}

TEST_F(KeptExperiments, WhatWasChangedIsADifferenceAndWhatCannotBeReadIsBroken) {
  const fs::path edited = publish("edited");
  replace_in_file(edited / "model_card.md", "| accuracy | 0.", "| accuracy | 1.");
  replace_in_file(edited / "config.yaml", "batch_size: 16", "batch_size: 17");
  replace_in_file(edited / "model.json", "\"format\": 1", "\"format\": 0");
  const ProcessResult result = verify(edited);
  EXPECT_EQ(result.exit_code, 5) << result.out << result.err;
  EXPECT_THAT(result.out,
              AllOf(ContainsRegex("differs +model card's scores against report.json +expected accuracy 0"),
                    ContainsRegex("differs +config.yaml against the digest in report.json"),
                    ContainsRegex("differs +model.json against model.onnx +expected format 1, got 0"),
                    HasSubstr(" 4 differs")));

  const fs::path cut = publish("cut");
  cut_file(cut / "model.onnx", 0.5);
  cut_file(cut / "report.json", 0.5);
  const ProcessResult broken = verify(cut);
  EXPECT_EQ(broken.exit_code, 4) << broken.out << broken.err;
  EXPECT_THAT(broken.out,
              AllOf(ContainsRegex("broken +the report"), ContainsRegex("broken +the exported model"),
                    Not(HasSubstr("file not kept (report.json)"))));
}

TEST_F(KeptExperiments, ChangedSeedsEpochsAndFiguresAreFound) {
  struct Change {
    std::string file, old_text, text, check;
  };
  const std::vector<Change> changes = {
      {"manifest.json", "\"seed\": 1", "\"seed\": 2", "seed of manifest.json against config.yaml"},
      {"metrics.csv", "\n1,", "\n2,", "metrics.csv against its digest"},
      {"figures/confusion.svg", "<svg", "<svg ", "figures/confusion.svg against its digest"}};
  for (const Change& change : changes) {
    const fs::path changed = publish("changed_" + fs::path(change.file).stem().string());
    replace_in_file(changed / change.file, change.old_text, change.text);
    const ProcessResult result = verify(changed);
    EXPECT_EQ(result.exit_code, 5) << result.out << result.err;
    EXPECT_THAT(result.out, AllOf(ContainsRegex("differs +" + change.check), HasSubstr(" 1 differs")));
  }
}

TEST_F(KeptExperiments, ATableOfEpochsWithoutDigestIsHeldAgainstTheLogAndTheReport) {
  const fs::path changed = copy_run("without_digest");
  json report = json::parse(read_file(changed / "report.json"));
  report["model"].erase("metrics_digest");
  report["model"]["selected_epoch"] = 2;
  write_file(changed / "report.json", report.dump());
  const std::string table = read_file(changed / "metrics.csv");
  const size_t lr = table.find(',', table.find(',', table.find('\n')) + 1) + 1;
  write_file(changed / "metrics.csv", std::string(table).insert(lr, "1"));
  const ProcessResult result = verify(changed);
  EXPECT_EQ(result.exit_code, 5) << result.out << result.err;
  EXPECT_THAT(
      result.out,
      AllOf(ContainsRegex("differs +metrics.csv against train.log +expected epoch 1.lr"),
            ContainsRegex("differs +selected epoch of report.json against metrics.csv +expected 1, got 2"),
            ContainsRegex("not possible +metrics.csv against its digest +digest not kept")));
}

TEST_F(KeptExperiments, AReportThatIsGoneIsMissedInARunAndNotInWhatIsPublishedOfIt) {
  const fs::path gone = copy_run("gone");
  fs::remove(gone / "report.json");
  const ProcessResult missed = verify(gone);
  EXPECT_EQ(missed.exit_code, 4) << missed.out << missed.err;
  EXPECT_THAT(missed.out, AllOf(ContainsRegex("broken +the report +report.json is not there, though"),
                                HasSubstr("`affekt evaluate`")));
  fs::remove(gone / "run_state.json");
  const ProcessResult published = verify(gone);
  EXPECT_EQ(published.exit_code, 0) << published.out << published.err;
  EXPECT_THAT(published.out, ContainsRegex("not possible +the report +file not kept"));
}

TEST_F(KeptExperiments, AsJsonTheChecksAreTheSame) {
  const fs::path changed = publish("as_json");
  replace_in_file(changed / "report.md", "#", "##");
  const ProcessResult result = run_affekt({"verify", changed.string(), "--json"});
  EXPECT_EQ(result.exit_code, 5) << result.err;
  const json described = json::parse(result.out);
  EXPECT_EQ(described["counts"]["differs"], 1);
  EXPECT_GT(described["counts"]["ok"], 20);
  const json& checks = described["checks"];
  const auto found = std::find_if(checks.begin(), checks.end(), [](const json& check) {
    return check["check"] == "report.md against its digest";
  });
  ASSERT_NE(found, checks.end());
  EXPECT_EQ((*found)["outcome"], "differs");
}

TEST_F(KeptExperiments, WhereNothingCanBeCheckedThereIsNoSuccess) {
  const fs::path empty = *tiny_ / "empty";
  fs::create_directories(empty);
  for (const fs::path& path : {empty, *tiny_ / "nothing", run() / "report.json"}) {
    const ProcessResult result = verify(path);
    EXPECT_EQ(result.exit_code, 4) << path << result.out;
    EXPECT_THAT(result.err, HasSubstr("expected a run directory or a published baseline"));
  }
}

/// Those that .gitignore lets into the repository: "!/experiments/NAME/".
std::vector<fs::path> list_baselines() {
  const fs::path root = AFFEKT_SOURCE_DIR;
  const std::string ignored = read_file(root / ".gitignore");
  static const std::regex line("!/experiments/([^/\n]+)/\n");
  std::vector<fs::path> baselines;
  for (std::sregex_iterator match(ignored.begin(), ignored.end(), line), end; match != end; ++match)
    if (fs::exists(root / "experiments" / (*match)[1].str() / "report.json"))
      baselines.push_back(root / "experiments" / (*match)[1].str());
  return baselines;
}

TEST(PublishedBaselines, EachAgreesWithItself) {
  const auto baselines = list_baselines();
  EXPECT_GE(baselines.size(), 6U);
  for (const fs::path& baseline : baselines) {
    const ProcessResult result = run_affekt({"verify", baseline.string()});
    EXPECT_EQ(result.exit_code, 0) << baseline << "\n" << result.out << result.err;
    EXPECT_THAT(result.out, HasSubstr(" 0 differs"));
  }
}

}  // namespace
}  // namespace affekt::testing_app
