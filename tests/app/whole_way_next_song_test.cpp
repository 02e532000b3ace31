// From a synthetic log of plays to the report and the ONNX file of a recommender of next songs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/app/affekt_process.h"
#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class WholeWayOfNextSongs : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    const ProcessResult drawn = run_affekt({"demo-data", "listening", log().string()});
    if (drawn.exit_code != 0) throw std::runtime_error(drawn.err);
    write_file(config(), "base: " AFFEKT_SOURCE_DIR
                         "/configs/next_song_demo.yaml\n"
                         "name: plays\n"
                         "data: {path: " +
                             log().string() + ", prepared_dir: " + (*folder_ / "prepared").string() +
                             "}\n"
                             "train: {epochs: 4}\n"
                             "evaluate: {bootstrap_samples: 100}\n");
    result_ = run_affekt({"run", config().string(), "--out", run().string()});
  }
  static void TearDownTestSuite() { folder_.reset(); }

  void SetUp() override { ASSERT_EQ(result_.exit_code, 0) << result_.err; }

  static fs::path config() { return *folder_ / "plays.yaml"; }
  static fs::path log() { return *folder_ / "plays"; }
  static fs::path run() { return *folder_ / "run"; }

  static std::unique_ptr<TemporaryFolder> folder_;
  static ProcessResult result_;
};

std::unique_ptr<TemporaryFolder> WholeWayOfNextSongs::folder_;
ProcessResult WholeWayOfNextSongs::result_;

TEST_F(WholeWayOfNextSongs, TheRunDirectoryHoldsModelReportAndCatalogue) {
  for (const char* name :
       {"config.yaml", "manifest.json", "best.safetensors", "report.json", "report.md", "report.html",
        "predictions.csv", "model.onnx", "catalogue.csv", "model_card.md", "test_data_set_0/input_0.pb"})
    EXPECT_TRUE(fs::is_regular_file(run() / name)) << name;
  EXPECT_THAT(find_temporary_files(run()), IsEmpty());
  EXPECT_THAT(result_.out, HasSubstr("HR@20"));
  EXPECT_THAT(result_.out, HasSubstr("model:   " + (run() / "model.onnx").string() + "\n"));
}

TEST_F(WholeWayOfNextSongs, ReportCardAndFileSpeakOfOneMethod) {
  EXPECT_THAT(result_.err, Not(HasSubstr("graph")));
  const ProcessResult verified = run_affekt({"verify", run().string()});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, Not(HasSubstr("before the report was made")));
  const ProcessResult again = run_affekt({"reproduce", run().string(), "--evaluate-only"});
  EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
}

TEST_F(WholeWayOfNextSongs, TheModelBeatsPopularityAndNothingBeatsTheTruth) {
  const json report = json::parse(read_file(run() / "report.json"));
  const json truth = json::parse(read_file(log() / "demo_truth.json"));
  const auto score_of = [&](const std::string& name) -> double {
    for (const json& method : report.at("methods"))
      if (method.at("name") == name) return method.at("metrics").at("hit_rate_at_20").at("value");
    throw std::runtime_error(name);
  };
  const double best = truth.at("last_15_percent").at("best").at("hit_rate_at_20");
  EXPECT_GT(score_of("network"), score_of("popularity") + 0.2);
  for (const json& method : report.at("methods")) EXPECT_LT(score_of(method.at("name")), best + 0.01);
}

}  // namespace
}  // namespace affekt::testing_app
