#include "runs/state/list_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "config/load_config.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/text/text.h"
#include "runs/run_directory.h"
#include "runs/state/report_members.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kReport = R"({
  "baselines": {"metrics": {"accuracy": {"value": 0.1}}},
  "data": {
    "digest": "fedcba9876543210",
    "name": "faces",
    "source_digest": "0123456789abcdef",
    "split": "test"
  },
  "headline": "accuracy",
  "metrics": {
    "accuracy": {"ci95": [0.5, 0.7], "value": 0.6},
    "uar": {"ci95": null, "value": 0.4}
  },
  "model": {
    "name": "small_cnn"
  }
}
)";

class ListRuns : public ::testing::Test {
 protected:
  /// A run that kept this record. Empty: none.
  RunPaths make_run(const std::string& name, const std::string& record) {
    const RunPaths run{folder_ / name};
    fs::create_directories(run.root);
    write_text_atomically(run.config(), "# Effective config of affekt\ntrain:\n  epochs: 12\n");
    if (!record.empty()) write_text_atomically(run.state(), record);
    return run;
  }
  std::map<std::string, ListedRun> list() const {
    std::map<std::string, ListedRun> by_name;
    for (const ListedRun& run : list_runs(folder_.path())) by_name[run.name] = run;
    return by_name;
  }
  TemporaryFolder folder_;
};

TEST_F(ListRuns, TellsEachStateFromTheRecordAndTheLock) {
  const std::string running = R"({"state": "running", "stage": "training", "command": "run", "num_epochs": 30,
                                  "best_metric": "accuracy", "updated_at": "2026-01-02T00:00:00.000Z"})";
  const RunLock lock(make_run("alive", running), folder_ / "alive/.running");
  write_text_atomically(make_run("killed", running).state_lock(), "");
  make_run("failed", R"({"state": "failed", "reason": "step 3: the loss is nan", "stage": "training"})");
  make_run("stopped", R"({"state": "interrupted", "reason": "interrupted: epoch 2"})");
  make_run("done", R"({"state": "finished", "stage": "export", "seconds": 75})");
  auto runs = list();
  ASSERT_EQ(runs.size(), 5U);
  EXPECT_EQ(runs["alive"].state, RunState::kRunning);
  EXPECT_EQ(runs["alive"].stage, "training");
  EXPECT_EQ(runs["alive"].num_epochs, 30);
  EXPECT_EQ(runs["killed"].state, RunState::kInterrupted);
  EXPECT_THAT(runs["killed"].reason, HasSubstr("killed"));
  EXPECT_EQ(runs["failed"].state, RunState::kFailed);
  EXPECT_EQ(runs["failed"].reason, "step 3: the loss is nan");
  EXPECT_EQ(runs["stopped"].state, RunState::kInterrupted);
  EXPECT_EQ(runs["stopped"].reason, "interrupted: epoch 2");
  EXPECT_EQ(runs["done"].state, RunState::kFinished);
  EXPECT_EQ(runs["done"].stage, "");
  EXPECT_EQ(runs["done"].seconds, 75);
  EXPECT_EQ(list_runs(folder_.path()).front().name, "alive");  // those that run stand first
}

TEST_F(ListRuns, AFinishedRunHasItsReportsHeadlineWithInterval) {
  write_text_atomically(make_run("reported", R"({"state": "finished"})").root / "report.json", kReport);
  const ListedRun run = list().at("reported");
  ASSERT_TRUE(run.score);
  EXPECT_EQ(run.score->metric, "accuracy");
  EXPECT_EQ(run.score->split, "test");
  EXPECT_EQ(run.score->value, 0.6);
  EXPECT_EQ(run.score->low, 0.5);
  EXPECT_EQ(run.score->high, 0.7);
  EXPECT_EQ(run.model, "small_cnn");
  EXPECT_EQ(run.data_name, "faces");
  EXPECT_EQ(run.source_digest, "0123456789abcdef");  // of the raw data, as compare and reproduce ask for
}

TEST_F(ListRuns, ATrainingHasItsEpochsAndItsBestOneOnValidation) {
  const RunPaths run =
      make_run("begun", R"({"state": "interrupted", "num_epochs": 12, "best_metric": "uar"})");
  write_text_atomically(run.metrics(),
                        "epoch,step,seconds,samples_per_second\n1,10,2.5,4\n2,20,3.5,4\n3,30,1,4\n");
  write_text_atomically(
      run.log(),
      "{\"event\":\"epoch_finished\",\"epoch\":1,\"is_best\":true,\"validation\":{\"uar\":0.3}}\n"
      "{\"event\":\"epoch_finished\",\"epoch\":2,\"is_best\":true,\"validation\":{\"uar\":0.5}}\n"
      "{\"event\":\"epoch_finished\",\"epoch\":3,\"is_best\":false,\"validation\":{\"uar\":0.4}}\n");
  write_text_atomically(run.manifest(),
                        R"({"data": {"name": "voices", "digest": "77", "source_digest": "88"}})");
  const ListedRun listed = list().at("begun");
  EXPECT_EQ(listed.epochs_done, 3);
  EXPECT_EQ(listed.num_epochs, 12);
  ASSERT_TRUE(listed.score);
  EXPECT_EQ(listed.score->metric, "uar");
  EXPECT_EQ(listed.score->split, "validation");
  EXPECT_EQ(listed.score->value, 0.5);
  EXPECT_EQ(listed.score->epoch, 2);
  EXPECT_EQ(listed.data_name, "voices");
  EXPECT_EQ(listed.source_digest, "88");
}

TEST_F(ListRuns, RunsWithoutARecordAreReadFromTheirFiles) {
  write_text_atomically(make_run("baseline", "").root / "report.json", kReport);
  const RunPaths trained = make_run("trained", "");
  write_text_atomically(trained.log(), "{\"event\":\"training_finished\"}\n");
  write_text_atomically(trained.metrics(), "epoch,seconds\n1,20\n2,30\n");
  ExperimentConfig config;
  config.name = "begun";
  config.data.path = "faces";
  config.train.epochs = 12;
  write_text_atomically(make_run("begun", "").config(), to_yaml(config));
  auto runs = list();
  EXPECT_EQ(runs["begun"].fault, "");
  EXPECT_EQ(runs["baseline"].state, RunState::kFinished);
  EXPECT_EQ(runs["baseline"].score->value, 0.6);
  EXPECT_EQ(runs["trained"].state, RunState::kFinished);
  EXPECT_EQ(runs["trained"].seconds, 50);
  EXPECT_EQ(runs["begun"].state, RunState::kInterrupted);
  EXPECT_EQ(runs["begun"].num_epochs, 12);  // of its config
}

TEST_F(ListRuns, RunsInFoldersAndGroupsAreFoundAndFoldsArePartOfTheirRun) {
  make_run("deep/er/run", R"({"state": "finished"})");
  make_run("crossed", R"({"state": "finished"})");
  make_run("crossed/fold_1", R"({"state": "finished"})");
  make_run("group/seed_1", R"({"state": "finished"})");
  write_text_atomically(folder_ / "group/group.json", "{}");
  write_text_atomically(folder_ / "group/run_state.json", R"({"state": "failed", "reason": "seed 2"})");
  fs::create_directories(folder_ / "notes");
  std::vector<std::string> names;
  for (const auto& [name, run] : list()) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("crossed", "deep/er/run", "group", "group/seed_1"));
  EXPECT_EQ(list().at("group").reason, "seed 2");
}

TEST_F(ListRuns, WhatCanNotBeReadIsToldAndTheOthersAreListed) {
  const RunPaths broken = make_run("broken", R"({"state": "finished"})");
  write_text_atomically(broken.root / "report.json", "{\n  \"metrics\": ");
  make_run("whole", R"({"state": "finished"})");
  auto runs = list();
  EXPECT_THAT(runs["broken"].fault, HasSubstr("report.json: no JSON object, or a damaged one"));
  EXPECT_EQ(runs["whole"].fault, "");
  EXPECT_THROW(list_runs(folder_ / "nowhere"), ArtifactError);
}

TEST_F(ListRuns, ADamagedRecordIsToldAsSuch) {
  for (const char* record : {"", "{\"state\": ", "[]", R"({"state": 5})", R"({"state": "done"})"}) {
    const RunPaths run{folder_ / "damaged"};
    fs::create_directories(run.root);
    write_text_atomically(run.state(), record);
    const ListedRun listed = list().at("damaged");
    EXPECT_EQ(listed.state, RunState::kDamaged) << record;
    EXPECT_THAT(listed.fault, HasSubstr("run_state.json: damaged, so how the run ended is not known"));
    EXPECT_GT(listed.updated_at, "2026") << record;  // not 1970
  }
  write_text_atomically(make_run("damaged", "[]").root / "report.json", kReport);
  EXPECT_EQ(list().at("damaged").state, RunState::kDamaged);
  EXPECT_EQ(list().at("damaged").score->value, 0.6);
}

TEST_F(ListRuns, AFinishedRunHasItsEpochs) {
  const RunPaths run = make_run("done", R"({"state": "finished", "num_epochs": 12, "seconds": 9})");
  write_text_atomically(run.root / "report.json", kReport);
  write_text_atomically(run.metrics(), "epoch,seconds\n1,2\n2,2\n3,2\n");
  const ListedRun listed = list().at("done");
  EXPECT_EQ(listed.epochs_done, 3);
  EXPECT_EQ(listed.num_epochs, 12);
  EXPECT_EQ(listed.seconds, 9);
  EXPECT_EQ(listed.score->value, 0.6);
}

TEST_F(ListRuns, TheTimeOfARunGoesOnBetweenItsRecords) {
  const RunPaths run = make_run("run", R"({"state": "running", "stage": "training", "num_epochs": 12,
                                           "updated_at": "2026-01-02T00:00:00.000Z", "seconds": 5})");
  const auto now = fs::file_time_type::clock::now();
  write_text_atomically(run.log(), "{}\n");
  fs::last_write_time(run.state(), now - std::chrono::seconds(100));
  fs::last_write_time(run.config(), now - std::chrono::seconds(100));
  fs::last_write_time(run.log(), now - std::chrono::seconds(40));
  EXPECT_NEAR(list().at("run").seconds.value(), 5 + 60, 1.5);  // killed: up to its last line in the log
  EXPECT_GT(list().at("run").updated_at, "2026-01-02");
  const RunLock lock(run, run.state_lock());
  EXPECT_NEAR(list().at("run").seconds.value(), 5 + 100, 5);
}

TEST_F(ListRuns, SymbolicLinksGiveNoRunTwice) {
  make_run("group/run", R"({"state": "finished"})");
  const TemporaryFolder elsewhere;
  fs::create_directories(elsewhere / "far");
  fs::create_directory_symlink(folder_.path(), folder_ / "a_loop");
  fs::create_directory_symlink("..", folder_ / "group/up");
  fs::create_directory_symlink(folder_.path().parent_path(), folder_ / "outside");
  fs::create_directory_symlink(folder_ / "group/run", folder_ / "another_name");
  write_text_atomically(elsewhere / "far/run_state.json", R"({"state": "finished"})");
  fs::create_directory_symlink(elsewhere / "far", folder_ / "linked");
  std::vector<std::string> names;
  for (const ListedRun& listed : list_runs(folder_.path())) names.push_back(listed.name);
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("group/run", "linked"));
}

TEST_F(ListRuns, AReportInAnyLayoutGivesTheSameMembers) {
  const std::vector<std::string> names = {"data", "headline", "metrics", "missing"};
  write_text_atomically(folder_ / "as_written.json", kReport);
  const json expected = {{"data", json::parse(kReport)["data"]},
                         {"headline", "accuracy"},
                         {"metrics", json::parse(kReport)["metrics"]}};
  EXPECT_EQ(read_report_members(folder_ / "as_written.json", names), expected);
  for (const int indent : {-1, 1, 2, 4}) {
    write_text_atomically(folder_ / "other.json", to_json_text(json::parse(kReport), indent));
    EXPECT_EQ(read_report_members(folder_ / "other.json", names), expected) << indent;
  }
}

}  // namespace
}  // namespace affekt
