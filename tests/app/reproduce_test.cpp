// affekt verify and affekt reproduce, as their users call them: on runs, on published baselines, on damaged
// ones.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>

#include "tests/app/small_disk.h"
#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

/// One finished run that the tests copy from.
class Reproduce : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    tiny_ = std::make_unique<TinyExperiment>();
    const ProcessResult result = tiny_->execute("run", "run", {"--set", "train.epochs=1"});
    if (result.exit_code != 0) throw std::runtime_error(result.err);
    prepared_ = fs::directory_iterator(tiny_->prepared_dir())->path();
  }
  static void TearDownTestSuite() { tiny_.reset(); }

  static fs::path run() { return *tiny_ / "run"; }
  static fs::path copy_run(const std::string& name) {
    fs::copy(run(), *tiny_ / name, fs::copy_options::recursive);
    return *tiny_ / name;
  }
  /// What is kept of a baseline in git.
  static fs::path publish(const std::string& name) {
    const fs::path published = copy_run(name);
    for (const char* file : {"best.safetensors", "checkpoints", "train.log", "local.json", "predictions.csv"})
      fs::remove_all(published / file);
    return published;
  }
  static ProcessResult verify(const fs::path& experiment) {
    return run_affekt({"verify", experiment.string()});
  }
  static void replace_in_file(const fs::path& path, const std::string& old_text, const std::string& text) {
    std::string content = read_file(path);
    const size_t at = content.find(old_text);
    ASSERT_NE(at, std::string::npos) << old_text;
    write_file(path, content.replace(at, old_text.size(), text));
  }

  static std::unique_ptr<TinyExperiment> tiny_;
  static fs::path prepared_;  // of the run
};

std::unique_ptr<TinyExperiment> Reproduce::tiny_;
fs::path Reproduce::prepared_;

TEST_F(Reproduce, ARunAgreesWithItselfAndSoDoesWhatIsPublishedOfIt) {
  const ProcessResult whole = verify(run());
  EXPECT_EQ(whole.exit_code, 0) << whole.out << whole.err;
  EXPECT_THAT(whole.out, AllOf(HasSubstr(" 0 differs\n"), HasSubstr("model.onnx against test_data_set_0"),
                               ContainsRegex("ok +best.safetensors against its digest"),
                               ContainsRegex("ok +metrics against predictions.csv")));
  const ProcessResult published = verify(publish("published"));
  EXPECT_EQ(published.exit_code, 0) << published.out << published.err;
  EXPECT_THAT(published.out,
              AllOf(ContainsRegex("not possible +best.safetensors against its digest +file not kept"),
                    ContainsRegex("ok +metrics against published_predictions.csv")));
}

TEST_F(Reproduce, TrainedAgainInOtherFoldersItGivesTheSameBytes) {
  const fs::path faces = *tiny_ / "moved/faces", again = *tiny_ / "again";
  fs::create_directories(faces.parent_path());
  fs::copy(tiny_->faces(), faces, fs::copy_options::recursive);
  const ProcessResult result =
      run_affekt({"reproduce", run().string(), "--data", faces.string(), "--set",
                  "data.prepared_dir=" + (*tiny_ / "moved/prepared").string(), "--out", again.string()});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(ContainsRegex("ok +best.safetensors +equal bytes"),
                                ContainsRegex("ok +predictions.csv +equal bytes"),
                                ContainsRegex("ok +model.onnx +equal bytes"), HasSubstr(" 0 differs\n")));
  for (const char* name : {"best.safetensors", "predictions.csv", "published_predictions.csv", "model.onnx"})
    EXPECT_TRUE(read_file(run() / name) == read_file(again / name)) << name;
}

TEST_F(Reproduce, OfABaselineTheModelAloneIsEvaluatedAgain) {
  const fs::path published = publish("evaluated");
  const ProcessResult result =
      run_affekt({"reproduce", published.string(), "--evaluate-only", "--data", prepared_.string()});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(ContainsRegex("ok +confusion matrix"), ContainsRegex("ok +accuracy +0"),
                                ContainsRegex("ok +intervals of the scores"), HasSubstr(" 0 differs, ")));

  // A report that somebody has made nicer.
  json report = json::parse(read_file(published / "report.json"));
  json& cell = report["confusion"]["counts"][0][0];
  cell = cell.get<int>() + 1;
  write_file(published / "report.json", report.dump());
  const ProcessResult nicer =
      run_affekt({"reproduce", published.string(), "--evaluate-only", "--data", prepared_.string()});
  EXPECT_EQ(nicer.exit_code, 5) << nicer.out << nicer.err;
  EXPECT_THAT(nicer.out, ContainsRegex("differs +confusion matrix"));
  EXPECT_THAT(nicer.err, HasSubstr("affekt: error: "));
}

TEST_F(Reproduce, OtherDataAreRefusedBeforeAnythingIsTrained) {
  const fs::path others = *tiny_ / "others";
  ASSERT_EQ(run_affekt({"demo-data", "fer2013", others.string(), "--num-train", "210", "--num-validation",
                        "70", "--num-test", "70", "--seed", "2"})
                .exit_code,
            0);
  const ProcessResult result = run_affekt(
      {"reproduce", run().string(), "--data", others.string(), "--out", (*tiny_ / "never").string()});
  EXPECT_EQ(result.exit_code, 3) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("source digest"), HasSubstr("expected"), HasSubstr("--data")));
  EXPECT_FALSE(fs::exists(*tiny_ / "never"));
  const ProcessResult nowhere =
      run_affekt({"reproduce", publish("elsewhere").string(), "--data", (*tiny_ / "nowhere").string()});
  EXPECT_EQ(nowhere.exit_code, 3) << nowhere.err;
  EXPECT_THAT(nowhere.err, AllOf(HasSubstr("nowhere"), HasSubstr("is not there")));
}

TEST_F(Reproduce, TheExperimentItselfAndItsSettingsStayAsTheyAre) {
  struct Refusal {
    std::string option, value, message;
  };
  const std::vector<Refusal> refusals = {
      {"--out", run().string(), "the experiment itself"},
      {"--set", "train.seed=2", "only where files lie may be told otherwise"}};
  for (const auto& [option, value, message] : refusals) {
    const ProcessResult result = run_affekt({"reproduce", run().string(), option, value});
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_THAT(result.err, HasSubstr(message));
  }
}

TEST_F(Reproduce, ABaselineWithoutConfigCanOnlyBeVerified) {
  const fs::path published = publish("no_config");
  fs::remove(published / "config.yaml");
  fs::remove(published / "model.json");  // as of an affekt that wrote none
  const ProcessResult verified = verify(published);
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out,
              AllOf(ContainsRegex("not possible +config.yaml against the report and the model"),
                    ContainsRegex("not possible +model.json against model.onnx +file not kept")));
  const ProcessResult result = run_affekt({"reproduce", published.string()});
  EXPECT_EQ(result.exit_code, 4) << result.err;
  EXPECT_THAT(result.err, HasSubstr("config.yaml: not there, so nobody can tell what to train"));
}

TEST_F(Reproduce, WhatWasChangedIsADifferenceAndWhatCannotBeReadIsBroken) {
  const fs::path edited = publish("edited");
  replace_in_file(edited / "model_card.md", "| accuracy | 0.", "| accuracy | 1.");
  replace_in_file(edited / "config.yaml", "batch_size: 16", "batch_size: 17");
  replace_in_file(edited / "model.json", "\"format\": 1", "\"format\": 0");
  const ProcessResult result = verify(edited);
  EXPECT_EQ(result.exit_code, 5) << result.out << result.err;
  EXPECT_THAT(result.out,
              AllOf(ContainsRegex("differs +model card's scores against report.json +expected accuracy 0"),
                    ContainsRegex("differs +config.yaml against the digest in report.json"),
                    ContainsRegex("differs +model.json against model.onnx +expected format 1, got 0"),
                    HasSubstr(" 4 differs")));

  const fs::path cut = publish("cut");
  cut_file(cut / "model.onnx", 0.5);
  cut_file(cut / "report.json", 0.5);
  const ProcessResult broken = verify(cut);
  EXPECT_EQ(broken.exit_code, 4) << broken.out << broken.err;
  EXPECT_THAT(broken.out,
              AllOf(ContainsRegex("broken +the report"), ContainsRegex("broken +the exported model")));
}

TEST_F(Reproduce, WhereNothingCanBeCheckedThereIsNoSuccess) {
  const fs::path empty = *tiny_ / "empty";
  fs::create_directories(empty);
  for (const fs::path& path : {empty, *tiny_ / "nothing", run() / "report.json"}) {
    const ProcessResult result = verify(path);
    EXPECT_EQ(result.exit_code, 4) << path << result.out;
    EXPECT_THAT(result.err, HasSubstr("expected a run directory or a published baseline"));
  }
}

TEST_F(Reproduce, ARunThatIsBeingWrittenIsLeftAlone) {
  const fs::path busy = copy_run("busy");
  const int lock = ::open((busy / ".lock").c_str(), O_RDWR | O_CREAT, 0644);
  ASSERT_EQ(::flock(lock, LOCK_EX), 0);
  for (const char* command : {"verify", "reproduce"}) {
    const ProcessResult result = run_affekt({command, busy.string()});
    EXPECT_EQ(result.exit_code, 4) << result.err;
    EXPECT_THAT(result.err, HasSubstr("another affekt is working in this run directory"));
  }
  ::close(lock);
}

TEST_F(Reproduce, AFullDiskIsTold) {
  const SmallDisk disk;
  if (!disk.is_mounted()) GTEST_SKIP() << "this process may not mount a file system";
  disk.fill();
  const ProcessResult result =
      run_affekt({"reproduce", run().string(), "--out", (disk.path() / "again").string()});
  EXPECT_EQ(result.exit_code, 4) << result.out << result.err;
  EXPECT_THAT(result.err, HasSubstr("No space left on device"));
}

TEST(ReproduceSongs, ClusteredAgainInAnotherFolderTheyGiveTheSameModelByTheByte) {
  const TemporaryFolder folder;
  const ProcessResult drawn =
      run_affekt({"demo-data", "songs", (folder / "songs").string(), "--num-songs", "600"});
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  write_file(folder / "songs.yaml",
             "name: songs\n"
             "data:\n"
             "  source: songs\n"
             "  path: songs\n"
             "  prepared_dir: prepared\n"
             "  songs: {affect_path: songs/songs_vad.csv}\n"
             "model:\n"
             "  name: song_kmeans\n"
             "  kmeans: {num_clusters: 3, num_starts: 2, sweep: {enabled: false}}\n"
             "  affect: {epochs: 3}\n"
             "evaluate: {bootstrap_samples: 100}\n");
  ProcessOptions here;
  here.working_directory = folder.path();
  const ProcessResult made = run_affekt({"run", "songs.yaml", "--out", "run"}, here);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const ProcessResult verified = run_affekt({"verify", "run"}, here);
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  fs::rename(folder / "songs", folder / "moved");
  fs::remove_all(folder / "prepared");
  const ProcessResult again = run_affekt(
      {"reproduce", "run", "--data", "moved", "--set", "data.songs.affect_path=moved/songs_vad.csv"}, here);
  EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
  EXPECT_THAT(again.out, AllOf(ContainsRegex("ok +song_model.json +equal bytes"),
                               ContainsRegex("ok +clusters.csv +equal bytes"),
                               ContainsRegex("ok +model.onnx +equal bytes")));
}

/// Those that .gitignore lets into the repository: "!/experiments/NAME/".
std::vector<fs::path> list_baselines() {
  const fs::path root = AFFEKT_SOURCE_DIR;
  const std::string ignored = read_file(root / ".gitignore");
  static const std::regex line("!/experiments/([^/\n]+)/\n");
  std::vector<fs::path> baselines;
  for (std::sregex_iterator match(ignored.begin(), ignored.end(), line), end; match != end; ++match)
    if (fs::exists(root / "experiments" / (*match)[1].str() / "report.json"))
      baselines.push_back(root / "experiments" / (*match)[1].str());
  return baselines;
}

TEST(PublishedBaselines, EachAgreesWithItself) {
  const auto baselines = list_baselines();
  EXPECT_GE(baselines.size(), 6U);
  for (const fs::path& baseline : baselines) {
    const ProcessResult result = run_affekt({"verify", baseline.string()});
    EXPECT_EQ(result.exit_code, 0) << baseline << "\n" << result.out << result.err;
    EXPECT_THAT(result.out, HasSubstr(" 0 differs"));
  }
}

}  // namespace
}  // namespace affekt::testing_app
