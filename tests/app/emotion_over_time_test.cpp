// affekt evaluate --file: a model of synthetic speech along a recording made of several recordings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/text/text.h"
#include "tests/app/affekt_process.h"
#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr uint32_t kRate = 16000;

/// The samples of a 16-bit mono WAV file, as demo-data writes them.
std::string read_wave(const fs::path& path) {
  const std::string file = read_file(path);
  const size_t chunk = file.find("data");
  if (file.compare(0, 4, "RIFF") != 0 || chunk == std::string::npos)
    throw std::runtime_error(path.string() + ": no WAV file");
  uint32_t size = 0;
  std::memcpy(&size, file.data() + chunk + 4, 4);
  return file.substr(chunk + 8, size);
}

/// The canonical 44 bytes of a WAV file of 16-bit mono, and the samples.
std::string make_wave(const std::string& samples) {
  std::string file;
  const auto put = [&](uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) file += static_cast<char>(value >> (8 * i) & 0xFF);
  };
  const auto size = static_cast<uint32_t>(samples.size());
  file += "RIFF";
  put(36 + size, 4);
  file += "WAVEfmt ";
  put(16, 4);
  put(1, 2);
  put(1, 2);
  put(kRate, 4);
  put(2 * kRate, 4);
  put(2, 2);
  put(16, 2);
  file += "data";
  put(size, 4);
  return file + samples;
}

std::string silence(double seconds) {
  return std::string(2 * static_cast<size_t>(std::lround(seconds * kRate)), '\0');
}

/// A run of one epoch, and talk.wav: some recordings, 5 s of silence, the same recordings again.
class EmotionOverTimeOfARun : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    const fs::path data = *folder_ / "ravdess";
    require(run_affekt({"demo-data", "ravdess", data.string(), "--num-actors", "5", "--num-repetitions", "1",
                        "--sample-rate", std::to_string(kRate)}));
    write_file(*folder_ / "speech.yaml",
               "name: speech\n"
               "data:\n"
               "  source: ravdess\n"
               "  path: " +
                   data.string() +
                   "\n"
                   "  prepared_dir: " +
                   (*folder_ / "prepared").string() +
                   "\n"
                   "  split: {plan: ravdess_5fold, test_fold: 1, validation_fold: 0}\n"
                   "model: {name: speech_cnn, channels: [8, 8], residual_blocks: [0, 0]}\n"
                   "train: {epochs: 1, batch_size: 16, num_threads: 1, select: last, schedule: "
                   "{warmup_epochs: 0}, speech: {crop_s: 1}}\n");
    require(run_affekt({"train", (*folder_ / "speech.yaml").string(), "--out", run()}));

    std::vector<fs::path> recordings;
    for (const auto& entry : fs::recursive_directory_iterator(data))
      if (entry.path().extension() == ".wav") recordings.push_back(entry.path());
    std::sort(recordings.begin(), recordings.end());
    std::string speech;
    for (size_t i = 0; i < 5; ++i) speech += read_wave(recordings.at(i));
    talk_seconds_ = static_cast<double>(2 * speech.size() + silence(5).size()) / (2 * kRate);
    write_file(*folder_ / "talk.wav", make_wave(speech + silence(5) + speech));
    write_file(*folder_ / "recording.wav", make_wave(speech.substr(0, 2 * kRate)));
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static void require(const ProcessResult& result) {
    if (result.exit_code != 0) throw std::runtime_error(result.err);
  }
  static std::string run() { return (*folder_ / "run").string(); }
  static std::string file(const std::string& name) { return (*folder_ / name).string(); }
  static ProcessResult listen(const std::string& recording, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"evaluate", run(), "--file", recording};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_affekt(arguments, {folder_->path(), {}});
  }
  static nlohmann::json read_json(const std::string& directory) {
    return nlohmann::json::parse(read_file(*folder_ / directory / "emotion_over_time.json"));
  }

  static std::unique_ptr<TemporaryFolder> folder_;
  static double talk_seconds_;
};

std::unique_ptr<TemporaryFolder> EmotionOverTimeOfARun::folder_;
double EmotionOverTimeOfARun::talk_seconds_ = 0;

/// "gr\xF6sser" is Latin-1.
TEST_F(EmotionOverTimeOfARun, NamesNeedNotBeUtf8) {
  fs::copy_file(file("recording.wav"), file("gr\xF6sser.wav"));
  for (const std::string out : {"", "out\xF6"}) {
    const auto result = listen(
        "gr\xF6sser.wav", out.empty() ? std::vector<std::string>() : std::vector<std::string>{"--out", out});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const std::string directory = out.empty() ? "gr\xF6sser_emotion" : out;
    EXPECT_THAT(result.out, HasSubstr("report:  " + to_valid_utf8(directory)));
    EXPECT_EQ(read_json(directory)["recording"]["file"], "gr\\xF6sser.wav");
    for (const char* name : {"csv", "json", "html", "svg"}) {
      const std::string text = read_file(*folder_ / directory / (std::string("emotion_over_time.") + name));
      EXPECT_EQ(text, to_valid_utf8(text)) << name;
    }
  }
}

TEST_F(EmotionOverTimeOfARun, WritesTableJsonPageAndFigure) {
  const auto result = listen(file("talk.wav"), {"--window-s", "2", "--hop-s", "1", "--out", file("out")});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("windows of 2 s every 1 s"));
  EXPECT_THAT(result.out, HasSubstr("silent"));
  EXPECT_THAT(result.out, HasSubstr("not validated"));
  EXPECT_THAT(result.out, HasSubstr("report:  " + file("out") + "/emotion_over_time.html\n"));
  for (const char* name : {"csv", "json", "html", "svg"})
    EXPECT_GT(fs::file_size(*folder_ / "out" / (std::string("emotion_over_time.") + name)), 500U) << name;
  EXPECT_THAT(find_temporary_files(*folder_ / "out"), IsEmpty());

  const auto made = read_json("out");
  EXPECT_EQ(made["trained_on"], "synthetic ravdess");
  EXPECT_EQ(made["recording"]["source_rate_hz"], kRate);
  EXPECT_NEAR(made["duration_s"].get<double>(), talk_seconds_, 1e-3);
  // Every second, and one more that ends with the recording.
  EXPECT_EQ(made["windows"].size(), static_cast<size_t>(std::floor(talk_seconds_ - 2)) + 2);
  EXPECT_NEAR(made["windows"].back()["end_s"].get<double>(), talk_seconds_, 1e-3);
  size_t num_silent = 0;
  for (const auto& window : made["windows"]) {
    if (window["silent"]) {
      ++num_silent;
      continue;
    }
    double sum = 0;
    for (const double probability : window["probabilities"]) sum += probability;
    EXPECT_NEAR(sum, 1, 1e-4);
  }
  // Windows of 2 s lie wholly in 5 s of silence for 3 s: at least two of those that begin every second. At
  // the ends of the recordings there is silence too.
  EXPECT_GE(num_silent, 2U);
  EXPECT_LE(num_silent, 6U);
}

TEST_F(EmotionOverTimeOfARun, TheSameSoundGetsTheSameAnswerWhereverItStands) {
  const auto wave = read_wave(file("recording.wav"));
  write_file(*folder_ / "twice.wav", make_wave(wave + wave));
  ASSERT_EQ(listen(file("twice.wav"), {"--window-s", "1", "--hop-s", "1", "--out", file("twice")}).exit_code,
            0);
  const auto windows = read_json("twice")["windows"];
  ASSERT_EQ(windows.size(), 2U);
  EXPECT_EQ(windows[0]["prediction"], windows[1]["prediction"]);
  EXPECT_EQ(windows[0]["probabilities"], windows[1]["probabilities"]);
}

TEST_F(EmotionOverTimeOfARun, GoesToAFolderHereAndLeavesAnotherRecordingsAlone) {
  fs::create_directories(*folder_ / "other");
  write_file(*folder_ / "other" / "recording.wav",
             make_wave(read_wave(file("talk.wav")).substr(0, 4 * kRate)));
  ASSERT_EQ(listen(file("recording.wav")).exit_code, 0);
  const std::string first = read_file(*folder_ / "recording_emotion" / "emotion_over_time.csv");
  ASSERT_EQ(listen("other/recording.wav").exit_code, 0);
  EXPECT_EQ(read_file(*folder_ / "recording_emotion" / "emotion_over_time.csv"), first);
  ASSERT_EQ(listen(file("recording.wav")).exit_code, 0);  // the same again replaces itself
  std::vector<std::string> made;
  for (const auto& entry : fs::directory_iterator(folder_->path())) {
    const std::string name = entry.path().filename().string();
    if (name.rfind("recording_emotion", 0) == 0) made.push_back(name);
  }
  std::sort(made.begin(), made.end());
  EXPECT_THAT(made, ElementsAre("recording_emotion", testing::MatchesRegex("recording_emotion_[0-9a-f]{8}")));
  EXPECT_FALSE(fs::exists(*folder_ / "other" / "recording_emotion"));
}

TEST_F(EmotionOverTimeOfARun, RecordingsThatCantBeHeardAreNamedWithCode3) {
  write_file(*folder_ / "empty.wav", "");
  write_file(*folder_ / "none.wav", make_wave(""));
  write_file(*folder_ / "words.wav", "this is no audio file, whatever its name says");
  write_file(*folder_ / "short.wav", make_wave(read_wave(file("recording.wav")).substr(0, 64)));
  fs::copy_file(*folder_ / "recording.wav", *folder_ / "cut.wav");
  cut_file(*folder_ / "cut.wav", 0.5);
  for (const char* name : {"empty.wav", "none.wav", "words.wav", "short.wav", "cut.wav", "nowhere.wav"}) {
    const auto result = listen(file(name), {"--out", file("never")});
    EXPECT_EQ(result.exit_code, 3) << name << ": " << result.err;
    EXPECT_THAT(result.err, HasSubstr(name));
    EXPECT_THAT(result.out, IsEmpty());
  }
  EXPECT_FALSE(fs::exists(*folder_ / "never"));
}

TEST_F(EmotionOverTimeOfARun, WindowsOutOfRangeEndWithCode2) {
  const auto result = listen(file("recording.wav"), {"--window-s", "2", "--hop-s", "3"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("--hop-s: expected 0.05 to 2 seconds (the window), got 3"));
  const auto unread =
      listen(file("nowhere.wav"), {"--window-s", "0.01"});  // told before the recording is read
  EXPECT_EQ(unread.exit_code, 2);
  EXPECT_THAT(unread.err, HasSubstr("--window-s: expected 0.1 to 60 seconds, got 0.01"));
  for (const char* text : {"abc", "0.5s", ""}) {
    const auto no_number = listen(file("recording.wav"), {"--window-s", text});
    EXPECT_EQ(no_number.exit_code, 2) << text;
    EXPECT_THAT(no_number.err, HasSubstr(std::string("--window-s: expected 0.1 to 60 seconds, got ") + text));
  }
}

TEST_F(EmotionOverTimeOfARun, AShortWindowTakesAHopThatFits) {
  const auto result = listen(file("recording.wav"), {"--window-s", "0.25", "--out", file("short_windows")});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(read_json("short_windows")["options"]["hop_s"], 0.25);
}

TEST_F(EmotionOverTimeOfARun, ARecordingInPlaceOfTheModelIsToldApart) {
  const auto result = run_affekt({"evaluate", file("recording.wav")});
  EXPECT_EQ(result.exit_code, 4) << result.err;
  EXPECT_THAT(result.err, HasSubstr("a recording, where a run directory or a .onnx file was expected"));
  EXPECT_THAT(result.err, HasSubstr("--file " + file("recording.wav")));
}

}  // namespace
}  // namespace affekt::testing_app
