// A model that all folds have trained: what evaluate says of it, on its own data and on those of a fold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/app/affekt_process.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class FinalModel : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    const std::string voices = (*folder_ / "voices").string();
    require(run_affekt({"demo-data", "ravdess", voices, "--num-actors", "5"}));
    write_file(config(),
               "name: voices\n"
               "data:\n"
               "  source: ravdess\n"
               "  path: " +
                   voices +
                   "\n"
                   "  prepared_dir: " +
                   (*folder_ / "prepared").string() +
                   "\n"
                   "  split: {plan: k_fold_by_group, num_folds: 5, test_fold: 0, validation_fold: 0}\n"
                   "model: {name: speech_cnn, channels: [8, 8], residual_blocks: [0, 0]}\n"
                   "train: {epochs: 1, batch_size: 16, num_threads: 1, select: last, schedule: "
                   "{warmup_epochs: 0}, speech: {crop_s: 0.5}}\n"
                   "evaluate: {bootstrap_samples: 200, acoustic_baseline: false}\n");
    require(run_affekt({"run", config(), "--out", (*folder_ / "run").string()}));
    require(run_affekt({"prepare", config(), "--set", "data.split.test_fold=1", "--set",
                        "data.prepared_dir=" + (*folder_ / "of_fold_1").string()}));
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static void require(const ProcessResult& result) {
    if (result.exit_code != 0) throw std::runtime_error(result.err);
  }
  static std::string config() { return (*folder_ / "voices.yaml").string(); }
  static std::string fold_1() { return fs::directory_iterator(*folder_ / "of_fold_1")->path().string(); }
  static ProcessResult evaluate(const std::string& model, const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"evaluate", (*folder_ / model).string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_affekt(arguments);
  }

  static std::unique_ptr<TemporaryFolder> folder_;
};

std::unique_ptr<TemporaryFolder> FinalModel::folder_;

TEST_F(FinalModel, HasNoTestSplitByDesignAndSaysWhatThereIsInstead) {
  ProcessResult result = evaluate("run", {});
  EXPECT_EQ(result.exit_code, 3) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("no sample in the test split"), HasSubstr("That is by design: "),
                                HasSubstr("trained on all folds of the plan k_fold_by_group"),
                                HasSubstr("affekt run CONFIG --folds"), HasSubstr("--split train"),
                                Not(HasSubstr("Bring the missing part"))));
  write_file(*folder_ / "run/report.json", R"({"cross_validation": {}})");
  result = evaluate("run", {});
  EXPECT_THAT(result.err,
              HasSubstr("the pooled report of the folds, " + (*folder_ / "run/report.json").string()));
}

TEST_F(FinalModel, OnTheRecordingsOfAFoldItIsSaidToHaveHeardThem) {
  for (const char* model : {"run", "run/model.onnx"}) {
    const std::string out = (*folder_ / "of_fold").string();
    const ProcessResult result = evaluate(model, {"--data", fold_1(), "--out", out});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out,
                HasSubstr("\nwarning: The model was trained on all folds of the plan k_fold_by_group, "
                          "so that no sample was held out"))
        << model;
    for (const char* form : {"report.md", "report.html"}) {
      EXPECT_THAT(read_file(fs::path(out) / form), HasSubstr("trained on all folds of the plan")) << model;
      EXPECT_THAT(read_file(fs::path(out) / form), Not(HasSubstr("near duplicate in the train split")))
          << model;
    }
    const auto report = nlohmann::json::parse(read_file(fs::path(out) / "report.json"));
    EXPECT_EQ(report["leaks"]["of_training_data"], false) << model;
    EXPECT_EQ(report["notes"][0]["code"], "trained_on_all_folds") << model;
  }
}

/// The exported model as affekt wrote it before it told who was held out: without affekt.split. It then had
/// no digest of its metadata either.
std::string without_split(const std::string& file, const std::string& metric) {
  onnx::ModelProto model;
  if (!model.ParseFromString(file)) throw std::runtime_error("model.onnx does not parse");
  onnx::ModelProto old = model;
  old.clear_metadata_props();
  for (const auto& entry : model.metadata_props())
    if (entry.key() != "affekt.split" && entry.key() != "affekt.metadata_digest" &&
        entry.key() != "affekt.metric")
      *old.add_metadata_props() = entry;
  if (!metric.empty()) {
    auto* entry = old.add_metadata_props();
    entry->set_key("affekt.metric");
    entry->set_value(metric);
  }
  return old.SerializeAsString();
}

TEST_F(FinalModel, AnOlderFileIsReadAndTellsOfItsFoldsByItsScore) {
  const std::string file = read_file(*folder_ / "run/model.onnx");
  const auto first_note = [&](const std::string& name, const std::string& metric) {
    fs::create_directories(*folder_ / name);
    write_file(*folder_ / name / "model.onnx", without_split(file, metric));
    const ProcessResult result = evaluate(name + "/model.onnx", {"--data", fold_1()});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(read_file(*folder_ / name / "report.json"))["notes"][0];
  };
  const auto of_folds =
      first_note("old_final", R"({"name": "uar", "value": 0.5, "split": "test", "of_fold_models": 5})");
  EXPECT_EQ(of_folds["code"], "trained_on_all_folds");
  EXPECT_THAT(of_folds["text"].get<std::string>(), HasSubstr("trained on all folds of its plan, so that"));
  EXPECT_EQ(first_note("old_single", R"({"name": "uar", "value": 0.5, "split": "test"})")["code"],
            "other_data");
}

}  // namespace
}  // namespace affekt::testing_app
