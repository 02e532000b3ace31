// Names that are not UTF-8, in every place where a user can put one: all opens, and all output is UTF-8.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "core/text/text.h"
#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

const std::string kName = "gr\xF6sser";    // Latin-1
const std::string kShown = "gr\\xF6sser";  // as all output has it

bool is_utf8(const std::string& text) {
  return to_valid_utf8(text) == text;
}

/// Runs it in a working folder with such a name.
ProcessResult run_in(const fs::path& folder, const std::vector<std::string>& arguments,
                     const std::vector<std::string>& environment = {}) {
  ProcessResult result = run_affekt(arguments, {folder, environment});
  EXPECT_TRUE(is_utf8(result.err)) << result.err;
  return result;
}

void require(const ProcessResult& result) {
  if (result.exit_code != 0) throw std::runtime_error(result.err);
}

/// All files that are text.
void expect_utf8_in(const fs::path& folder) {
  const std::set<std::string> kinds = {".json", ".md", ".html", ".csv", ".svg", ".yaml", ".log"};
  int num_files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (kinds.count(entry.path().extension().string()) == 0) continue;
    EXPECT_TRUE(is_utf8(read_file(entry.path()))) << to_valid_utf8(entry.path().string());
    ++num_files;
  }
  EXPECT_GT(num_files, 0);
}

/// Faces, with a bad image and a duplicate in another split, and a run on them, in a folder of this name.
class OutsideNames : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    temporary_ = std::make_unique<TemporaryFolder>();
    fs::create_directory(folder());
    require(run_in(folder(), {"demo-data", "fer2013", kName, "--num-train", "140", "--num-validation", "35",
                              "--num-test", "35"}));
    const fs::path faces = folder() / kName;
    write_file(faces / "train/sad" / (kName + ".png"), "no image");
    fs::copy_file(fs::directory_iterator(faces / "train/fear")->path(),
                  faces / "test/fear" / (kName + ".png"));
    write_file(folder() / (kName + ".yaml"),
               "name: tiny\n"
               "data: {path: " +
                   kName + ", prepared_dir: p" + kName +
                   ", on_bad_sample: skip}\n"
                   "model: {channels: [8], residual_blocks: [0]}\n"
                   "train: {epochs: 1, batch_size: 16, num_threads: 1,\n"
                   "        schedule: {warmup_epochs: 0}}\n"
                   "evaluate: {bootstrap_samples: 100}\n");
    run_ = run_in(folder(), {"run", kName + ".yaml", "--out", "r" + kName});
    require(run_);
  }
  static void TearDownTestSuite() { temporary_.reset(); }

  static fs::path folder() { return *temporary_ / kName; }
  static fs::path run() { return folder() / ("r" + kName); }
  static fs::path copy_run(const std::string& name) {
    fs::copy(run(), folder() / name, fs::copy_options::recursive);
    return folder() / name;
  }

  static std::unique_ptr<TemporaryFolder> temporary_;
  static ProcessResult run_;
};

std::unique_ptr<TemporaryFolder> OutsideNames::temporary_;
ProcessResult OutsideNames::run_;

TEST_F(OutsideNames, AWholeRunWritesUtf8Everywhere) {
  expect_utf8_in(run());
  EXPECT_TRUE(is_utf8(run_.out));
  EXPECT_THAT(run_.out, HasSubstr("model:   r" + kShown + "/model.onnx\n"));
  EXPECT_THAT(run_.err, HasSubstr("train/sad/" + kShown + ".png"));
  EXPECT_THAT(read_file(run() / "predictions.csv"), HasSubstr("test/fear/" + kShown + ".png"));
}

TEST_F(OutsideNames, EvaluateAndExportFindTheDataFromAnywhere) {
  const std::string run_name = run().string();
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"evaluate", run_name, "--split", "validation", "--out", "e" + kName}, {"export", run_name}}) {
    const ProcessResult result = run_in(temporary_->path(), arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(is_utf8(result.out)) << result.out;
  }
  expect_utf8_in(*temporary_ / ("e" + kName));
  const ProcessResult onnx =
      run_in(folder(), {"evaluate", (run() / "model.onnx").string(), "--out", "o" + kName, "--data",
                        fs::directory_iterator(folder() / ("p" + kName))->path().string()});
  EXPECT_EQ(onnx.exit_code, 0) << onnx.err;
  expect_utf8_in(folder() / ("o" + kName));
}

TEST_F(OutsideNames, CompareTakesThem) {
  const ProcessResult as_json = run_in(folder(), {"compare", "r" + kName, run().string(), "--json"});
  ASSERT_EQ(as_json.exit_code, 0) << as_json.err;
  EXPECT_EQ(nlohmann::json::parse(as_json.out)["first"]["report"], "r" + kShown + "/report.json");
  const ProcessResult text = run_in(folder(), {"compare", "r" + kName, run().string()});
  EXPECT_THAT(text.out, HasSubstr("r" + kShown + "/report.json"));
}

TEST_F(OutsideNames, ResumeKnowsTheRun) {
  const ProcessResult result = run_in(folder(), {"train", kName + ".yaml", "--out", "r" + kName, "--resume"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

TEST_F(OutsideNames, PrepareFindsOneDataSetHoweverItIsNamed) {
  write_file(folder() / "child.yaml", "base: " + kName + ".yaml\n");
  write_file(folder() / "shown.yaml", "base: " + kShown + ".yaml\ndata: {path: '" + kShown + "'}\n");
  write_file(folder() / "variable.yaml", "base: child.yaml\ndata: {path: '${AFFEKT_TEST_DATA}'}\n");
  const std::string prepared = run_in(folder(), {"prepare", kName + ".yaml"}).out;
  EXPECT_THAT(prepared, HasSubstr("p" + kName + "/fer2013-")) << "a script opens this path";
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"prepare", "child.yaml"},
                                             {"prepare", "shown.yaml"},
                                             {"prepare", "variable.yaml"},
                                             {"prepare", kName + ".yaml", "--set", "data.path=./" + kName},
                                             {"prepare", kName + ".yaml", "--set", "data.path=" + kShown}}) {
    const ProcessResult result = run_in(folder(), arguments, {"AFFEKT_TEST_DATA=" + kName});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, prepared) << result.err;
  }
}

TEST_F(OutsideNames, TheEffectiveConfigIsAConfigAgain) {
  const ProcessResult config = run_in(folder(), {"config", kName + ".yaml"});
  EXPECT_THAT(config.out, HasSubstr("path: \"gr\\\\xF6sser\"\n"));
  EXPECT_TRUE(is_utf8(config.out));
  write_file(folder() / "again.yaml", config.out);
  EXPECT_EQ(run_in(folder(), {"config", "again.yaml"}).out, config.out);
}

TEST_F(OutsideNames, MessagesShowThem) {
  const std::string missing = "/x/" + kName;
  const auto expect = [&](const std::vector<std::string>& arguments, int exit_code, const std::string& what) {
    const ProcessResult result = run_in(folder(), arguments);
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    EXPECT_THAT(result.err, AllOf(HasSubstr(what), HasSubstr(kShown), Not(HasSubstr("bug"))));
  };
  expect({"prepare", kName + ".yaml", "--set", "data.path=" + missing}, 3,
         "there is nothing at /x/" + kShown);
  expect({"prepare", missing}, 2, "/x/" + kShown + ": cannot read");
  expect({"prepare", kName + ".yaml", "--set", "name=" + kName}, 2, "not UTF-8");
  expect({"prepare", kName + ".yaml", "--set", kName + "=1"}, 2, "unknown key");
  expect({"evaluate", missing}, 4, "/x/" + kShown);
  expect({"evaluate", "r" + kName, "--out", "/proc/" + kName}, 4,
         "/proc/" + kShown + ": this folder can't be made");
  expect({"export", missing}, 4, "/x/" + kShown);
  expect({"compare", missing, missing}, 4, "/x/" + kShown);
  expect({"demo-data", kName, "x"}, 2, kShown);
  expect({"demo-data", "fer2013", kName + ".yaml"}, 3, kShown + ".yaml: a folder expected");
  expect({kName}, 2, "unknown command");
  write_file(folder() / "loop.yaml", "base: " + kName + "2.yaml\n");
  write_file(folder() / (kName + "2.yaml"), "base: loop.yaml\n");
  expect({"config", "loop.yaml"}, 2, "lead back to themselves");
}

TEST_F(OutsideNames, ADamagedLocalJsonIsNamedAndTheWayOutIsOne) {
  const fs::path run = copy_run("local" + kName);
  write_file(run / "local.json", "{\"prepared_path\": \"/da");
  for (const char* command : {"evaluate", "export"}) {
    const ProcessResult result = run_in(folder(), {command, run.string()});
    EXPECT_EQ(result.exit_code, 4) << result.err;
    EXPECT_THAT(result.err, AllOf(HasSubstr("local.json: damaged"), HasSubstr("--data FILE.h5")));
  }
  fs::remove(run / "local.json");
  const std::string data = fs::directory_iterator(folder() / ("p" + kName))->path().string();
  EXPECT_EQ(run_in(folder(), {"export", run.string(), "--data", data}).exit_code, 0);
}

TEST_F(OutsideNames, ADamagedReportIsNamedAndTheWaysOutAreSome) {
  const fs::path run = copy_run("report" + kName);
  write_file(run / "report.json", "{\"metrics\": ");
  const ProcessResult refused = run_in(folder(), {"export", run.string()});
  EXPECT_EQ(refused.exit_code, 4) << refused.err;
  EXPECT_THAT(refused.err, AllOf(HasSubstr("report.json: damaged"), HasSubstr("affekt evaluate"),
                                 HasSubstr("or remove it")));
  EXPECT_EQ(run_in(folder(), {"evaluate", run.string()}).exit_code, 0);
  EXPECT_EQ(run_in(folder(), {"export", run.string()}).exit_code, 0);
  fs::remove(run / "report.json");
  EXPECT_EQ(run_in(folder(), {"export", run.string()}).exit_code, 0);
}

TEST(OutsideNamesOfSongs, ARunOnThemWritesUtf8Everywhere) {
  const TemporaryFolder temporary;
  const fs::path songs = temporary / kName;
  require(run_in(temporary.path(), {"demo-data", "songs", kName, "--num-songs", "300"}));
  for (const char* file : {"tracks_features", "songs_vad", "data_moods"})
    fs::rename(songs / (file + std::string(".csv")), songs / (file + kName + ".csv"));
  write_file(temporary / "songs.yaml",
             "name: songs\n"
             "data:\n"
             "  source: songs\n"
             "  path: " +
                 kName + "/tracks_features" + kName +
                 ".csv\n"
                 "  songs: {moods_path: " +
                 kName + "/data_moods" + kName +
                 ".csv}\n"
                 "model:\n"
                 "  name: song_kmeans\n"
                 "  kmeans: {num_starts: 2, sweep: {k_min: 2, k_max: 3, stability_rounds: 2}}\n"
                 "  affect: {epochs: 2}\n"
                 "evaluate: {bootstrap_samples: 100}\n");
  const std::string affect = "data.songs.affect_path=" + kName + "/songs_vad" + kName + ".csv";
  const ProcessResult result =
      run_in(temporary.path(), {"run", "songs.yaml", "--out", "r" + kName, "--set", affect});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(is_utf8(result.out)) << result.out;
  expect_utf8_in(temporary / ("r" + kName));
  const ProcessResult again = run_in("/", {"export", (temporary / ("r" + kName)).string()});
  EXPECT_EQ(again.exit_code, 0) << again.err;
}

}  // namespace
}  // namespace affekt::testing_app
