// From synthetic voices to the report and the ONNX file: one training, tested on a speaker it never heard.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/app/predicted_probabilities.h"
#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

class WholeWayOfSpeech : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    const auto voices = *folder_ / "voices";
    const ProcessResult drawn = run_affekt({"demo-data", "ravdess", voices.string(), "--num-actors", "4"});
    if (drawn.exit_code != 0) throw std::runtime_error(drawn.err);
    write_file(*folder_ / "voices.yaml",
               "name: voices\n"
               "data:\n"
               "  source: ravdess\n"
               "  path: " +
                   voices.string() +
                   "\n"
                   "  prepared_dir: " +
                   (*folder_ / "prepared").string() +
                   "\n"
                   "  split: {plan: leave_actors_out, test_actors: [17], validation_actors: [3]}\n"
                   "model: {name: speech_cnn, channels: [8, 8], residual_blocks: [0, 1]}\n"
                   "train: {epochs: 2, batch_size: 16, num_threads: 1, best_metric: uar,\n"
                   "        speech: {crop_s: 0.5}, schedule: {warmup_epochs: 0.5}}\n"
                   "evaluate: {bootstrap_samples: 200}\n");
    result_ = run_affekt({"run", (*folder_ / "voices.yaml").string(), "--out", run().string()});
  }
  static void TearDownTestSuite() { folder_.reset(); }

  void SetUp() override { ASSERT_EQ(result_.exit_code, 0) << result_.err; }

  static fs::path run() { return *folder_ / "run"; }
  static fs::path prepared() { return fs::directory_iterator(*folder_ / "prepared")->path(); }
  static json report() { return json::parse(read_file(run() / "report.json")); }

  static std::unique_ptr<TemporaryFolder> folder_;
  static ProcessResult result_;
};

std::unique_ptr<TemporaryFolder> WholeWayOfSpeech::folder_;
ProcessResult WholeWayOfSpeech::result_;

TEST_F(WholeWayOfSpeech, TheRunDirectoryHoldsReportModelAndTestVectorsOfTwoLengths) {
  for (const char* name :
       {"best.safetensors", "report.json", "report.html", "predictions.csv", "model.onnx", "model_card.md",
        "test_data_set_0/input_0.pb", "test_data_set_1/input_0.pb", "test_data_set_1/output_0.pb"}) {
    EXPECT_TRUE(fs::is_regular_file(run() / name)) << name;
  }
  EXPECT_THAT(find_temporary_files(run()), IsEmpty());
  EXPECT_THAT(result_.out, HasSubstr("model:   " + (run() / "model.onnx").string() + "\n"));
}

TEST_F(WholeWayOfSpeech, TheReportIsOnTheSpeakerThatWasLeftOut) {
  EXPECT_EQ(report().at("data").at("split"), "test");
  EXPECT_EQ(report().at("data").at("num_samples"), 30);
  EXPECT_THAT(read_file(run() / "predictions.csv"), HasSubstr("Actor_17"));
}

TEST_F(WholeWayOfSpeech, OnnxRuntimeGivesThePredictionsTheReportWasComputedFrom) {
  const ProcessResult result =
      run_affekt({"evaluate", (run() / "model.onnx").string(), "--data", prepared().string(), "--split",
                  "test", "--engine", "onnxruntime", "--out", (*folder_ / "from_onnxruntime").string()});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto expected = read_probabilities(run() / "predictions.csv");
  EXPECT_EQ(expected.size() % 30, 0U) << "30 recordings";
  EXPECT_LE(largest_difference(read_probabilities(*folder_ / "from_onnxruntime/predictions.csv"), expected),
            1e-4);
  EXPECT_EQ(json::parse(read_file(*folder_ / "from_onnxruntime/report.json")).at("confusion"),
            report().at("confusion"));
}

TEST_F(WholeWayOfSpeech, EvaluatingTheOnnxFileAloneGivesTheSameReport) {
  const ProcessResult result =
      run_affekt({"evaluate", (run() / "model.onnx").string(), "--data", prepared().string(), "--split",
                  "test", "--out", (*folder_ / "from_onnx").string()});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const json from_onnx = json::parse(read_file(*folder_ / "from_onnx/report.json"));
  EXPECT_EQ(from_onnx.at("confusion"), report().at("confusion"));
  EXPECT_EQ(from_onnx.at("metrics").at("uar"), report().at("metrics").at("uar"));
}

TEST_F(WholeWayOfSpeech, AFlippedBitInAWeightOfTheOnnxFileIsAnArtifactError) {
  std::string bytes = read_file(run() / "model.onnx");
  bytes[bytes.size() / 2] ^= 4;  // weights are most of the file
  write_file(*folder_ / "damaged.onnx", bytes);
  const ProcessResult result = run_affekt(
      {"evaluate", (*folder_ / "damaged.onnx").string(), "--data", prepared().string(), "--split", "test"});
  EXPECT_EQ(result.exit_code, 4) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("damaged.onnx"), HasSubstr("digest")));
}

TEST_F(WholeWayOfSpeech, ImagesAreNotForAModelOfSpeech) {
  const auto faces = *folder_ / "faces";
  ASSERT_EQ(run_affekt({"demo-data", "fer2013", faces.string(), "--num-train", "70", "--num-validation", "14",
                        "--num-test", "14"})
                .exit_code,
            0);
  const ProcessResult result =
      run_affekt({"run", (*folder_ / "voices.yaml").string(), "--out", (*folder_ / "mixed").string(), "--set",
                  "data.source=fer2013", "--set", "data.path=" + faces.string()});
  EXPECT_EQ(result.exit_code, 2) << result.err;
  EXPECT_FALSE(fs::exists(*folder_ / "mixed/model.onnx"));
}

}  // namespace
}  // namespace affekt::testing_app
