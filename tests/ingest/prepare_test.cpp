#include "ingest/prepare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "config/key_use.h"
#include "core/error.h"
#include "tests/ingest/test_images.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Prepare : public ::testing::Test {
 protected:
  Prepare() {
    make_small_folders(folder_ / "raw");
    config_.path = (folder_ / "raw").string();
    config_.prepared_dir = (folder_ / "prepared/deep").string();
  }
  std::string fault() const {
    return message_of<DataError>([&] { prepare_data(config_); });
  }
  TemporaryFolder folder_;
  DataConfig config_;
};

TEST_F(Prepare, WritesAllSamplesWithTheirSplitsAndNames) {
  const PrepareResult result = prepare_data(config_);
  EXPECT_FALSE(result.was_cached);
  EXPECT_THAT(result.path.filename().string(), ::testing::MatchesRegex("fer2013-[0-9a-f]{16}\\.h5"));
  const PreparedData prepared = read_prepared(result.path);
  EXPECT_EQ(table_of(prepared.samples).num_samples, 28);
  EXPECT_EQ(table_of(select_split(prepared.samples, Split::kTrain)).num_samples, 14);
  EXPECT_EQ(prepared.info.dataset_name, "fer2013");
  EXPECT_THAT(prepared.info.class_names,
              ::testing::ElementsAre("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"));
  EXPECT_EQ(prepared.info.source_digest.size(), 64u);
  EXPECT_EQ(prepared.info.content_digest, result.info.content_digest);
  EXPECT_EQ(prepared.info.audit["exact_groups"], 0);
  EXPECT_EQ(prepared.info.audit["file_groups"], 0);
  EXPECT_EQ(nlohmann::json::parse(prepared.info.ingest_options)["on_bad_sample"], "error");
}

TEST_F(Prepare, SecondCallFindsTheFileWithoutWriting) {
  const PrepareResult first = prepare_data(config_);
  const auto written = fs::last_write_time(first.path);
  const PrepareResult second = prepare_data(config_);
  EXPECT_TRUE(second.was_cached);
  EXPECT_EQ(second.path, first.path);
  EXPECT_EQ(second.info.content_digest, first.info.content_digest);
  EXPECT_EQ(fs::last_write_time(first.path), written);
}

TEST_F(Prepare, TheSameDataElsewhereIsTheSameFile) {
  const PrepareResult first = prepare_data(config_);
  fs::rename(folder_ / "raw", folder_ / "moved");
  config_.path = (folder_ / "moved").string();
  EXPECT_TRUE(prepare_data(config_).was_cached);
}

TEST_F(Prepare, ChangedContentNameOrOptionMakesANewFile) {
  std::set<fs::path> paths = {prepare_data(config_).path};
  write_bytes(folder_ / "raw/train/sad/Training_0.jpg", encode(make_image(999)));  // content
  paths.insert(prepare_data(config_).path);
  fs::rename(folder_ / "raw/train/sad/Training_0.jpg", folder_ / "raw/train/angry/Training_77.jpg");  // label
  paths.insert(prepare_data(config_).path);
  config_.near_duplicate_distance = 6;
  paths.insert(prepare_data(config_).path);
  config_.on_bad_sample = "skip";
  paths.insert(prepare_data(config_).path);
  EXPECT_EQ(paths.size(), 5u);
}

TEST_F(Prepare, StrayFilesDoNotChangeTheFile) {
  prepare_data(config_);
  write_bytes(folder_ / "raw/train/.DS_Store", "x");
  EXPECT_TRUE(prepare_data(config_).was_cached);
}

TEST_F(Prepare, ATruncatedPreparedFileIsMadeAgain) {
  const PrepareResult first = prepare_data(config_);
  fs::resize_file(first.path, fs::file_size(first.path) / 2);
  const PrepareResult second = prepare_data(config_);
  EXPECT_FALSE(second.was_cached);
  EXPECT_EQ(read_prepared(second.path).info.content_digest, first.info.content_digest);
}

TEST_F(Prepare, TwoAtTheSameTimeGiveOneGoodFile) {
  PrepareResult results[2];
  std::thread other([&] { results[1] = prepare_data(config_); });
  results[0] = prepare_data(config_);
  other.join();
  EXPECT_EQ(results[0].path, results[1].path);
  EXPECT_EQ(results[0].info.content_digest, results[1].info.content_digest);
  EXPECT_EQ(table_of(read_prepared(results[0].path).samples).num_samples, 28);
  EXPECT_EQ(std::distance(fs::directory_iterator(config_.prepared_dir), fs::directory_iterator()), 1);
}

TEST_F(Prepare, KilledAtAnyMomentLeavesNoBrokenFile) {
  RandomStream stream(1, "kill");
  for (int attempt = 0; attempt < 8; ++attempt) {
    const pid_t child = fork();
    if (child == 0) {
      prepare_data(config_);
      _exit(0);
    }
    usleep(static_cast<useconds_t>(stream.below(25000)));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    if (!fs::exists(config_.prepared_dir)) continue;
    for (const auto& entry : fs::directory_iterator(config_.prepared_dir)) {
      if (entry.path().extension() != ".h5") continue;
      EXPECT_EQ(table_of(read_prepared(entry.path()).samples).num_samples, 28);
      fs::remove(entry.path());
    }
  }
  EXPECT_EQ(table_of(read_prepared(prepare_data(config_).path).samples).num_samples, 28);
}

TEST_F(Prepare, AnEmptyTrainingClassIsNamed) {
  fs::remove_all(folder_ / "raw/train/disgust");
  EXPECT_THAT(fault(), AllOf(HasSubstr("'disgust'"), HasSubstr("no samples in the train split")));
}

TEST_F(Prepare, MissingClassesAreNamedWithTheWayToDoWithout) {
  for (const char* name : {"disgust", "fear"}) fs::remove_all(folder_ / "raw/train" / name);
  EXPECT_THAT(fault(), AllOf(HasSubstr("the classes 'disgust', 'fear' have no samples in the train split"),
                             HasSubstr("data.classes: [angry, happy, sad, surprise, neutral]")));
  config_.classes = {"angry", "happy", "sad", "surprise", "neutral"};
  ::testing::internal::CaptureStderr();
  const PreparedData prepared = read_prepared(prepare_data(config_).path);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("the samples of disgust (2), fear (2)"));
  EXPECT_EQ(prepared.info.class_names, config_.classes);
}

TEST_F(Prepare, ChosenClassesStayInTheDataSetsOrder) {
  const fs::path all = prepare_data(config_).path;
  config_.classes = {"sad", "fear"};
  const PrepareResult result = prepare_data(config_);
  const PreparedData prepared = read_prepared(result.path);
  EXPECT_THAT(prepared.info.class_names, ::testing::ElementsAre("fear", "sad"));
  const SampleTable& table = table_of(prepared.samples);
  ASSERT_EQ(table.num_samples, 8);
  for (size_t i = 0; i < table.labels.size(); ++i) {
    EXPECT_THAT(table.source_ids[i],
                HasSubstr("/" + prepared.info.class_names.at(static_cast<size_t>(table.labels[i])) + "/"));
  }
  EXPECT_EQ(prepared.info.audit["file_groups"], 0);  // files and samples are still told together
  EXPECT_NE(result.path, all);
  config_.classes = {"fear", "sad"};
  EXPECT_TRUE(prepare_data(config_).was_cached);
  config_.classes = {"neutral", "sad", "surprise", "happy", "fear", "disgust", "angry"};
  EXPECT_EQ(prepare_data(config_).path, all);
}

TEST_F(Prepare, AnUnknownClassIsRefusedWithTheNearest) {
  config_.classes = {"sad", "hapy"};
  EXPECT_THAT(message_of<ConfigError>([&] { prepare_data(config_); }),
              AllOf(HasSubstr("data.classes: 'hapy'"), HasSubstr("angry, disgust"),
                    HasSubstr("did you mean \"happy\"?")));
}

TEST_F(Prepare, NestedDemoDataAreStillSynthetic) {
  write_bytes(folder_ / "raw/.affekt-demo-data.json", "{}");
  fs::create_directories(folder_ / "outer");
  fs::rename(folder_ / "raw", folder_ / "outer/raw");
  config_.path = (folder_ / "outer").string();
  EXPECT_EQ(read_prepared(prepare_data(config_).path).info.dataset_name, "synthetic fer2013");
}

TEST_F(Prepare, AnEmptySplitIsNamed) {
  fs::remove_all(folder_ / "raw/validation");
  fs::create_directories(folder_ / "raw/validation/sad");
  EXPECT_THAT(fault(), HasSubstr("the validation split has no samples"));
  fs::remove_all(folder_ / "raw/train");
  fs::create_directories(folder_ / "raw/train/sad");
  EXPECT_THAT(fault(), HasSubstr("the train split has no samples"));
}

TEST_F(Prepare, MissingFolderSaysHowToBringTheData) {
  config_.path = (folder_ / "nowhere").string();
  EXPECT_THAT(fault(), AllOf(StartsWith("data.path"), HasSubstr("nowhere"), HasSubstr("affekt demo-data")));
}

TEST_F(Prepare, AFolderThatCannotBeMadeIsToldBeforeTheDataAreRead) {
  write_bytes(folder_ / "raw/train/happy/broken.jpg", "this would be told once the data are read");
  config_.prepared_dir = "/proc/prepared";
  EXPECT_EQ(message_of<ArtifactError>([&] { prepare_data(config_); }),
            "data.prepared_dir: /proc/prepared: this folder can't be made, because nothing can be made in "
            "/proc: its file system takes no new files");
  write_bytes(folder_ / "file", "x");
  config_.prepared_dir = (folder_ / "file").string();
  EXPECT_THAT(message_of<ArtifactError>([&] { prepare_data(config_); }), HasSubstr("a folder expected"));
}

TEST_F(Prepare, ADataSetThatFailsLeavesNoPreparedFolder) {
  write_bytes(folder_ / "raw/train/happy/broken.jpg", "no image");
  EXPECT_THAT(fault(), HasSubstr("broken.jpg"));
  EXPECT_FALSE(fs::exists(folder_ / "prepared"));
}

TEST_F(Prepare, UnknownSourceAndOptionsAreRefused) {
  DataConfig config = config_;
  config.source = "fer";
  EXPECT_THAT(message_of<ConfigError>([&] { prepare_data(config); }),
              AllOf(HasSubstr("known data sets: fer2013, ravdess, emotic, songs, listening"),
                    HasSubstr("; did you mean \"fer2013\"?")));
  config.source = "sonsg";
  EXPECT_THAT(message_of<ConfigError>([&] { prepare_data(config); }), HasSubstr("; did you mean \"songs\"?"));
  config = config_;
  config.on_bad_sample = "ignore";
  EXPECT_THAT(message_of<ConfigError>([&] { prepare_data(config); }), HasSubstr("'ignore' got"));
  config = config_;
  config.near_duplicate_distance = 65;
  EXPECT_THAT(message_of<ConfigError>([&] { prepare_data(config); }), HasSubstr("0..64 bits"));
}

TEST_F(Prepare, LeaksAreFoundMarkedAndKept) {
  fs::copy_file(folder_ / "raw/train/sad/Training_1.jpg", folder_ / "raw/validation/sad/PublicTest_9.jpg");
  const PreparedData prepared = read_prepared(prepare_data(config_).path);
  EXPECT_EQ(prepared.info.audit["exact_groups_across_splits"], 1);
  EXPECT_EQ(prepared.info.audit["file_groups_across_splits"], 1);
  EXPECT_EQ(prepared.info.audit["validation_samples_with_train_duplicate"], 1);
  const SampleTable& table = table_of(prepared.samples);
  for (size_t i = 0; i < table.source_ids.size(); ++i) {
    EXPECT_EQ(table.has_train_duplicate[i], table.source_ids[i] == "validation/sad/PublicTest_9.jpg");
  }
}

TEST(SourceTable, KnowsTheKindOfEachDataSet) {
  EXPECT_THAT(source_names(), ::testing::ElementsAre("fer2013", "ravdess", "emotic", "songs", "listening"));
  EXPECT_EQ(find_source("fer2013").kind, "images");
  EXPECT_EQ(find_source("ravdess").kind, "waveforms");
  EXPECT_EQ(find_source("emotic").kind, "people");
  EXPECT_EQ(find_source("songs").kind, "songs");
  EXPECT_EQ(find_source("listening").kind, "listening");
  EXPECT_THAT(message_of<ConfigError>([] { find_source("ravdes"); }),
              HasSubstr("; did you mean \"ravdess\"?"));
  DataConfig songs;
  songs.source = "songs";
  EXPECT_THAT(message_of<ConfigError>([&] { open_source(songs); }), HasSubstr("one class for each sample"));
}

TEST(SourceTable, AndTheTableOfKeysNameTheSameDataSets) {
  for (const std::string& name : source_names()) {
    ExperimentConfig config;
    config.data.source = name;
    // No data set uses the keys of all others: a name that the table of keys doesn't know would.
    EXPECT_FALSE(is_key_used(config, "data.x", {KeyPart::kImages, KeyPart::kWaveforms, KeyPart::kSongs}))
        << name << " is missing in config/key_use.cpp";
  }
}

}  // namespace
}  // namespace affekt
