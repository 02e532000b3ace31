// A sweep that is killed or stopped ends in the same table as one left alone; what can't be swept is refused
// before anything is trained.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

namespace fs = std::filesystem;

/// Successive halving: three trainings of one epoch, then the best one anew for three.
class Sweep : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    tiny_ = std::make_unique<TinyExperiment>();
    undisturbed_ = run_affekt(sweep("undisturbed"));
    ASSERT_EQ(undisturbed_.exit_code, 0) << undisturbed_.err;
  }
  static void TearDownTestSuite() { tiny_.reset(); }

  static std::vector<std::string> sweep(const std::string& folder,
                                        const std::vector<std::string>& more = {}) {
    return tiny_->arguments("sweep", folder, [&] {
      std::vector<std::string> all = {"--over",   "train.optimizer.lr=0.01,0.05,0.2",
                                      "--method", "halving",
                                      "--jobs",   "2",
                                      "--set",    "evaluate.bootstrap_samples=100",
                                      "--set",    "evaluate.pictures=false"};
      all.insert(all.end(), more.begin(), more.end());
      return all;
    }());
  }
  static std::string read(const std::string& name) { return read_file(*tiny_ / name); }

  static std::unique_ptr<TinyExperiment> tiny_;
  static ProcessResult undisturbed_;
};

std::unique_ptr<TinyExperiment> Sweep::tiny_;
ProcessResult Sweep::undisturbed_;

TEST_F(Sweep, ChoosesByValidationAndTestsTheWinnerAlone) {
  EXPECT_THAT(read("undisturbed/trials.csv"),
              HasSubstr("rank,trial,train.optimizer.lr,epochs,validation_accuracy,epoch,failure\n1,"));
  int num_reports = 0;
  for (const auto& entry : fs::directory_iterator(*tiny_ / "undisturbed"))
    if (entry.is_directory() && fs::exists(entry.path() / "report.json")) {
      ++num_reports;
      EXPECT_THAT(entry.path().filename().string(), HasSubstr("_epochs_3"));
      EXPECT_TRUE(fs::exists(entry.path() / "model.onnx"));
      EXPECT_THAT(read_file(entry.path() / "report.json"), HasSubstr("\"split\": \"test\""));
    }
  EXPECT_EQ(num_reports, 1);
  EXPECT_THAT(undisturbed_.out, AllOf(HasSubstr("best of 3 trials: trial "), HasSubstr("of the test split"),
                                      HasSubstr("undisturbed/winner.yaml")));
  EXPECT_TRUE(fs::exists(*tiny_ / "undisturbed/figures/parallel_coordinates.svg"));
  const ProcessResult config = run_affekt({"config", (*tiny_ / "undisturbed/winner.yaml").string()});
  EXPECT_EQ(config.exit_code, 0) << config.err;
  EXPECT_EQ(config.out, read("undisturbed/winner.yaml"));
}

TEST_F(Sweep, KillingAndStoppingAtRandomMomentsChangesNothing) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (const int number : {SIGKILL, SIGINT}) {
    AffektProcess process(sweep("killed", {"--resume"}));
    const double seconds = std::uniform_real_distribution<>(0.3, 0.8)(random) * undisturbed_.seconds;
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    if (number == SIGINT) {
      const ProcessResult second = run_affekt(sweep("killed", {"--resume"}));
      EXPECT_TRUE(second.exit_code == 4 || !process.is_running()) << second.err;
    }
    process.send_signal(number);
    const ProcessResult result = process.wait();
    if (number == SIGKILL) {
      EXPECT_THAT(result.err, HasSubstr("killed: there is no 'sweep' to resume: it starts at the beginning"));
    }
    if (number == SIGINT && result.exit_code != 0) {
      EXPECT_EQ(result.exit_code, 130) << result.err;
      EXPECT_THAT(result.err, HasSubstr("the same command with --resume"));
    }
  }
  const ProcessResult last = run_affekt(sweep("killed", {"--resume"}));
  ASSERT_EQ(last.exit_code, 0) << last.err;
  for (const char* name : {"trials.csv", "report.json", "report.html", "winner.yaml"})
    EXPECT_EQ(read(std::string("killed/") + name), read(std::string("undisturbed/") + name)) << name;
  EXPECT_THAT(find_temporary_files(*tiny_ / "killed"), testing::IsEmpty());
}

TEST_F(Sweep, ItIsVerifiedAndAWinnerThatWasNotTheBestIsFound) {
  const fs::path folder = *tiny_ / "verified";
  fs::copy(*tiny_ / "undisturbed", folder, fs::copy_options::recursive);
  const ProcessResult verified = run_affekt({"verify", folder.string()});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out,
              AllOf(testing::ContainsRegex("ok +trials.csv against its digest"),
                    testing::ContainsRegex("ok +scores of report.json against the trials' metrics.csv"),
                    testing::ContainsRegex("ok +winner.yaml against the config of its run"),
                    testing::ContainsRegex("ok +trial_001_epochs_1 ")));
  nlohmann::json report = nlohmann::json::parse(read_file(folder / "report.json"));
  EXPECT_EQ(report["data"]["source_digest"].get<std::string>().size(), 64U);
  for (nlohmann::json& trial : report["trials"])
    if (trial["trial"] == report["winner"]["trial"]) trial["fits"].back()["accuracy"] = 1;
  report["winner"]["fits"].back()["accuracy"] = 0;
  write_file(folder / "report.json", report.dump());
  const ProcessResult changed = run_affekt({"verify", folder.string()});
  EXPECT_EQ(changed.exit_code, 5) << changed.out << changed.err;
  EXPECT_THAT(changed.out, AllOf(testing::ContainsRegex("differs +scores of report.json against the trials"),
                                 testing::ContainsRegex("differs +winner against the other trials")));
}

TEST_F(Sweep, WhatCannotBeSweptIsRefusedBeforeTheFirstTraining) {
  struct Case {
    std::vector<std::string> more;
    std::string words;
  };
  const std::vector<Case> cases = {
      {{"--over", "model.droput=0.1,0.2"}, "did you mean"},
      {{"--over", "model.dropout=0.1,1.5"}, "--over model.dropout=1.5: model.dropout: expected"},
      {{"--over", "model.channels=[8,16],[8]"}, "model.residual_blocks: expected one number for each"},
      {{"--over", "train.best_metric=accuracy,loss"}, "scored by different metrics"}};
  for (const Case& each : cases) {
    const ProcessResult result = run_affekt(sweep("refused", each.more));
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_THAT(result.err, HasSubstr(each.words));
    EXPECT_FALSE(fs::exists(*tiny_ / "refused")) << each.words;
  }
}

TEST_F(Sweep, AFolderWithSomethingElseIsLeftAlone) {
  const std::string table = read("undisturbed/trials.csv");
  const ProcessResult again = run_affekt(sweep("undisturbed"));
  EXPECT_EQ(again.exit_code, 4);
  EXPECT_THAT(again.err, HasSubstr("--resume goes on with it"));
  const ProcessResult other = run_affekt(sweep("undisturbed", {"--resume", "--keep-one-of", "2"}));
  EXPECT_EQ(other.exit_code, 2) << other.err;
  EXPECT_THAT(other.err,
              AllOf(HasSubstr("the sweep was begun with --over train.optimizer.lr=0.01,0.05,0.2 "
                              "--method halving --keep-one-of 3 --min-epochs 1, now it is asked for "
                              "with --over train.optimizer.lr=0.01,0.05,0.2 --method halving "
                              "--keep-one-of 2 --min-epochs 1; resume with the same"),
                    HasSubstr("choose another --out")));
  EXPECT_EQ(read("undisturbed/trials.csv"), table);
  write_file(*tiny_ / "foreign/letter.txt", "mine\n");
  const ProcessResult foreign = run_affekt(sweep("foreign"));
  EXPECT_EQ(foreign.exit_code, 4) << foreign.err;
  EXPECT_THAT(foreign.err, HasSubstr("holds files that no group of runs made"));
}

}  // namespace
}  // namespace affekt::testing_app
