// From a synthetic log of plays to the report and the ONNX file of a recommender of next songs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/app/affekt_process.h"
#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
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
  for (const char* name : {"config.yaml", "manifest.json", "best.safetensors", "report.json", "report.md",
                           "report.html", "predictions.csv", "model.onnx", "model.json", "catalogue.csv",
                           "model_card.md", "test_data_set_0/input_0.pb"})
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

/// The log with one play more, of a song that nobody has played before.
fs::path write_log_with_a_new_song(const fs::path& log, const fs::path& folder) {
  std::string plays = read_file(log / "listening_sequences.csv");
  const std::string last = plays.substr(plays.rfind('\n', plays.size() - 2) + 1);
  const size_t stream_end = last.find(',', last.find(',') + 1), place_end = last.find(',', stream_end + 1);
  const int place = std::stoi(last.substr(stream_end + 1, place_end - stream_end - 1));
  plays += last.substr(0, stream_end) + "," + std::to_string(place + 1) + ",Nobody,Unheard,new,\n";
  fs::create_directories(folder);
  write_file(folder / "listening_sequences.csv", plays);
  return folder;
}

TEST_F(WholeWayOfNextSongs, ACatalogueThatChangedSinceTrainingIsRefused) {
  const fs::path changed = write_log_with_a_new_song(log(), *folder_ / "changed");
  const ProcessResult prepared =
      run_affekt({"prepare", config().string(), "--set", "data.path=" + changed.string()});
  ASSERT_EQ(prepared.exit_code, 0) << prepared.err;
  const std::string data = prepared.out.substr(0, prepared.out.size() - 1);
  for (const char* command : {"evaluate", "export"}) {
    const ProcessResult of_run = run_affekt({command, run().string(), "--data", data});
    EXPECT_EQ(of_run.exit_code, 3) << of_run.err;
    EXPECT_THAT(of_run.err, AllOf(HasSubstr("its catalogue of songs (digest "),
                                  HasSubstr("is not the one that the model was trained on")));
  }
  const ProcessResult of_file = run_affekt({"evaluate", (run() / "model.onnx").string(), "--data", data});
  EXPECT_EQ(of_file.exit_code, 4) << of_file.err;
  EXPECT_THAT(of_file.err, AllOf(HasSubstr("model.onnx: the catalogue changed since training"),
                                 HasSubstr("train and export anew")));
}

TEST_F(WholeWayOfNextSongs, ACatalogueThatWasEditedIsADifference) {
  const fs::path copy = *folder_ / "edited_catalogue";
  fs::copy(run(), copy, fs::copy_options::recursive);
  std::string catalogue = read_file(copy / "catalogue.csv");
  catalogue.insert(catalogue.rfind('\n'), "x");
  write_file(copy / "catalogue.csv", catalogue);
  const ProcessResult result = run_affekt({"verify", copy.string()});
  EXPECT_EQ(result.exit_code, 5) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("catalogue.csv against the digest in model.onnx"));
}

TEST_F(WholeWayOfNextSongs, AnIndexOutOfTheCatalogueInTheFilesInputIsAnErrorOfTheEngine) {
  const fs::path copy = *folder_ / "other_indices";
  fs::copy(run(), copy, fs::copy_options::recursive);
  std::string tensor = read_file(copy / "test_data_set_0/input_0.pb");  // its values stand at its end
  const int64_t outside = 1000000;
  for (size_t at = tensor.size() - sizeof outside; at > tensor.size() / 2; at -= sizeof outside)
    std::memcpy(tensor.data() + at, &outside, sizeof outside);
  write_file(copy / "test_data_set_0/input_0.pb", tensor);
  const ProcessResult result = run_affekt({"verify", copy.string()});
  EXPECT_EQ(result.exit_code, 4) << result.out << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("model.onnx against test_data_set_0"),
                                HasSubstr("indices_within_the_catalogue"), HasSubstr("idx=1000000")));
}

}  // namespace
}  // namespace affekt::testing_app
