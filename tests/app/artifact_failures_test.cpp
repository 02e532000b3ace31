// Damaged runs and models, a loss that is not finite, a full disk, two runs in one directory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <thread>

#include "tests/app/small_disk.h"
#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace fs = std::filesystem;

void expect_refused(const ProcessResult& result, const testing::Matcher<const std::string&>& message) {
  EXPECT_EQ(result.exit_code, 4) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("affekt: error: "), message));
}

/// One finished run that the tests copy from.
class ArtifactFailures : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    tiny_ = std::make_unique<TinyExperiment>();
    const ProcessResult result = tiny_->execute("run", "run", {"--set", "train.epochs=1"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }
  static void TearDownTestSuite() { tiny_.reset(); }

  static fs::path copy_run(const std::string& name) {
    fs::copy(*tiny_ / "run", *tiny_ / name, fs::copy_options::recursive);
    return *tiny_ / name;
  }
  static fs::path prepared() { return fs::directory_iterator(tiny_->prepared_dir())->path(); }

  static std::unique_ptr<TinyExperiment> tiny_;
};

std::unique_ptr<TinyExperiment> ArtifactFailures::tiny_;

TEST_F(ArtifactFailures, ARunThatIsNotThereIsNamed) {
  expect_refused(run_affekt({"export", (*tiny_ / "nowhere").string()}), HasSubstr("nowhere"));
  expect_refused(run_affekt({"evaluate", (*tiny_ / "nowhere").string()}), HasSubstr("nowhere"));
  expect_refused(run_affekt({"evaluate", (*tiny_ / "nowhere.onnx").string(), "--data", prepared().string()}),
                 HasSubstr("nowhere.onnx"));
  expect_refused(run_affekt({"compare", (*tiny_ / "nowhere").string(), (*tiny_ / "run").string()}),
                 HasSubstr("nowhere"));
}

TEST_F(ArtifactFailures, WhatTheSystemRefusesIsToldInPlainWords) {
  expect_refused(run_affekt({"evaluate", std::string(1000, 'x')}),
                 AllOf(HasSubstr("xxx...: File name too long\n"), Not(HasSubstr("filesystem"))));
}

TEST_F(ArtifactFailures, AFileOfARunIsSentToItsRun) {
  const std::string run = (*tiny_ / "run").string();
  const auto advised =
      AllOf(HasSubstr("a run directory expected, a file got"), HasSubstr("the run " + run + ":"));
  for (const char* name : {"best.safetensors", "config.yaml", "report.json"}) {
    expect_refused(run_affekt({"export", run + "/" + name}), advised);
    expect_refused(run_affekt({"evaluate", run + "/" + name}), advised);
  }
  expect_refused(run_affekt({"export", run + "/model.onnx"}), advised);
  expect_refused(run_affekt({"export", tiny_->config()}),
                 HasSubstr("a run directory expected, a file got\n"));
}

TEST_F(ArtifactFailures, AnEngineWithoutItsFileSaysWhatMakesIt) {
  const fs::path run = copy_run("not_exported");
  fs::remove(run / "model.onnx");
  const std::vector<std::string> evaluate = {"evaluate", run.string(), "--engine", "opencv"};
  expect_refused(run_affekt(evaluate), AllOf(HasSubstr("has no model.onnx, which --engine opencv runs"),
                                             HasSubstr("'affekt export " + run.string() + "'")));
  ASSERT_EQ(run_affekt({"export", run.string()}).exit_code, 0);  // as it says
  EXPECT_EQ(run_affekt(evaluate).exit_code, 0);
}

TEST_F(ArtifactFailures, AFolderThatTakesNoFilesIsToldBeforeTheWork) {
  const SmallDisk disk;
  if (!disk.is_mounted()) GTEST_SKIP() << "this user may not mount a file system";
  const std::string run = (disk.path() / "run").string(), data = prepared().string();
  fs::copy(*tiny_ / "run", run, fs::copy_options::recursive);
  ASSERT_TRUE(disk.make_read_only());
  const auto told = [&](const std::string& advice) {
    return AllOf(HasSubstr("nothing can be written in this folder: Read-only file system"), HasSubstr(advice),
                 Not(HasSubstr("samples")));
  };
  expect_refused(run_affekt({"evaluate", run, "--data", data}), told("name another folder with --out"));
  expect_refused(run_affekt({"evaluate", run, "--data", data, "--out", run}), told("choose another --out"));
  expect_refused(run_affekt({"export", run, "--data", data}), told("copy the run to a folder"));
  expect_refused(run_affekt({"train", tiny_->config(), "--out", run, "--overwrite"}),
                 told("choose another --out"));
  expect_refused(
      run_affekt({"prepare", tiny_->config(), "--set", "data.prepared_dir=" + disk.path().string()}),
      told("data.prepared_dir"));
  const ProcessResult drawn = run_affekt({"demo-data", "fer2013", (disk.path() / "faces").string()});
  EXPECT_THAT(drawn.err, AllOf(HasSubstr("nothing can be made in"), Not(HasSubstr("Drawing"))));
  EXPECT_NE(drawn.exit_code, 0);
}

TEST_F(ArtifactFailures, TruncatedWeightsAreRefused) {
  const fs::path run = copy_run("cut_weights");
  for (const double share : {0.95, 0.3, 0.001, 0.0}) {
    cut_file(run / "best.safetensors", share);
    expect_refused(run_affekt({"evaluate", run.string()}), HasSubstr("best.safetensors"));
  }
  expect_refused(run_affekt({"export", run.string()}), HasSubstr("best.safetensors"));
}

TEST_F(ArtifactFailures, ATruncatedOnnxFileIsRefused) {
  const fs::path run = copy_run("cut_onnx");
  for (const double share : {0.95, 0.3, 0.0}) {
    cut_file(run / "model.onnx", share);
    expect_refused(run_affekt({"evaluate", (run / "model.onnx").string(), "--data", prepared().string()}),
                   HasSubstr("model.onnx"));
  }
}

TEST_F(ArtifactFailures, AnUnknownEngineOrSplitIsACommandLineError) {
  const ProcessResult engine = run_affekt({"evaluate", (*tiny_ / "run").string(), "--engine", "tensorflow"});
  EXPECT_EQ(engine.exit_code, 2) << engine.err;
  EXPECT_THAT(engine.err, AllOf(HasSubstr("tensorflow"), HasSubstr("opencv")));
  const ProcessResult split = run_affekt({"evaluate", (*tiny_ / "run").string(), "--split", "tset"});
  EXPECT_EQ(split.exit_code, 2) << split.err;
  EXPECT_THAT(split.err, AllOf(HasSubstr("tset"), HasSubstr("validation")));
}

TEST_F(ArtifactFailures, ALossThatIsNotFiniteStopsWithStepLossAndRate) {
  // Weight decay 1 at rate 10 multiplies each weight by -9 or worse in every step: past float32 in 41 steps.
  const ProcessResult result =
      tiny_->execute("train", "nan",
                     {"--set", "train.optimizer.lr=10", "--set", "train.optimizer.weight_decay=1", "--set",
                      "train.epochs=30", "--set", "train.schedule.warmup_epochs=0"});
  EXPECT_EQ(result.exit_code, 3) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("affekt: error: "), HasSubstr("loss"), HasSubstr("step"),
                                AnyOf(HasSubstr("learning rate"), HasSubstr("lr"))));
  const ProcessResult listed = run_affekt({"list", tiny_->prepared_dir().parent_path().string()});
  EXPECT_THAT(listed.out,
              ContainsRegex("nan +failed, training, epoch [0-9]+/30 .+ fer2013 [^\n]+\n  [^\n]*loss"));
}

TEST_F(ArtifactFailures, ASecondRunInOneDirectoryRefuses) {
  AffektProcess first(tiny_->arguments("train", "shared", {"--set", "train.epochs=10000"}));
  while (first.is_running() && !fs::exists(*tiny_ / "shared/checkpoints")) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ASSERT_TRUE(first.is_running());
  const auto in_use =
      AllOf(HasSubstr("shared"), HasSubstr("another affekt is working in this run directory"));
  expect_refused(tiny_->execute("train", "shared", {"--resume", "--set", "train.epochs=10000"}), in_use);
  expect_refused(tiny_->execute("run", "shared", {"--overwrite"}), in_use);
  EXPECT_TRUE(first.is_running());
  EXPECT_TRUE(fs::exists(*tiny_ / "shared/config.yaml"));
}

TEST_F(ArtifactFailures, AFullDiskLeavesTheGoodFilesAsTheyWere) {
  const SmallDisk disk;
  if (!disk.is_mounted()) GTEST_SKIP() << "this user may not mount a file system";
  const fs::path run = disk.path() / "run";
  fs::copy(*tiny_ / "run", run, fs::copy_options::recursive);
  disk.fill();
  expect_refused(run_affekt({"export", run.string()}), HasSubstr("No space left on device"));
  expect_refused(run_affekt({"evaluate", run.string()}), HasSubstr("No space left on device"));
  for (const char* name :
       {"model.onnx", "report.json", "report.html", "predictions.csv", "best.safetensors"}) {
    EXPECT_TRUE(read_file(run / name) == read_file(*tiny_ / "run" / name)) << name;
  }
  EXPECT_THAT(find_temporary_files(disk.path()), IsEmpty());
}

TEST_F(ArtifactFailures, AFullDiskStopsATrainingAndKeepsItsLastCheckpoint) {
  const SmallDisk disk;
  if (!disk.is_mounted()) GTEST_SKIP() << "this user may not mount a file system";
  const std::vector<std::string> arguments = {
      "train", tiny_->config(), "--out", (disk.path() / "run").string(), "--set", "train.epochs=10000"};
  AffektProcess training(arguments);
  const auto has_checkpoint = [&] {
    const fs::path folder = disk.path() / "run/checkpoints";
    if (!fs::exists(folder)) return false;
    const auto files = fs::directory_iterator(folder);
    return std::any_of(begin(files), end(files),
                       [](const auto& entry) { return entry.path().extension() == ".ckpt"; });
  };
  while (training.is_running() && !has_checkpoint()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  disk.fill();
  expect_refused(training.wait(), HasSubstr("No space left on device"));
  EXPECT_THAT(find_temporary_files(disk.path()), IsEmpty());
  fs::remove(disk.path() / "filler");

  AffektProcess resumed([&] {
    auto again = arguments;
    again.push_back("--resume");
    return again;
  }());
  const auto log_size = fs::file_size(disk.path() / "run/train.log");
  while (resumed.is_running() && fs::file_size(disk.path() / "run/train.log") < log_size + 1000) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_TRUE(resumed.is_running());
  EXPECT_THAT(read_file(disk.path() / "run/train.log"), HasSubstr("\"resumed\""));
}

}  // namespace
}  // namespace affekt::testing_app
