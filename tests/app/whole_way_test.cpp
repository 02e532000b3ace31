// From synthetic faces to the report and the ONNX file, as quickstart does it, only smaller.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/app/predicted_probabilities.h"
#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

class WholeWay : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    tiny_ = std::make_unique<TinyExperiment>();
    result_ =
        tiny_->execute("run", "run", {"--profile-trace", "--histograms", "--set", "train.tensorboard=true"});
  }
  static void TearDownTestSuite() { tiny_.reset(); }

  void SetUp() override { ASSERT_EQ(result_.exit_code, 0) << result_.err; }

  static std::filesystem::path run() { return *tiny_ / "run"; }
  static json report() { return json::parse(read_file(run() / "report.json")); }

  static std::unique_ptr<TinyExperiment> tiny_;
  static ProcessResult result_;
};

std::unique_ptr<TinyExperiment> WholeWay::tiny_;
ProcessResult WholeWay::result_;

TEST_F(WholeWay, RunSaysTheScoreAndWhereReportAndModelAre) {
  EXPECT_THAT(result_.out,
              AllOf(HasSubstr("accuracy "), HasSubstr("95 % interval"), HasSubstr("test split")));
  EXPECT_THAT(result_.out, HasSubstr("report:  " + (run() / "report.html").string() + "\n"));
  EXPECT_THAT(result_.out, HasSubstr("model:   " + (run() / "model.onnx").string() + "\n"));
}

TEST_F(WholeWay, TheRunDirectoryHoldsWhatTheDesignNames) {
  for (const char* name : {"config.yaml", "manifest.json", "train.log", "metrics.csv", "best.safetensors",
                           "report.json", "report.md", "report.html", "predictions.csv", "model.onnx",
                           "test_data_set_0/input_0.pb", "test_data_set_0/output_0.pb"}) {
    EXPECT_TRUE(std::filesystem::is_regular_file(run() / name)) << name;
    EXPECT_GT(std::filesystem::file_size(run() / name), 0U) << name;
  }
  EXPECT_THAT(find_temporary_files(run()), IsEmpty());
}

TEST_F(WholeWay, EveryLineOfTheLogIsJson) {
  std::istringstream lines(read_file(run() / "train.log"));
  std::string line;
  int num_lines = 0;
  for (; std::getline(lines, line); ++num_lines) {
    const json entry = json::parse(line);
    EXPECT_TRUE(entry.contains("time") && entry.contains("level") && entry.contains("event")) << line;
  }
  EXPECT_GT(num_lines, 3);
}

TEST_F(WholeWay, WatchingTheTrainingLeavesItsFiles) {
  EXPECT_GT(json::parse(read_file(run() / "profile.json")).at("num_steps"), 10);
  EXPECT_GT(json::parse(read_file(run() / "profile_trace.json")).at("traceEvents").size(), 10u);
  EXPECT_THAT(read_file(run() / "train.log"), HasSubstr("where a step's time goes"));
  EXPECT_FALSE(std::filesystem::is_empty(run() / "tensorboard"));
}

TEST_F(WholeWay, TheReportIsOnTheTestSplitWithIntervals) {
  EXPECT_EQ(report().at("data").at("split"), "test");
  const json accuracy = report().at("metrics").at("accuracy");
  EXPECT_LE(accuracy.at("ci95").at(0), accuracy.at("value"));
  EXPECT_GE(accuracy.at("ci95").at(1), accuracy.at("value"));
}

TEST_F(WholeWay, EvaluatingTheOnnxFileAloneGivesTheSameReport) {
  const auto prepared = std::filesystem::directory_iterator(tiny_->prepared_dir())->path();
  const ProcessResult result =
      run_affekt({"evaluate", (run() / "model.onnx").string(), "--data", prepared.string(), "--split", "test",
                  "--out", (*tiny_ / "from_onnx").string()});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const json from_onnx = json::parse(read_file(*tiny_ / "from_onnx/report.json"));
  EXPECT_EQ(from_onnx.at("confusion"), report().at("confusion"));
  EXPECT_EQ(from_onnx.at("metrics").at("accuracy"), report().at("metrics").at("accuracy"));
  EXPECT_EQ(from_onnx.at("data").at("digest"), report().at("data").at("digest"));
  // Where ONNX Runtime is part of the program, it is taken, and both engines are timed.
  const json& timing = from_onnx.at("timing");
  const bool has_both = timing.contains("onnxruntime_images_per_second");
  EXPECT_EQ(timing.contains("opencv_images_per_second"), has_both);
  EXPECT_EQ(from_onnx.at("model").at("engine"), has_both ? "onnxruntime" : "opencv");
}

TEST_F(WholeWay, EvaluatingAnOnnxFileOpensItOnce) {
  const auto prepared = std::filesystem::directory_iterator(tiny_->prepared_dir())->path();
  const int watcher = inotify_init1(IN_NONBLOCK);
  ASSERT_GE(watcher, 0);
  ASSERT_GE(inotify_add_watch(watcher, (run() / "model.onnx").c_str(), IN_OPEN | IN_CLOSE), 0);
  const ProcessResult result =
      run_affekt({"evaluate", (run() / "model.onnx").string(), "--data", prepared.string(), "--split", "test",
                  "--out", (*tiny_ / "opened_once").string()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  std::array<inotify_event, 16> events;  // of a watched file: without a name behind each
  EXPECT_EQ(read(watcher, events.data(), sizeof events), static_cast<ssize_t>(2 * sizeof(inotify_event)))
      << "one opening and one closing expected";
  close(watcher);
}

TEST_F(WholeWay, OnnxRuntimeGivesThePredictionsTheReportWasComputedFrom) {
  const auto prepared = std::filesystem::directory_iterator(tiny_->prepared_dir())->path();
  const ProcessResult result =
      run_affekt({"evaluate", (run() / "model.onnx").string(), "--data", prepared.string(), "--split", "test",
                  "--engine", "onnxruntime", "--out", (*tiny_ / "from_onnxruntime").string()});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto expected = read_probabilities(run() / "predictions.csv");
  EXPECT_GT(expected.size(), 0U);
  EXPECT_LE(largest_difference(read_probabilities(*tiny_ / "from_onnxruntime/predictions.csv"), expected),
            1e-4);
  EXPECT_EQ(json::parse(read_file(*tiny_ / "from_onnxruntime/report.json")).at("confusion"),
            report().at("confusion"));
}

TEST_F(WholeWay, OnnxRuntimeThatIsNotInstalledIsToldWithWhatToDo) {
  const auto prepared = std::filesystem::directory_iterator(tiny_->prepared_dir())->path();
  ProcessOptions options;
  options.environment = {"AFFEKT_ONNXRUNTIME_NODE=" + tiny_->prepared_dir().string()};
  const ProcessResult result =
      run_affekt({"evaluate", (run() / "model.onnx").string(), "--data", prepared.string(), "--split", "test",
                  "--engine", "onnxruntime", "--out", (*tiny_ / "without_onnxruntime").string()},
                 options);
  if (result.exit_code == 0) GTEST_SKIP() << "ONNX Runtime is built in";
  EXPECT_EQ(result.exit_code, 4) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("the engine onnxruntime"), HasSubstr("AFFEKT_ONNXRUNTIME_NODE=")));
  EXPECT_FALSE(std::filesystem::exists(*tiny_ / "without_onnxruntime/report.json"));
}

TEST_F(WholeWay, TheSameConfigGivesTheSameBytesOfWeightsAndPredictions) {
  const ProcessResult again = tiny_->execute("run", "again", {"--set", "train.tensorboard=true"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  for (const char* name : {"best.safetensors", "predictions.csv"}) {
    EXPECT_TRUE(read_file(run() / name) == read_file(*tiny_ / "again" / name)) << name;
  }
}

TEST_F(WholeWay, ComparingARunWithItselfGivesNoDifference) {
  const ProcessResult result =
      run_affekt({"compare", run().string(), (run() / "report.json").string(), "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const json accuracy = json::parse(result.out).at("metrics").at("accuracy");
  EXPECT_EQ(accuracy.at("difference"), 0.0);
  EXPECT_EQ(accuracy.at("ci95"), (json{0.0, 0.0}));
  EXPECT_EQ(accuracy.at("first"), report().at("metrics").at("accuracy").at("value"));
}

TEST_F(WholeWay, APageOfAComparisonTakesThePlaceOfNothingElse) {
  const std::string page = (*tiny_ / "comparison.html").string();
  const std::vector<std::string> compare = {"compare", run().string(), run().string(), "--html", page};
  write_file(page, "mine");
  const ProcessResult refused = run_affekt(compare);
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err, HasSubstr("comparison.html: not replaced, for it was not written by affekt"));
  EXPECT_EQ(read_file(page), "mine");
  std::filesystem::remove(page);
  for (int time = 0; time < 2; ++time) EXPECT_EQ(run_affekt(compare).exit_code, 0) << "call " << time;
}

TEST_F(WholeWay, ComparingWithPredictionsThatAreNoneIsRefused) {
  std::filesystem::create_directories(*tiny_ / "no_predictions");
  std::filesystem::copy_file(run() / "report.json", *tiny_ / "no_predictions/report.json");
  for (const char* text : {"", "{}", "a,b\n1,2\n"}) {
    write_file(*tiny_ / "no_predictions/predictions.csv", text);
    const ProcessResult result =
        run_affekt({"compare", run().string(), (*tiny_ / "no_predictions").string()});
    EXPECT_EQ(result.exit_code, 4) << result.err;
    EXPECT_THAT(result.err, HasSubstr("predictions.csv"));
  }
}

TEST_F(WholeWay, AnExistingRunIsNotTouchedWithoutBeingToldTo) {
  const std::string before = read_file(run() / "best.safetensors");
  for (const char* command : {"run", "train"}) {
    const ProcessResult result = tiny_->execute(command, "run");
    EXPECT_EQ(result.exit_code, 4) << result.err;
    EXPECT_THAT(result.err, AllOf(HasSubstr(run().string() + ": already holds a run"), HasSubstr("--resume"),
                                  HasSubstr("--overwrite"), HasSubstr("--out")));
  }
  EXPECT_TRUE(read_file(run() / "best.safetensors") == before);
}

TEST_F(WholeWay, OverwriteRemovesTheRunAndNothingElse) {
  ASSERT_EQ(tiny_->execute("train", "over").exit_code, 0);
  write_file(*tiny_ / "over/my_notes.txt", "mine");
  write_file(*tiny_ / "over/report.md", "of the run that was here");
  const ProcessResult result = tiny_->execute("train", "over", {"--overwrite", "--set", "train.epochs=1"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(read_file(*tiny_ / "over/my_notes.txt"), "mine");
  EXPECT_FALSE(std::filesystem::exists(*tiny_ / "over/report.md"));
  EXPECT_THAT(read_file(*tiny_ / "over/config.yaml"), HasSubstr("epochs: 1\n"));
}

TEST_F(WholeWay, AnOverwriteThatCannotStartLeavesTheOldRun) {
  ASSERT_EQ(tiny_->execute("train", "kept", {"--set", "train.epochs=1"}).exit_code, 0);
  const std::string before = read_file(*tiny_ / "kept/best.safetensors");
  const std::vector<std::vector<std::string>> faults = {{"--set", "data.path=nowhere"},
                                                        {"--set", "model.name=resnet"}};
  for (const auto& fault : faults) {
    std::vector<std::string> more = {"--overwrite"};
    more.insert(more.end(), fault.begin(), fault.end());
    EXPECT_NE(tiny_->execute("train", "kept", more).exit_code, 0);
    EXPECT_TRUE(read_file(*tiny_ / "kept/best.safetensors") == before) << fault[1];
  }
}

TEST_F(WholeWay, AFolderOfSomebodyElseIsNotTouched) {
  std::filesystem::create_directories(*tiny_ / "mine");
  write_file(*tiny_ / "mine/config.yaml", "of another program");
  write_file(*tiny_ / "mine/draft.tmp", "draft");
  const std::vector<std::vector<std::string>> ways = {{}, {"--overwrite"}, {"--resume"}};
  for (const auto& more : ways) {
    const ProcessResult result = tiny_->execute("train", "mine", more);
    EXPECT_EQ(result.exit_code, 4) << result.err;
    EXPECT_THAT(result.err, HasSubstr("no run of affekt made"));
  }
  EXPECT_EQ(read_file(*tiny_ / "mine/config.yaml"), "of another program");
  const ProcessResult at_a_file = tiny_->execute("train", "mine/draft.tmp");
  EXPECT_EQ(at_a_file.exit_code, 4) << at_a_file.err;
  EXPECT_THAT(at_a_file.err, HasSubstr("draft.tmp: is no folder; choose another --out"));
  EXPECT_EQ(read_file(*tiny_ / "mine/draft.tmp"), "draft");
}

TEST_F(WholeWay, AReportOnAnotherSplitGetsAFolderOfItsOwn) {
  const std::string before = read_file(run() / "report.json");
  const ProcessResult result = run_affekt({"evaluate", run().string(), "--split", "validation"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("report_validation_"));
  EXPECT_TRUE(read_file(run() / "report.json") == before);
}

TEST_F(WholeWay, AReportOnAnotherSplitReplacesTheRunsOwnOnlyByARun) {
  const auto copied = *tiny_ / "copied";
  std::filesystem::copy(run(), copied, std::filesystem::copy_options::recursive);
  const ProcessResult refused =
      run_affekt({"evaluate", copied.string(), "--split", "validation", "--out", copied.string()});
  EXPECT_EQ(refused.exit_code, 4) << refused.err;
  EXPECT_THAT(refused.err, AllOf(HasSubstr("a report on other samples"), HasSubstr("split test")));
  EXPECT_TRUE(read_file(copied / "report.json") == read_file(run() / "report.json"));
  const ProcessResult other = run_affekt({"evaluate", run().string(), "--out", copied.string()});
  EXPECT_EQ(other.exit_code, 4) << other.err;
  EXPECT_THAT(other.err, HasSubstr("the run directory of another model"));
  const ProcessResult resumed =
      tiny_->execute("run", "copied", {"--resume", "--set", "evaluate.split=validation"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(json::parse(read_file(copied / "report.json")).at("data").at("split"), "validation");
}

TEST_F(WholeWay, ARunIsEvaluatedByAnEngineWithTheDataOfItsTraining) {
  const ProcessResult result = run_affekt(
      {"evaluate", run().string(), "--engine", "opencv", "--out", (*tiny_ / "by_opencv").string()});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const json by_opencv = json::parse(read_file(*tiny_ / "by_opencv/report.json"));
  EXPECT_EQ(by_opencv.at("confusion"), report().at("confusion"));
  EXPECT_EQ(by_opencv.at("model").at("engine"), "opencv");
}

TEST_F(WholeWay, QuietLeavesOnlyTheResult) {
  const ProcessResult result = run_affekt({"-q", "export", run().string()});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_THAT(result.out, HasSubstr("model:   "));
}

}  // namespace
}  // namespace affekt::testing_app
