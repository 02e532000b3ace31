// affekt run --seeds and affekt list: a group of runs that is killed, listed, and goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;

class Seeds : public testing::Test {
 protected:
  std::vector<std::string> arguments(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all = {"--seeds",        "1,2",   "--set",
                                    "train.epochs=2", "--set", "train.checkpoint_minutes=0.001"};
    all.insert(all.end(), more.begin(), more.end());
    return tiny_.arguments("run", "runs/seeds", all);
  }
  /// By name.
  std::map<std::string, json> list() const {
    const ProcessResult listed = run_affekt({"list", (tiny_ / "runs").string(), "--json"});
    EXPECT_EQ(listed.exit_code, 0) << listed.err;
    std::map<std::string, json> runs;
    const json described = json::parse(listed.out);
    for (const json& run : described["runs"]) runs[run["name"]] = run;
    return runs;
  }
  TinyExperiment tiny_;
};

TEST_F(Seeds, KilledInsideTheSecondTheyAreListedAsTheyAreAndGoOnToOneReport) {
  const fs::path group = tiny_ / "runs/seeds";
  AffektProcess process(arguments());
  while (process.is_running() && !fs::exists(group / "seed_2/metrics.csv"))
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  process.send_signal(SIGSTOP);  // it still holds its locks
  auto runs = list();
  EXPECT_EQ(runs["seeds"]["state"], "running");
  EXPECT_EQ(runs["seeds"]["stage"], "seed 2 (2 of 2)");
  EXPECT_EQ(runs["seeds/seed_1"]["state"], "finished");
  EXPECT_TRUE(runs["seeds/seed_1"]["score"]["ci95"].is_array());
  EXPECT_EQ(runs["seeds/seed_1"]["data"]["source_digest"].get<std::string>().size(), 64U);
  EXPECT_EQ(runs["seeds/seed_2"]["state"], "running");
  EXPECT_EQ(runs["seeds/seed_2"]["num_epochs"], 2);
  EXPECT_GE(runs["seeds/seed_2"]["epochs_done"], 1);
  EXPECT_EQ(run_affekt(arguments({"--resume"})).exit_code, 4);  // another process works there
  for (const auto& [command, folder] :
       std::map<std::string, fs::path>{{"verify", group}, {"evaluate", group / "seed_2"}}) {
    const ProcessResult busy = run_affekt({command, folder.string()});
    EXPECT_EQ(busy.exit_code, 4) << command << busy.out;
    EXPECT_THAT(busy.err, HasSubstr("another affekt is working in this run directory"));
  }
  EXPECT_FALSE(fs::exists(group / "seed_2/report.json"));
  process.send_signal(SIGKILL);
  EXPECT_EQ(process.wait().signal, SIGKILL);
  runs = list();
  EXPECT_EQ(runs["seeds"]["state"], "interrupted");
  EXPECT_EQ(runs["seeds/seed_2"]["state"], "interrupted");

  const ProcessResult refused = run_affekt(arguments());
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err, HasSubstr("already holds a group of runs; --resume goes on with it"));
  const ProcessResult other = run_affekt(arguments({"--resume", "--set", "train.batch_size=8"}));
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("train.batch_size is 16 there and 8 now"));

  const auto written = fs::last_write_time(group / "seed_1/best.safetensors");
  const ProcessResult resumed = run_affekt(arguments({"--resume"}));
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.out, AllOf(HasSubstr("over 2 seeds"), HasSubstr("runs/seeds/report.html")));
  EXPECT_THAT(resumed.err, HasSubstr("seed 1 (1 of 2) is done already"));
  EXPECT_EQ(fs::last_write_time(group / "seed_1/best.safetensors"), written);
  const json report = json::parse(read_file(group / "report.json"));
  EXPECT_EQ(report["kind"], "seeds");
  EXPECT_EQ(report["seeds"], json({1, 2}));
  EXPECT_EQ(report["metrics"]["accuracy"]["values"].size(), 2U);
  EXPECT_TRUE(fs::exists(group / "seed_2/model.onnx"));
  EXPECT_EQ(list()["seeds"]["state"], "finished");

  const ProcessResult verified = run_affekt({"verify", group.string()});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out,
              AllOf(ContainsRegex("ok +report.json against the reports of the runs"),
                    ContainsRegex("ok +seed_1 +[0-9]+ of [0-9]+ checks ok"), ContainsRegex("ok +seed_2 ")));
  const ProcessResult whole = run_affekt({"reproduce", group.string()});
  EXPECT_EQ(whole.exit_code, 4) << whole.err;
  EXPECT_THAT(whole.err, AllOf(HasSubstr("a group of runs, which are reproduced one by one"),
                               HasSubstr("affekt reproduce " + (group / "seed_1").string())));
  json nicer = report;
  nicer["metrics"]["accuracy"]["value"] = 0.99;
  write_file(group / "report.json", nicer.dump());
  fs::resize_file(group / "seed_2/report.json", 100);
  const ProcessResult changed = run_affekt({"verify", group.string()});
  EXPECT_EQ(changed.exit_code, 4) << changed.out << changed.err;
  EXPECT_THAT(changed.out, AllOf(ContainsRegex("differs +report.json against its own digest"),
                                 ContainsRegex("broken +seed_2: the report")));

  // Inside the second seed it went on exactly: the same as that seed trained alone.
  const ProcessResult alone =
      tiny_.execute("train", "runs/alone", {"--set", "train.epochs=2", "--set", "train.seed=2"});
  ASSERT_EQ(alone.exit_code, 0) << alone.err;
  EXPECT_TRUE(tensor_bytes(group / "seed_2/best.safetensors") ==
              tensor_bytes(tiny_ / "runs/alone/best.safetensors"));
  EXPECT_FALSE(tensor_bytes(group / "seed_1/best.safetensors") ==
               tensor_bytes(group / "seed_2/best.safetensors"));
}

TEST_F(Seeds, BadSeedsAreRefused) {
  for (const auto& [seeds, words] : std::map<std::string, std::string>{
           {"1,1", "--seeds: 1 is named twice"},
           {"1,x", "--seeds: expected a whole number from 0 to 9007199254740991, got x"},
           {"1,9007199254740992", "--seeds: expected a whole number from 0 to 9007199254740991, got 9007"},
           {"-1", "whole number"}}) {
    const ProcessResult result = tiny_.execute("run", "runs/none", {"--seeds", seeds});
    EXPECT_EQ(result.exit_code, 2) << seeds;
    EXPECT_THAT(result.err, HasSubstr(words)) << seeds;
  }
  const ProcessResult both = tiny_.execute("run", "runs/none", {"--seeds", "1,2", "--set", "train.seed=3"});
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_THAT(both.err, HasSubstr("--seeds names the seeds"));
  EXPECT_FALSE(fs::exists(tiny_ / "runs"));
}

TEST_F(Seeds, ACommandThatFailsBeforeItsFirstRunLeavesNothingAndBadOptionsAreToldFirst) {
  const fs::path group = tiny_ / "runs/seeds";
  const auto refuse = [&](const std::vector<std::string>& more, int exit_code, const char* words) {
    const ProcessResult result = run_affekt(arguments(more));
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    EXPECT_THAT(result.err, HasSubstr(words));
  };
  const char* kNoFolds = "--folds: fer2013 has a split of its own, so it has no folds; leave --folds out";
  refuse({"--folds"}, 2, kNoFolds);
  refuse({"--histograms"}, 2, "add --set train.tensorboard=true");
  refuse({"--set", "data.path=nowhere"}, 3, "nowhere");
  EXPECT_FALSE(fs::exists(tiny_ / "runs"));
  write_file(group / "group.json", R"({"purpose": "seeds", "config": "", "options": ""})");
  refuse({}, 4, "already holds a group of runs");
  refuse({"--folds"}, 2, kNoFolds);
  fs::remove_all(group);
  // A fault that is found before the first run leaves nothing.
  refuse({"--resume", "--set", "train.best_metric=x"}, 2, "train.best_metric");
  EXPECT_FALSE(fs::exists(group));
}

}  // namespace
}  // namespace affekt::testing_app
