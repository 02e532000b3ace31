// affekt run --folds on synthetic voices: interrupted, resumed, pooled, exported.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "core/digest.h"
#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

std::vector<std::string> split_at(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

/// Four actors of the published folds 1 and 5; 2, 3 and 4 are absent.
class Folds : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    const ProcessResult drawn = run_affekt({"demo-data", "ravdess", voices().string(), "--num-actors", "10"});
    if (drawn.exit_code != 0) throw std::runtime_error(drawn.err);
    for (const char* actor : {"03", "06", "08", "10", "11", "17"})  // of folds 2, 3 and 4
      fs::remove_all(voices() / (std::string("Actor_") + actor));
    write_file(*folder_ / "voices.yaml",
               "name: voices\n"
               "data:\n"
               "  source: ravdess\n"
               "  path: " +
                   voices().string() +
                   "\n"
                   "  prepared_dir: " +
                   (*folder_ / "prepared").string() +
                   "\n"
                   "  split: {plan: ravdess_5fold, test_fold: 1, validation_fold: 0}\n"
                   "model: {name: speech_cnn, channels: [8, 8], residual_blocks: [0, 0]}\n"
                   "train: {epochs: 2, batch_size: 16, num_threads: 1, select: last, speech: {crop_s: 0.5},\n"
                   "        schedule: {warmup_epochs: 0.5}}\n"
                   "evaluate: {bootstrap_samples: 200}\n");
    interrupted_ = interrupt_after_the_first_fold();
    first_fold_written_ = fs::last_write_time(run() / "fold_1/best.safetensors");
    resumed_ = cross_validate({"--resume"});
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static std::vector<std::string> arguments(const std::string& out, const std::vector<std::string>& more) {
    std::vector<std::string> all = {"run", (*folder_ / "voices.yaml").string(), "--out",
                                    (*folder_ / out).string()};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  static ProcessResult cross_validate(std::vector<std::string> more) {
    more.push_back("--folds");
    return run_affekt(arguments("run", more));
  }
  static ProcessResult interrupt_after_the_first_fold() {
    AffektProcess process(arguments("run", {"--folds"}));
    while (process.is_running() && !fs::exists(run() / "fold_1/report.json"))
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    process.send_signal(SIGINT);
    return process.wait();
  }

  static fs::path voices() { return *folder_ / "voices"; }
  static fs::path run() { return *folder_ / "run"; }
  static json report() { return json::parse(read_file(run() / "report.json")); }

  static std::unique_ptr<TemporaryFolder> folder_;
  static ProcessResult interrupted_, resumed_;
  static fs::file_time_type first_fold_written_;
};

std::unique_ptr<TemporaryFolder> Folds::folder_;
ProcessResult Folds::interrupted_, Folds::resumed_;
fs::file_time_type Folds::first_fold_written_;

TEST_F(Folds, AnInterruptBetweenFoldsSaysHowToGoOnAndResumeDoesOnlyWhatIsLeft) {
  EXPECT_EQ(interrupted_.exit_code, 130) << interrupted_.err;
  EXPECT_THAT(interrupted_.err, AllOf(HasSubstr("interrupted"), HasSubstr("--resume")));
  ASSERT_EQ(resumed_.exit_code, 0) << resumed_.err;
  EXPECT_THAT(resumed_.err, HasSubstr("fold 1 (1 of 2) is finished already"));
  EXPECT_THAT(resumed_.err, HasSubstr("fold 5 (2 of 2) is tested"));
  EXPECT_EQ(fs::last_write_time(run() / "fold_1/best.safetensors"), first_fold_written_);
  EXPECT_THAT(find_temporary_files(run()), IsEmpty());
}

TEST_F(Folds, AbsentFoldsAreToldInLogAndReport) {
  EXPECT_THAT(resumed_.err, HasSubstr("2, 3, 4 of the plan ravdess_5fold"));
  EXPECT_EQ(report().at("cross_validation").at("absent_folds"), json({2, 3, 4}));
  EXPECT_THAT(read_file(run() / "report.md"), HasSubstr("Folds 2, 3, 4 of the plan are not in this copy"));
}

TEST_F(Folds, EverySampleIsTestedOnceByTheModelThatDidNotHearItsSpeaker) {
  const auto lines = split_at(read_file(run() / "predictions.csv"), '\n');
  EXPECT_THAT(
      lines.at(0),
      HasSubstr("source_id,label,prediction,correct,has_train_duplicate,group,fold,index,sample_digest,p_"));
  ASSERT_EQ(lines.size(), 1U + 4 * 30);
  const std::map<std::string, std::string> fold_of = {
      {"Actor_02", "1"}, {"Actor_05", "1"}, {"Actor_01", "5"}, {"Actor_04", "5"}};
  std::map<std::string, int> num_of_class, num_right_of_class;
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto fields = split_at(lines[i], ',');
    ASSERT_EQ(fold_of.count(fields.at(5)), 1U) << lines[i];
    EXPECT_EQ(fields.at(6), fold_of.at(fields[5]));
    ++num_of_class[fields[1]];
    num_right_of_class[fields[1]] += fields[3] == "1" ? 1 : 0;
  }
  double uar = 0;  // the mean over the classes of the pooled share found
  for (const auto& [name, count] : num_of_class) uar += static_cast<double>(num_right_of_class[name]) / count;
  EXPECT_NEAR(report().at("metrics").at("uar").at("value"), uar / static_cast<double>(num_of_class.size()),
              1e-12);
  EXPECT_EQ(report().at("headline"), "uar");
  EXPECT_EQ(report().at("bootstrap").at("num_units"), 4);
}

TEST_F(Folds, TheAcousticLineStandsBesideThePooledScores) {
  for (const char* name : {"acoustic_svm", "acoustic_random_forest"})
    EXPECT_TRUE(report().at("baselines").at(name).at("ci95").at("uar").is_array()) << name;
  EXPECT_THAT(read_file(run() / "report.md"), HasSubstr("The strongest baseline, "));
  EXPECT_TRUE(report().at("cross_validation").at("folds").at(1).at("baselines").contains("acoustic_svm"));
}

TEST_F(Folds, TheExportedModelIsTheFinalOneThatHeardAll) {
  EXPECT_EQ(report().at("cross_validation").at("final_model").at("weights_digest"),
            sha256_of_file(run() / "best.safetensors"));
  EXPECT_GT(fs::file_size(run() / "model.onnx"), 0U);
  EXPECT_THAT(read_file(run() / "config.yaml"), HasSubstr("test_fold: 0"));
  EXPECT_THAT(read_file(run() / "fold_5/config.yaml"), HasSubstr("test_fold: 5"));
  EXPECT_THAT(resumed_.out, AllOf(HasSubstr("UAR "), HasSubstr("over 4 speakers"),
                                  HasSubstr("2 folds, pooled"), HasSubstr("model:   ")));
}

TEST_F(Folds, AFinishedCrossValidationIsNotTouchedWithoutBeingToldTo) {
  const std::string before = read_file(run() / "predictions.csv");
  const ProcessResult again = cross_validate({});
  EXPECT_EQ(again.exit_code, 4) << again.err;
  EXPECT_THAT(again.err, AllOf(HasSubstr("already holds a run"), HasSubstr("--resume")));
  const ProcessResult other = cross_validate({"--resume", "--set", "train.epochs=3"});
  EXPECT_EQ(other.exit_code, 2) << other.err;
  EXPECT_THAT(other.err, HasSubstr("another config"));
  EXPECT_EQ(read_file(run() / "predictions.csv"), before);
}

/// All names in a folder, without those of temporaries.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  return names;
}

TEST_F(Folds, APlainTrainingTakesTheirPlaceOnlyWhenToldToAndThenLeavesNothingOfThem) {
  const fs::path copy = *folder_ / "plain";
  fs::copy(run(), copy, fs::copy_options::recursive);
  fs::remove_all(copy / "checkpoints");  // as if it had been interrupted before the final training
  fs::remove(copy / "best.safetensors");
  auto train = arguments("plain", {"--set", "train.epochs=1"});
  train[0] = "train";
  const auto with = [&](const std::string& option) {
    auto all = train;
    if (!option.empty()) all.push_back(option);
    return run_affekt(all);
  };
  const ProcessResult refused = with("");
  EXPECT_EQ(refused.exit_code, 4) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("already holds a run"));
  const ProcessResult resumed = with("--resume");
  EXPECT_EQ(resumed.exit_code, 2) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("holds a cross-validation whose final training has not begun"));
  EXPECT_TRUE(fs::exists(copy / "fold_1/best.safetensors"));
  const ProcessResult overwritten = with("--overwrite");
  ASSERT_EQ(overwritten.exit_code, 0) << overwritten.err;
  EXPECT_THAT(names_in(copy),
              UnorderedElementsAre("config.yaml", "manifest.json", "train.log", "metrics.csv", "checkpoints",
                                   "best.safetensors", "local.json", "run_state.json"));
}

TEST_F(Folds, APlainTrainingInPlaceOfAPublishedReportDoesNotLeaveItAsItsOwn) {
  const fs::path copy = *folder_ / "published";
  fs::create_directories(copy);
  for (const char* name : {"config.yaml", "report.json", "report.html", "predictions.csv", "model.onnx"})
    fs::copy_file(run() / name, copy / name);
  fs::copy(run() / "test_data_set_1", copy / "test_data_set_1");
  auto train = arguments("published", {"--set", "train.epochs=1"});
  train[0] = "train";
  train.emplace_back("--overwrite");
  const ProcessResult result = run_affekt(train);
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(names_in(copy),
              UnorderedElementsAre("config.yaml", "manifest.json", "train.log", "metrics.csv", "checkpoints",
                                   "best.safetensors", "local.json", "run_state.json"));
}

TEST_F(Folds, APlanThatCannotBeCrossValidatedIsRefused) {
  const auto refusal = [](const std::vector<std::string>& settings) {
    std::vector<std::string> more = {"--folds"};
    for (const std::string& setting : settings) more.insert(more.end(), {"--set", setting});
    return run_affekt(arguments("never", more));
  };
  ProcessResult result = refusal({"data.split.plan=leave_actors_out", "data.split.test_actors=[1]"});
  EXPECT_EQ(result.exit_code, 2) << result.err;
  result = refusal({"train.select=best"});
  EXPECT_EQ(result.exit_code, 2) << result.err;
  EXPECT_THAT(result.err, HasSubstr("train.select: last"));
  result = refusal({"model.squeeze_excitation=true"});  // told by the network itself, but before any training
  EXPECT_EQ(result.exit_code, 2) << result.err;
  EXPECT_THAT(result.err, HasSubstr("model.squeeze_excitation"));
  result = refusal({"data.split.validation_fold=5"});  // two folds: none would be left to train
  EXPECT_EQ(result.exit_code, 3) << result.err;
  EXPECT_THAT(result.err, HasSubstr("at least 3 folds"));
  EXPECT_FALSE(fs::exists(*folder_ / "never"));
}

TEST_F(Folds, WhatNeedsAValidationSplitIsRefusedBeforeTheDataArePreparedButPrepareWorks) {
  const std::vector<std::string> unprepared = {"--set",
                                               "data.prepared_dir=" + (*folder_ / "unprepared").string()};
  const auto refusal = [&](std::vector<std::string> arguments, const std::vector<std::string>& more) {
    arguments.insert(arguments.end(), unprepared.begin(), unprepared.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = run_affekt(arguments);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    return result.err;
  };
  const std::vector<std::string> best = {"--set", "train.select=best"};
  auto train = arguments("never", {});
  train[0] = "train";
  EXPECT_THAT(refusal(arguments("never", {}), best),
              AllOf(StartsWith("affekt: error: train.select: best chooses an epoch by a validation split"),
                    HasSubstr("data.split.validation_fold is 0")));
  EXPECT_THAT(refusal(train, best), StartsWith("affekt: error: train.select: best"));
  EXPECT_THAT(refusal(train, {"--set", "train.select=best", "--set", "data.split.plan=leave_actors_out",
                              "--set", "data.split.test_actors=[1]"}),
              HasSubstr("data.split.validation_actors is empty"));
  EXPECT_THAT(
      refusal(train, {"--set", "train.schedule.name=plateau", "--set", "train.schedule.patience_epochs=1"}),
      StartsWith("affekt: error: train.schedule.name: plateau looks at a validation split"));
  EXPECT_FALSE(fs::exists(*folder_ / "never"));
  EXPECT_FALSE(fs::exists(*folder_ / "unprepared"));
  const ProcessResult prepared =
      run_affekt({"prepare", (*folder_ / "voices.yaml").string(), "--set", "train.select=best"});
  EXPECT_EQ(prepared.exit_code, 0) << prepared.err;
}

TEST_F(Folds, WithoutAHeldOutSampleRunExportsButReportsNothing) {
  const ProcessResult result =
      run_affekt(arguments("all", {"--set", "data.split.test_fold=0", "--set", "train.epochs=1"}));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("neither a test nor a validation split"));
  EXPECT_THAT(result.out, AllOf(HasSubstr("model:   "), Not(HasSubstr("report:"))));
  EXPECT_TRUE(fs::exists(*folder_ / "all/model.onnx"));
  EXPECT_FALSE(fs::exists(*folder_ / "all/report.json"));
}

TEST_F(Folds, AChangedPredictionIsMadeAnewAndOtherVoicesAreRefused) {
  const fs::path copy = *folder_ / "copy";
  fs::copy(run(), copy, fs::copy_options::recursive);
  const std::string predictions = read_file(copy / "fold_1/predictions.csv");
  write_file(copy / "fold_1/predictions.csv",
             predictions.substr(0, predictions.rfind("\n", predictions.size() - 2) + 1));
  const ProcessResult mended = run_affekt(arguments("copy", {"--folds", "--resume"}));
  ASSERT_EQ(mended.exit_code, 0) << mended.err;
  EXPECT_EQ(read_file(copy / "fold_1/predictions.csv"), predictions);
  EXPECT_EQ(read_file(copy / "predictions.csv"), read_file(run() / "predictions.csv"));

  // A recording fewer: the folds stay, but none of the models may be taken for one of these data.
  const fs::path fewer = *folder_ / "fewer";
  fs::copy(voices(), fewer, fs::copy_options::recursive);
  fs::remove(fs::directory_iterator(fewer / "Actor_02")->path());
  const ProcessResult refused =
      run_affekt(arguments("copy", {"--folds", "--resume", "--set", "data.path=" + fewer.string()}));
  EXPECT_EQ(refused.exit_code, 3) << refused.err;
  EXPECT_THAT(refused.err, AllOf(HasSubstr("not the data that the training in "), HasSubstr("fold_1")));
}

}  // namespace
}  // namespace affekt::testing_app
