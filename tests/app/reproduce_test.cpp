// affekt reproduce, as its users call it: on runs, on published baselines, on other data.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/app/kept_experiments.h"
#include "tests/app/small_disk.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

TEST_F(KeptExperiments, TrainedAgainInOtherFoldersItGivesTheSameBytes) {
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

TEST_F(KeptExperiments, OfABaselineTheModelAloneIsEvaluatedAgain) {
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

TEST_F(KeptExperiments, OtherDataAreRefusedBeforeAnythingIsTrained) {
  const fs::path others = *tiny_ / "others";
  ASSERT_EQ(run_affekt({"demo-data", "fer2013", others.string(), "--num-train", "210", "--num-validation",
                        "70", "--num-test", "70", "--seed", "2"})
                .exit_code,
            0);
  const fs::path never = *tiny_ / "never", prepared = *tiny_ / "prepared_of_others";
  const ProcessResult result =
      run_affekt({"reproduce", run().string(), "--data", others.string(), "--out", never.string(), "--set",
                  "data.prepared_dir=" + prepared.string()});
  EXPECT_EQ(result.exit_code, 3) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("source digest"), HasSubstr("expected"), HasSubstr("--data")));
  EXPECT_FALSE(fs::exists(never));
  EXPECT_FALSE(fs::exists(prepared));
  const ProcessResult nowhere =
      run_affekt({"reproduce", publish("elsewhere").string(), "--data", (*tiny_ / "nowhere").string()});
  EXPECT_EQ(nowhere.exit_code, 3) << nowhere.err;
  EXPECT_THAT(nowhere.err, AllOf(HasSubstr("nowhere"), HasSubstr("is not there; name it")));
  EXPECT_LT(nowhere.err.size(), 200 + tiny_->faces().string().size());
}

TEST_F(KeptExperiments, AFolderThatHoldsARunAlreadyIsRefusedBeforeTheDataAreLookedFor) {
  const ProcessResult result =
      run_affekt({"reproduce", publish("again_elsewhere").string(), "--data", (*tiny_ / "nowhere").string(),
                  "--out", copy_run("taken").string()});
  EXPECT_EQ(result.exit_code, 4) << result.err;
  EXPECT_THAT(result.err, HasSubstr("already holds a run; --resume goes on with it"));
}

TEST_F(KeptExperiments, TheExperimentItselfAndItsSettingsStayAsTheyAre) {
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

TEST_F(KeptExperiments, ABaselineWithoutConfigCanOnlyBeVerified) {
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

TEST_F(KeptExperiments, ARunThatIsBeingWrittenIsLeftAlone) {
  const fs::path busy = copy_run("busy");
  fs::remove(busy / "report.json");
  const int lock = ::open((busy / ".running").c_str(), O_RDWR | O_CREAT, 0644);
  ASSERT_EQ(::flock(lock, LOCK_EX), 0);
  for (const char* command : {"verify", "reproduce", "evaluate", "export"}) {
    const ProcessResult result = run_affekt({command, busy.string()});
    EXPECT_EQ(result.exit_code, 4) << result.err;
    EXPECT_THAT(result.err, HasSubstr("another affekt is working in this run directory"));
  }
  ::close(lock);
  EXPECT_FALSE(fs::exists(busy / "report.json"));
}

TEST_F(KeptExperiments, AFullDiskIsTold) {
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

}  // namespace
}  // namespace affekt::testing_app
