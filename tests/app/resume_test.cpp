// A training that is killed, stopped or finds a damaged checkpoint ends in the same bytes as one left alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <random>
#include <thread>

#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

/// Oldest first.
std::vector<fs::path> list_checkpoints(const fs::path& run) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(run / "checkpoints")) {
    if (entry.path().extension() == ".ckpt") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

void sleep_seconds(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

class Resume : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    tiny_ = std::make_unique<TinyExperiment>();
    // The reference writes its checkpoints at epoch ends only: when one is written must not matter.
    undisturbed_ = run_affekt(arguments("undisturbed"));
    ASSERT_EQ(undisturbed_.exit_code, 0) << undisturbed_.err;
  }
  static void TearDownTestSuite() { tiny_.reset(); }

  /// Two threads: sums that depend on who comes first would show.
  static std::vector<std::string> arguments(const std::string& run,
                                            const std::vector<std::string>& more = {}) {
    auto all = tiny_->arguments("train", run, {"--set", "train.epochs=4", "--set", "train.num_threads=2"});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  /// The same training with a checkpoint about every 60 ms.
  static std::vector<std::string> training(const std::string& run, bool resume) {
    auto all = arguments(run, {"--set", "train.checkpoint_minutes=0.001"});
    if (resume) all.push_back("--resume");
    return all;
  }
  /// Starts a training and kills it as soon as two checkpoints are there.
  static void kill_after_two_checkpoints(const std::string& run) {
    AffektProcess process(training(run, false));
    while (process.is_running() &&
           (!fs::exists(*tiny_ / run / "checkpoints") || list_checkpoints(*tiny_ / run).size() < 2)) {
      sleep_seconds(0.005);
    }
    process.send_signal(SIGKILL);
    EXPECT_EQ(process.wait().signal, SIGKILL);
  }
  static void expect_same_as_undisturbed(const std::string& run) {
    EXPECT_TRUE(tensor_bytes(*tiny_ / run / "best.safetensors") ==
                tensor_bytes(*tiny_ / "undisturbed/best.safetensors"))
        << "the best weights differ";
    EXPECT_TRUE(tensor_bytes(list_checkpoints(*tiny_ / run).back()) ==
                tensor_bytes(list_checkpoints(*tiny_ / "undisturbed").back()))
        << "the final weights, averages or optimizer differ";
    EXPECT_EQ(list_checkpoints(*tiny_ / run).back().filename(),
              list_checkpoints(*tiny_ / "undisturbed").back().filename());
  }

  static std::unique_ptr<TinyExperiment> tiny_;
  static ProcessResult undisturbed_;
};

std::unique_ptr<TinyExperiment> Resume::tiny_;
ProcessResult Resume::undisturbed_;

TEST_F(Resume, KillingAtRandomMomentsChangesNoByte) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int trial = 0; trial < 2; ++trial) {
    const std::string run = "killed" + std::to_string(trial);
    std::string output;
    // When the random kills fall is the machine's affair, so the first trial is sure to have what to resume.
    if (trial == 0) kill_after_two_checkpoints(run);
    for (int attempt = 0; attempt < 2; ++attempt) {
      AffektProcess process(training(run, trial == 0 || attempt > 0));
      sleep_seconds(std::uniform_real_distribution<>(0.2, 1.0)(random) * undisturbed_.seconds);
      process.send_signal(SIGKILL);
      const ProcessResult result = process.wait();
      EXPECT_TRUE(result.signal == SIGKILL || result.exit_code == 0) << result.err;
      output += result.err;
    }
    const ProcessResult last = run_affekt(training(run, true));
    ASSERT_EQ(last.exit_code, 0) << last.err;
    output += last.err;
    if (trial == 0) {
      EXPECT_THAT(output, HasSubstr("resumed at epoch"));  // starting all over gives the same bytes too
    }
    expect_same_as_undisturbed(run);
    EXPECT_THAT(find_temporary_files(*tiny_ / run), IsEmpty());
  }
}

TEST_F(Resume, SignalsThatAskForAnEndSaveLeaveWith130AndGoOnExactly) {
  for (const int number : {SIGTERM, SIGHUP, SIGUSR1}) {  // of SIGINT see below
    const std::string run = "signal" + std::to_string(number);
    AffektProcess process(arguments(run, {"--set", "train.checkpoint_minutes=0"}));
    while (process.is_running() && !fs::exists(*tiny_ / run / "best.safetensors")) sleep_seconds(0.005);
    process.send_signal(number);
    const ProcessResult stopped = process.wait();
    EXPECT_EQ(stopped.exit_code, 130) << stopped.err;
    EXPECT_THAT(stopped.err, AllOf(HasSubstr("interrupted"), HasSubstr("--resume")));
    const ProcessResult resumed = run_affekt(training(run, true));
    ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_THAT(resumed.err, HasSubstr("resumed at epoch"));
    expect_same_as_undisturbed(run);
  }
}

TEST_F(Resume, WhereNobodyReadsOnItSavesAndTheAdviceGoesOnExactly) {
  std::string command = "set -o pipefail; '" AFFEKT_PROGRAM "'";
  for (const std::string& word : arguments("unread")) command += " '" + word + "'";
  const std::string run = (*tiny_ / "unread").string();
  const int status = std::system(("bash -c \"" + command + " 2>&1 | head -1 > /dev/null\"").c_str());
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_EQ(list_checkpoints(run).size(), 1U);
  const ProcessResult refused = run_affekt({"export", run});
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err,
              HasSubstr("affekt train " + run + "/config.yaml --out " + run + " --resume goes on"));
  const ProcessResult resumed = run_affekt({"train", run + "/config.yaml", "--out", run, "--resume"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("resumed at epoch"));
  expect_same_as_undisturbed("unread");
}

TEST_F(Resume, UnderNohupAHangupIsNoEnd) {
  ::signal(SIGHUP, SIG_IGN);  // inherited
  AffektProcess process(arguments("nohup"));
  ::signal(SIGHUP, SIG_DFL);
  while (process.is_running() && !fs::exists(*tiny_ / "nohup/best.safetensors")) sleep_seconds(0.005);
  process.send_signal(SIGHUP);
  const ProcessResult result = process.wait();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  expect_same_as_undisturbed("nohup");
}

TEST_F(Resume, AnInterruptBehindTheTrainingSaysWhatIsLeftAndResumeDoesIt) {
  const auto whole_way = [](const std::vector<std::string>& more) {
    std::vector<std::string> all = {"--set", "train.epochs=1", "--set", "evaluate.bootstrap_samples=100000"};
    all.insert(all.end(), more.begin(), more.end());
    return tiny_->arguments("run", "reported", all);
  };
  const fs::path log = *tiny_ / "reported/train.log";
  AffektProcess process(whole_way({}));
  while (process.is_running() &&
         (!fs::exists(log) || read_file(log).find("training_finished") == std::string::npos)) {
    sleep_seconds(0.005);
  }
  process.send_signal(SIGINT);
  const ProcessResult stopped = process.wait();
  EXPECT_EQ(stopped.exit_code, 130) << stopped.err;
  EXPECT_THAT(stopped.err, AllOf(HasSubstr("the training is finished"),
                                 HasSubstr("affekt export " + (*tiny_ / "reported").string())));
  EXPECT_FALSE(fs::exists(*tiny_ / "reported/model.onnx"));
  const ProcessResult resumed = run_affekt(whole_way({"--resume"}));
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("all epochs of this run are done already"));
  EXPECT_TRUE(fs::exists(*tiny_ / "reported/report.json"));
  EXPECT_TRUE(fs::exists(*tiny_ / "reported/model.onnx"));
}

TEST_F(Resume, ADamagedNewestCheckpointIsPassedOverWithAWarning) {
  kill_after_two_checkpoints("cut");
  const auto checkpoints = list_checkpoints(*tiny_ / "cut");
  ASSERT_EQ(checkpoints.size(), 2U);
  cut_file(checkpoints.back(), 0.7);
  const ProcessResult resumed = run_affekt(training("cut", true));
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.err,
              AllOf(HasSubstr(checkpoints.back().filename().string()), HasSubstr("resumed at epoch")));
  expect_same_as_undisturbed("cut");
}

TEST_F(Resume, WithNoReadableCheckpointItRefuses) {
  kill_after_two_checkpoints("all_cut");
  for (const auto& path : list_checkpoints(*tiny_ / "all_cut")) cut_file(path, 0.5);
  const ProcessResult resumed = run_affekt(training("all_cut", true));
  EXPECT_EQ(resumed.exit_code, 4) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("all_cut/checkpoints"));
}

TEST_F(Resume, AnotherConfigIsRefused) {
  const ProcessResult resumed =
      run_affekt(arguments("undisturbed", {"--resume", "--set", "train.batch_size=8"}));
  EXPECT_EQ(resumed.exit_code, 2) << resumed.err;
  EXPECT_THAT(resumed.err, AllOf(HasSubstr("another config"), HasSubstr("train.batch_size is "),
                                 HasSubstr(" there and 8 now")));
}

TEST_F(Resume, AFinishedTrainingStaysAsItIs) {
  const std::string before = read_file(*tiny_ / "undisturbed/best.safetensors");
  const ProcessResult resumed = run_affekt(arguments("undisturbed", {"--resume"}));
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_TRUE(read_file(*tiny_ / "undisturbed/best.safetensors") == before);
}

TEST_F(Resume, LostBestWeightsAreToldBeforeAnyTraining) {
  std::filesystem::copy(*tiny_ / "undisturbed", *tiny_ / "lost", std::filesystem::copy_options::recursive);
  std::filesystem::remove(*tiny_ / "lost/best.safetensors");
  const ProcessResult resumed = run_affekt(arguments("lost", {"--resume"}));
  EXPECT_EQ(resumed.exit_code, 4) << resumed.err;
  EXPECT_THAT(resumed.err, AllOf(HasSubstr("are lost"), HasSubstr("remove "), HasSubstr("lost/checkpoints")));
  std::filesystem::remove_all(*tiny_ / "lost/checkpoints");  // as it says
  const ProcessResult anew = run_affekt(arguments("lost", {"--resume"}));
  ASSERT_EQ(anew.exit_code, 0) << anew.err;
  expect_same_as_undisturbed("lost");
}

TEST_F(Resume, OtherDataThanTheTrainingWasBegunWithAreRefused) {
  std::filesystem::copy(*tiny_ / "undisturbed", *tiny_ / "moved", std::filesystem::copy_options::recursive);
  const std::string before = read_file(*tiny_ / "moved/manifest.json");
  const fs::path other = *tiny_ / "other_faces";
  ASSERT_EQ(run_affekt({"demo-data", "fer2013", other.string(), "--seed", "77"}).exit_code, 0);
  const ProcessResult resumed =
      run_affekt(arguments("moved", {"--resume", "--set", "data.path=" + other.string()}));
  EXPECT_EQ(resumed.exit_code, 3) << resumed.err;
  EXPECT_THAT(resumed.err, AllOf(HasSubstr("not the data that the training in "), HasSubstr("--overwrite")));
  EXPECT_EQ(read_file(*tiny_ / "moved/manifest.json"), before);
}

TEST_F(Resume, ResultsWithoutTheirTrainingAreNotReplacedUnasked) {
  fs::create_directories(*tiny_ / "published");
  for (const char* name : {"config.yaml", "report.json"})
    write_file(*tiny_ / "published" / name, name == std::string("config.yaml")
                                                ? read_file(*tiny_ / "undisturbed/config.yaml")
                                                : std::string("{}\n"));
  const ProcessResult refused = run_affekt(tiny_->arguments("run", "published", {}));
  EXPECT_EQ(refused.exit_code, 4) << refused.err;
  EXPECT_THAT(refused.err, AllOf(HasSubstr("whose training is not there"), HasSubstr("--out DIR")));
  EXPECT_EQ(read_file(*tiny_ / "published/report.json"), "{}\n");
}

}  // namespace
}  // namespace affekt::testing_app
