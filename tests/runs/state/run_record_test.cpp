#include "runs/state/run_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

json read_state(const RunPaths& run) {
  return json::parse(read_text_file(run.state()));
}

void begin_run(const RunPaths& run) {
  write_text_atomically(run.config(), "# Effective config of affekt\n");
}

class Record : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  RunPaths run_{folder_ / "run"};
  RunPlan plan_{"run", "accuracy", 30, false};
};

TEST_F(Record, SaysWhatRunsUntilItIsFinished) {
  record_run(run_, plan_, [&](RunRecord& record) {
    EXPECT_EQ(read_state(run_)["state"], "running");
    EXPECT_TRUE(is_run_locked(run_));
    begin_run(run_);
    record.set_stage("training");
    const json state = read_state(run_);
    EXPECT_EQ(state["stage"], "training");
    EXPECT_EQ(state["command"], "run");
    EXPECT_EQ(state["best_metric"], "accuracy");
    EXPECT_EQ(state["num_epochs"], 30);
  });
  EXPECT_EQ(read_state(run_)["state"], "finished");
  EXPECT_EQ(read_state(run_)["results"], json::array());
  EXPECT_FALSE(is_run_locked(run_));
  EXPECT_FALSE(std::filesystem::exists(run_.state_lock()));
}

TEST_F(Record, SaysWhichResultsAFinishedRunHasLeft) {
  record_run(run_, plan_, [&](RunRecord&) {
    begin_run(run_);
    write_text_atomically(run_.root / "report.json", "{}");
    EXPECT_FALSE(read_state(run_).contains("results"));
  });
  EXPECT_EQ(read_state(run_)["results"], json::array({"report.json"}));
}

TEST_F(Record, KeepsTheReasonOfAFailureAndOfAnInterruptAndThrowsOn) {
  EXPECT_THROW(record_run(run_, plan_,
                          [&](RunRecord&) {
                            begin_run(run_);
                            throw DataError("step 7: the loss is nan");
                          }),
               DataError);
  EXPECT_EQ(read_state(run_)["state"], "failed");
  EXPECT_EQ(read_state(run_)["reason"], "step 7: the loss is nan");
  EXPECT_THROW(record_run(run_, plan_,
                          [&](RunRecord&) {
                            begin_run(run_);
                            throw Interrupted("interrupted: epoch 3");
                          }),
               Interrupted);
  EXPECT_EQ(read_state(run_)["state"], "interrupted");
  EXPECT_EQ(read_state(run_)["reason"], "interrupted: epoch 3");
}

TEST_F(Record, OfACommandThatIsRefusedNothingIsLeft) {
  const auto refuse = [](RunRecord&) { throw ConfigError("train.epochs is 3 there and 5 now"); };
  EXPECT_THROW(record_run(run_, plan_, refuse), ConfigError);
  EXPECT_FALSE(std::filesystem::exists(run_.root));
  record_run(run_, plan_, [&](RunRecord&) { begin_run(run_); });
  const std::string finished = read_text_file(run_.state());
  EXPECT_THROW(record_run(run_, plan_, refuse), ConfigError);
  EXPECT_EQ(read_text_file(run_.state()), finished);
}

TEST_F(Record, TheSecondsOfAResumedRunAddUp) {
  std::filesystem::create_directories(run_.root);
  begin_run(run_);
  write_text_atomically(run_.state(), R"({"state": "interrupted", "seconds": 1000.5})");
  plan_.resume = true;
  record_run(run_, plan_, [](RunRecord&) {});
  EXPECT_GT(read_state(run_)["seconds"], 1000.5);
  EXPECT_LT(read_state(run_)["seconds"], 1010);
  plan_.resume = false;
  record_run(run_, plan_, [](RunRecord&) {});
  EXPECT_LT(read_state(run_)["seconds"], 10);
}

TEST_F(Record, ASecondCommandInTheSameFolderIsRefused) {
  const RunRecord first(run_, plan_);
  try {
    const RunRecord second(run_, plan_);
    FAIL() << "nothing was thrown";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), HasSubstr("another affekt is working in this run directory"));
  }
  EXPECT_EQ(read_state(run_)["state"], "running");
}

TEST(RunLocked, ALockFileThatAKilledProcessLeftIsNoLock) {
  const TemporaryFolder folder;
  const RunPaths run{folder.path()};
  EXPECT_FALSE(is_run_locked(run));
  for (const auto& file : {run.lock(), run.state_lock()}) write_text_atomically(file, "");
  EXPECT_FALSE(is_run_locked(run));
  {
    const RunLock lock(run);
    EXPECT_TRUE(is_run_locked(run));
  }
  EXPECT_FALSE(is_run_locked(run));
}

}  // namespace
}  // namespace affekt
