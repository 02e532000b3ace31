// From a synthetic catalogue to the report and the ONNX file of a clustering of songs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/app/affekt_process.h"
#include "tests/app/tiny_experiment.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"
#include "tests/server/served_models.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

class WholeWayOfSongs : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    const auto songs = *folder_ / "songs";
    const ProcessResult drawn = run_affekt({"demo-data", "songs", songs.string(), "--num-songs", "900"});
    if (drawn.exit_code != 0) throw std::runtime_error(drawn.err);
    write_file(config(),
               "name: songs\n"
               "data:\n"
               "  source: songs\n"
               "  path: " +
                   songs.string() +
                   "\n"
                   "  prepared_dir: " +
                   (*folder_ / "prepared").string() +
                   "\n"
                   "  songs: {affect_path: " +
                   (songs / "songs_vad.csv").string() +
                   ",\n"
                   "          moods_path: " +
                   (songs / "data_moods.csv").string() +
                   "}\n"
                   "model:\n"
                   "  name: song_kmeans\n"
                   "  kmeans: {num_starts: 3, sweep: {k_min: 2, k_max: 5, stability_rounds: 2}}\n"
                   "  affect: {epochs: 5}\n"
                   "evaluate: {bootstrap_samples: 200}\n");
    result_ = run_affekt({"run", config().string(), "--out", run().string()});
  }
  static void TearDownTestSuite() { folder_.reset(); }

  void SetUp() override { ASSERT_EQ(result_.exit_code, 0) << result_.err; }

  static fs::path config() { return *folder_ / "songs.yaml"; }
  static fs::path run() { return *folder_ / "run"; }

  static std::unique_ptr<TemporaryFolder> folder_;
  static ProcessResult result_;
};

std::unique_ptr<TemporaryFolder> WholeWayOfSongs::folder_;
ProcessResult WholeWayOfSongs::result_;

TEST_F(WholeWayOfSongs, TheRunDirectoryHoldsModelReportAndTestVectors) {
  for (const char* name : {"config.yaml", "manifest.json", "song_model.json", "report.json", "report.md",
                           "report.html", "clusters.csv", "figures/song_map.svg", "model.onnx",
                           "model_card.md", "test_data_set_0/input_0.pb"}) {
    EXPECT_TRUE(fs::is_regular_file(run() / name)) << name;
  }
  EXPECT_THAT(find_temporary_files(run()), IsEmpty());
  EXPECT_THAT(result_.out, HasSubstr("model:   " + (run() / "model.onnx").string() + "\n"));
}

TEST_F(WholeWayOfSongs, ReportModelAndClustersAgreeOnK) {
  const json report = json::parse(read_file(run() / "report.json"));
  const json model = json::parse(read_file(run() / "song_model.json"));
  const int64_t k = report.at("num_clusters");
  EXPECT_GE(k, 2);
  EXPECT_LE(k, 5);
  EXPECT_EQ(report.at("clusters").size(), static_cast<size_t>(k));
  EXPECT_EQ(model.at("sweep").at("chosen_k"), k);
  int64_t songs = 0, before = INT64_MAX;
  for (const json& cluster : report.at("clusters")) {
    const int64_t size = cluster.at("size");
    EXPECT_LE(size, before);  // the large ones first
    songs += before = size;
  }
  EXPECT_EQ(songs, report.at("data").at("num_clustered"));
}

TEST_F(WholeWayOfSongs, ReportAndCardSayThatTheSongsAreSynthetic) {
  EXPECT_THAT(read_file(run() / "report.md"), HasSubstr("The songs and their listeners are synthetic"));
  EXPECT_THAT(read_file(run() / "model_card.md"), HasSubstr("synthetic songs"));
}

TEST_F(WholeWayOfSongs, TheOnnxFileAloneGivesTheSameClusters) {
  const fs::path alone = *folder_ / "alone";
  fs::create_directories(alone);
  fs::copy_file(run() / "model.onnx", alone / "model.onnx");
  const fs::path prepared = fs::directory_iterator(*folder_ / "prepared")->path();
  const ProcessResult evaluated =
      run_affekt({"evaluate", (alone / "model.onnx").string(), "--data", prepared.string()});
  ASSERT_EQ(evaluated.exit_code, 0) << evaluated.err;
  EXPECT_THAT(evaluated.out, HasSubstr("there is no score of the clusters themselves"));
  const auto clusters_of = [](const fs::path& csv) {
    std::string clusters;
    std::istringstream lines(read_file(csv));
    for (std::string line; std::getline(lines, line);) {
      size_t end = line.size();  // behind the cluster stand distance, valence and arousal
      for (int i = 0; i < 3; ++i) end = line.rfind(',', end - 1);
      clusters += line.substr(line.rfind(',', end - 1), end - line.rfind(',', end - 1));
    }
    return clusters;
  };
  EXPECT_EQ(clusters_of(alone / "clusters.csv"), clusters_of(run() / "clusters.csv"));
}

TEST_F(WholeWayOfSongs, TheRunGivesPlaylistsWithAReasonForEachSong) {
  const ProcessResult happy =
      run_affekt({"recommend", "--mood", "happy", "--songs", run().string(), "-n", "5", "--format", "json"});
  ASSERT_EQ(happy.exit_code, 0) << happy.err;
  const json playlist = json::parse(happy.out);
  ASSERT_EQ(playlist.at("songs").size(), 5U);
  for (const json& song : playlist["songs"]) EXPECT_THAT(song.at("reason"), HasSubstr("from the mood"));
  const fs::path file = *folder_ / "lift.xspf";
  const ProcessResult lift =
      run_affekt({"recommend", "--valence", "-0.6", "--arousal", "-0.3", "--policy", "lift", "--songs",
                  run().string(), "--format", "xspf", "--out", file.string()});
  ASSERT_EQ(lift.exit_code, 0) << lift.err;
  EXPECT_THAT(read_file(file), HasSubstr("<playlist version=\"1\""));
}

void write_image(const fs::path& path, const cv::Mat& image) {
  const std::vector<uint8_t> bytes = encode_image(path.extension().string(), image);
  test::write_bytes(path, {bytes.begin(), bytes.end()});
}

TEST_F(WholeWayOfSongs, APlaylistComesFromAFaceAndAVoice) {
  const testing_server::TinyModels models;
  const fs::path portrait = models.folder / "me.png", voice = models.folder / "me.wav",
                 empty = models.folder / "no.png";
  write_image(portrait, testing_server::draw_portrait());
  write_image(empty, cv::Mat(480, 640, CV_8UC1, cv::Scalar(90)));
  std::vector<float> wave(32000, 0);
  for (size_t i = 0; i < wave.size(); i += 2) wave[i] = 0.5F;
  write_sound(voice, wave, {16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16});
  const auto recommend = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     {"recommend", "--songs", run().string(), "-n", "3", "--format", "json"});
    return run_affekt(arguments);
  };
  const std::vector<std::string> by_face = {"--face", portrait.string(), "--face-model",
                                            (models.folder / "face.onnx").string()};
  std::vector<std::string> by_both = by_face;
  by_both.insert(by_both.end(),
                 {"--voice", voice.string(), "--voice-model", (models.folder / "voice.onnx").string()});
  const ProcessResult result = recommend(by_both);
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const json playlist = json::parse(result.out);
  EXPECT_EQ(playlist.at("title"), "music for the face and the voice");
  EXPECT_THAT(
      playlist.at("mood_source").get<std::string>(),
      testing::MatchesRegex("face: (happy|sad) [0-9]+ %; voice: happy 92 %; together: (happy|sad) [0-9]+ %"));
  EXPECT_THAT(playlist.at("notes").dump(), HasSubstr("face and voice are put together, not fitted"));
  EXPECT_EQ(playlist.at("songs").size(), 3U);

  const auto refuse = [&](const std::vector<std::string>& arguments, int exit_code, const char* why) {
    const ProcessResult refused = recommend(arguments);
    EXPECT_EQ(refused.exit_code, exit_code) << why;
    EXPECT_THAT(refused.err, HasSubstr(why));
    EXPECT_EQ(refused.out, "");
  };
  const std::string model = by_face[3];
  refuse({"--face", portrait.string()}, 2, "--face: which model reads it? Give --face-model RUN");
  refuse({"--voice", voice.string()}, 2, "--voice: which model hears it? Give --voice-model RUN");
  refuse({"--mood", "sad", "--face-model", model}, 2, "of no use without a picture: --face PICTURE");
  refuse({"--mood", "sad", "--voice-model", model}, 2, "of no use without a recording: --voice RECORDING");
  refuse({"--face", empty.string(), "--face-model", model}, 3, "no.png: no face is found");
  refuse({"--face", voice.string(), "--face-model", model}, 3, "me.wav: neither a JPEG nor a PNG image");
  refuse({"--face", portrait.string(), "--face-model", (models.folder / "voice.onnx").string()}, 4,
         "voice.onnx: it takes sound; a model of cropped faces was expected");
  by_both.insert(by_both.end(), {"--fusion", (run() / "report.json").string()});
  refuse(by_both, 4, "report.json: a fusion rule with the object \"sources\" expected");
}

TEST_F(WholeWayOfSongs, WhatNoPlaylistCanBeMadeOfIsRefused) {
  const auto refuse = [](std::vector<std::string> arguments, int exit_code, const char* why) {
    arguments.insert(arguments.begin(), "recommend");
    const ProcessResult refused = run_affekt(arguments);
    EXPECT_EQ(refused.exit_code, exit_code) << why;
    EXPECT_THAT(refused.err, HasSubstr(why));
    EXPECT_EQ(refused.out, "");
  };
  const std::string songs = run().string();
  const fs::path profile = *folder_ / "me.yaml";
  write_file(profile, "like:\n  artist: [x]\n");
  refuse({"--songs", songs}, 2, "which mood? Give --mood, --valence and --arousal, --face or --voice");
  refuse({"--songs", songs, "--mood", "hapy"}, 2, "did you mean \"happy\"?");
  refuse({"--songs", songs, "--valence", "0.5"}, 2, "--valence and --arousal belong together");
  refuse({"--songs", songs, "--valence", "2", "--arousal", "0"}, 2, "expected a number from -1 to 1");
  refuse({"--songs", songs, "--mood", "sad", "--language", "klingon"}, 2,
         "--language: expected one of hindi");
  refuse({"--songs", songs, "--mood", "sad", "--language", "hindi"}, 3, "in an unknown language");
  refuse({"--songs", songs, "--mood", "sad", "--profile", profile.string()}, 2, "like.artist: unknown key");
  refuse({"--songs", songs, "--mood", "sad", "--next", songs}, 2, "--next and --history belong together");
  refuse({"--songs", (*folder_ / "nowhere").string(), "--mood", "sad"}, 4, "model.onnx: cannot read");
}

/// The line with the address, which comes once the server answers. @throws std::runtime_error after 30 s
std::string read_address(AffektProcess& server) {
  for (int i = 0; i < 3000 && server.is_running(); ++i) {
    const std::string out = server.read_out();
    if (!out.empty() && out.back() == '\n') return out;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  throw std::runtime_error("no address: " + server.wait(1).err);
}

TEST_F(WholeWayOfSongs, AServerEndsWellAndLeavesItsPortToTheNext) {
  for (const int signal : {SIGINT, SIGTERM}) {
    AffektProcess server({"serve", "--songs", run().string(), "--port", "0"});
    const std::string address = read_address(server);
    EXPECT_THAT(address, testing::MatchesRegex("http://127.0.0.1:[0-9]+/\n"));
    const std::string port = address.substr(17, address.size() - 19);
    const ProcessResult second = run_affekt({"serve", "--songs", run().string(), "--port", port});
    EXPECT_EQ(second.exit_code, 4);
    EXPECT_THAT(second.err, HasSubstr("port " + port + " of 127.0.0.1 is in use"));
    server.send_signal(signal);
    EXPECT_EQ(server.wait(20).exit_code, 0);
  }
}

TEST_F(WholeWayOfSongs, WhatCanNotBeServedIsRefused) {
  const auto refuse = [](std::vector<std::string> arguments, int exit_code, const char* why) {
    arguments.insert(arguments.begin(), {"serve", "--port", "0"});
    const ProcessResult refused = AffektProcess(arguments).wait(60);
    EXPECT_EQ(refused.exit_code, exit_code) << why;
    EXPECT_THAT(refused.err, HasSubstr(why));
    EXPECT_EQ(refused.out, "");
  };
  const std::string songs = run().string();
  const fs::path profile = *folder_ / "server.yaml", damaged = *folder_ / "damaged";
  write_file(profile, "likes: {artists: [x]}\n");
  fs::copy(run(), damaged);
  std::string bytes = read_file(damaged / "model.onnx");
  bytes[bytes.size() / 2] ^= 1;
  write_file(damaged / "model.onnx", bytes);
  refuse({}, 2, "Give --songs, --face-model or --voice-model");
  refuse({"--songs", songs, "--next", songs}, 2, "--next and --history belong together");
  refuse({"--songs", songs, "--host", "no.such.host.invalid"}, 2, "no address of this machine");
  refuse({"--songs", songs, "--port", "70000"}, 2, "--port");
  refuse({"--songs", songs, "--profile", profile.string()}, 2, "server.yaml:1:1: likes: unknown key");
  refuse({"--songs", songs, "--profile", (*folder_ / "no/me.yaml").string()}, 4, "--profile");
  refuse({"--face-model", songs}, 4, "a model of cropped faces was expected");
  refuse({"--voice-model", songs}, 4, "a model of speech was expected");
  refuse({"--songs", damaged.string()}, 4, "model.onnx: ");
  refuse({"--songs", (*folder_ / "nowhere").string()}, 4, "model.onnx: cannot read");
}

TEST_F(WholeWayOfSongs, ASecondRunIsRefusedAndAResumedOneClustersNothingAnew) {
  const ProcessResult refused = run_affekt({"run", config().string(), "--out", run().string()});
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err, HasSubstr("--overwrite"));
  const std::string model = read_file(run() / "song_model.json");
  const ProcessResult resumed = run_affekt({"run", config().string(), "--out", run().string(), "--resume"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("clustered already"));
  EXPECT_EQ(read_file(run() / "song_model.json"), model);
}

TEST_F(WholeWayOfSongs, AResumedRunReportsWithTheOptionsThatItIsGivenAndSoDoesItsFile) {
  const fs::path other = *folder_ / "resumed";
  fs::copy(run(), other, fs::copy_options::recursive);
  const auto resamples_of = [](const fs::path& directory) {
    return json::parse(read_file(directory / "report.json")).at("bootstrap").at("resamples");
  };
  EXPECT_EQ(resamples_of(other), 200);
  const json before = json::parse(read_file(other / "song_model.json"));
  const ProcessResult resumed = run_affekt({"run", config().string(), "--out", other.string(), "--resume",
                                            "--set", "evaluate.bootstrap_samples=300"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(resamples_of(other), 300);
  EXPECT_THAT(read_file(other / "config.yaml"), HasSubstr("bootstrap_samples: 300"));
  EXPECT_EQ(json::parse(read_file(other / "song_model.json")).at("centroids"), before.at("centroids"));

  const fs::path alone = *folder_ / "resumed_file";
  fs::create_directories(alone);
  fs::copy_file(other / "model.onnx", alone / "model.onnx");
  const fs::path prepared = fs::directory_iterator(*folder_ / "prepared")->path();
  const ProcessResult evaluated =
      run_affekt({"evaluate", (alone / "model.onnx").string(), "--data", prepared.string()});
  ASSERT_EQ(evaluated.exit_code, 0) << evaluated.err;
  EXPECT_EQ(resamples_of(alone), 300);
}

TEST_F(WholeWayOfSongs, AnyNumberOfThreadsGivesTheSameModel) {
  const fs::path other = *folder_ / "one_thread";
  const ProcessResult again =
      run_affekt({"train", config().string(), "--out", other.string(), "--set", "train.num_threads=1"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  json one = json::parse(read_file(other / "song_model.json"));
  json two = json::parse(read_file(run() / "song_model.json"));
  EXPECT_EQ(one.at("centroids"), two.at("centroids"));
  EXPECT_EQ(one.at("sweep"), two.at("sweep"));
}

TEST_F(WholeWayOfSongs, NothingOfARunIsRemovedForOneThatCanNotSucceed) {
  const std::string model = read_file(run() / "song_model.json");
  const auto overwrite = [&](const std::string& setting) {
    return run_affekt({"run", config().string(), "--out", run().string(), "--overwrite", "--set", setting});
  };
  const auto expect_refused = [&](const std::string& setting, int exit_code, const std::string& words) {
    const ProcessResult result = overwrite(setting);
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    EXPECT_THAT(result.err, HasSubstr(words));
    EXPECT_TRUE(read_file(run() / "song_model.json") == model) << setting;
    EXPECT_TRUE(fs::exists(run() / "report.json")) << setting;
  };
  expect_refused("train.epochs=70", 2, "train.epochs: not used by song_kmeans (model.name)");
  expect_refused("model.kmeans.num_clusters=1024", 3,
                 "model.kmeans.num_clusters: 1024 clusters need as many");
  expect_refused("model.kmeans.sweep.k_max=1000", 3, "model.kmeans.sweep.k_max");
  expect_refused("model.kmeans.sweep.stability_rounds=0", 2, "model.kmeans.sweep.rule");
  expect_refused("model.features.pca_components=40", 2, "model.features.pca_components");
  expect_refused("model.features.columns=[dancability]", 2, "did you mean \"danceability\"?");
}

TEST_F(WholeWayOfSongs, AnUnfinishedClusteringSaysHowItGoesOn) {
  const fs::path begun = *folder_ / "begun";
  fs::create_directories(begun);
  fs::copy_file(run() / "config.yaml", begun / "config.yaml");
  for (const char* command : {"evaluate", "export"}) {
    const ProcessResult result = run_affekt({command, begun.string()});
    EXPECT_EQ(result.exit_code, 4) << result.err;
    EXPECT_THAT(result.err, HasSubstr("has no song_model.json: its clustering was not finished"));
  }
  for (const char* command : {"evaluate", "export"})
    EXPECT_THAT(run_affekt({command, (run() / "song_model.json").string()}).err,
                HasSubstr("it belongs to the run " + run().string() + ": name that"));
  fs::copy_file(run() / "song_model.json", begun / "song_model.json");
  EXPECT_THAT(run_affekt({"evaluate", begun.string(), "--engine", "opencv"}).err,
              HasSubstr("make it with 'affekt export " + begun.string() + "'"));
  fs::remove(begun / "song_model.json");
  fs::copy_file(run() / "model.onnx", begun / "model.onnx");
  EXPECT_THAT(run_affekt({"evaluate", begun.string()}).err, HasSubstr("name that file"));
  EXPECT_THAT(run_affekt({"export", begun.string()}).err, HasSubstr("can't be exported anew"));
}

TEST_F(WholeWayOfSongs, AReportOnOtherSongsDoesNotReplaceTheRunsOwn) {
  const ProcessResult prepared =
      run_affekt({"prepare", config().string(), "--set", "data.songs.max_speechiness=0.2", "--set",
                  "data.prepared_dir=" + (*folder_ / "less").string()});
  ASSERT_EQ(prepared.exit_code, 0) << prepared.err;
  const std::string other = fs::directory_iterator(*folder_ / "less")->path().string();
  const std::string report = read_file(run() / "report.json");
  for (const fs::path& model : {run(), run() / "model.onnx"}) {
    const ProcessResult refused =
        run_affekt({"evaluate", model.string(), "--data", other, "--out", run().string()});
    EXPECT_EQ(refused.exit_code, 4) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("a report on other samples"));
  }
  EXPECT_TRUE(read_file(run() / "report.json") == report);
  EXPECT_EQ(run_affekt({"evaluate", run().string(), "--out", run().string()}).exit_code, 0);
}

TEST_F(WholeWayOfSongs, NoImagesIsRefusedForReportsThatHaveNone) {
  const std::string report = read_file(run() / "report.json");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"run", config().string(), "--out", (*folder_ / "p").string()},
        std::vector<std::string>{"evaluate", run().string()},
        std::vector<std::string>{"evaluate", (run() / "model.onnx").string()}}) {
    std::vector<std::string> arguments = command;
    arguments.emplace_back("--no-pictures");
    const ProcessResult refused = run_affekt(arguments);
    EXPECT_EQ(refused.exit_code, 2) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("--no-pictures: reports on songs hold no images"));
  }
  EXPECT_FALSE(fs::exists(*folder_ / "p"));
  EXPECT_TRUE(read_file(run() / "report.json") == report);
}

TEST_F(WholeWayOfSongs, AConfigThatMixesSongsAndNetworksIsRefused) {
  const ProcessResult network = run_affekt(
      {"run", config().string(), "--out", (*folder_ / "n").string(), "--set", "model.name=small_cnn"});
  EXPECT_EQ(network.exit_code, 2);
  EXPECT_THAT(network.err, HasSubstr("song_kmeans"));
  for (const char* setting : {"data.source=song", "model.name=song_kmean"}) {
    const ProcessResult misspelt =
        run_affekt({"train", config().string(), "--out", (*folder_ / "n").string(), "--set", setting});
    EXPECT_EQ(misspelt.exit_code, 2);
    const std::string key = std::string(setting).substr(0, 10);
    EXPECT_THAT(misspelt.err, HasSubstr(": " + key));
    EXPECT_THAT(misspelt.err,
                HasSubstr(key == "data.sourc" ? "did you mean \"songs\"?" : "did you mean \"song_kmeans\"?"));
  }
  const ProcessResult folds =
      run_affekt({"run", config().string(), "--out", (*folder_ / "n").string(), "--folds"});
  EXPECT_EQ(folds.exit_code, 2);
  EXPECT_THAT(folds.err, HasSubstr("--folds"));
  const ProcessResult split = run_affekt({"evaluate", run().string(), "--split", "test"});
  EXPECT_EQ(split.exit_code, 2);
  EXPECT_THAT(split.err, HasSubstr("--split"));
  EXPECT_FALSE(fs::exists(*folder_ / "n"));
}

}  // namespace
}  // namespace affekt::testing_app
