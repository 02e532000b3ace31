// The page without a server, as a browser shows it: what it answers is what the programs answer.
// Without a browser (scripts/setup_browser) or the packages (scripts/setup_site) all of these are skipped,
// and ctest says so.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <opencv2/imgproc.hpp>
#include <thread>

#include "codecs/image_codecs.h"
#include "core/files/atomic_file.h"
#include "ingest/demo/demo_face.h"
#include "server/face_source.h"
#include "server/site/site_packages.h"
#include "server/voice_source.h"
#include "tests/evaluation/pages/headless_browser.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"
#include "tests/server/site/site_models.h"

namespace affekt::testing_server {
namespace {

using nlohmann::json;
using testing::AnyOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr double kMostDifference = 1e-4;  // of probabilities

/// Any host of files.
class FileHost {
 public:
  explicit FileHost(const std::filesystem::path& folder) {
    server_.set_mount_point("/some/folder", folder.string());
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~FileHost() {
    server_.stop();
    thread_.join();
  }
  FileHost(const FileHost&) = delete;
  FileHost& operator=(const FileHost&) = delete;

  std::string address() const { return fmt::format("http://127.0.0.1:{}/some/folder/", port_); }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

/// A face that the cascade finds, whose channels differ.
cv::Mat draw_portrait(cv::Size size = {640, 480}, const cv::Rect& place = {200, 100, 240, 240}) {
  cv::Mat picture(size, CV_8UC1, cv::Scalar(128));
  RandomStream stream(20, "test_portrait");
  draw_face({}, place.width, stream).copyTo(picture(place));
  cv::cvtColor(picture, picture, cv::COLOR_GRAY2BGR);
  cv::multiply(picture, cv::Scalar(0.8, 0.9, 1), picture);
  return picture;
}

/// A film for a browser's fake camera: twice the same picture, in YUV with its colours at half the size.
void write_film(const std::filesystem::path& path, const cv::Mat& picture) {
  cv::Mat yuv;
  cv::cvtColor(picture, yuv, cv::COLOR_BGR2YUV_I420);
  const std::string frame = "FRAME\n" + std::string(reinterpret_cast<const char*>(yuv.data), yuv.total());
  write_text_atomically(
      path,
      fmt::format("YUV4MPEG2 W{} H{} F20:1 Ip A1:1 C420mpeg2\n", picture.cols, picture.rows) + frame + frame);
}

/// Structure and texts are the same, numbers nearly so.
void expect_same(const json& got, const json& expected, const std::string& where) {
  if (expected.is_number()) {
    ASSERT_TRUE(got.is_number()) << where;
    EXPECT_NEAR(got.get<double>(), expected.get<double>(), kMostDifference) << where;
  } else if (expected.is_structured()) {
    ASSERT_EQ(got.size(), expected.size()) << where << ": " << got;
    for (const auto& item : expected.items()) {
      const bool is_there = expected.is_array() || got.contains(item.key());
      ASSERT_TRUE(is_there) << where << "." << item.key();
      expect_same(expected.is_array() ? got[std::stoul(item.key())] : got[item.key()], item.value(),
                  where + "." + item.key());
    }
  } else {
    EXPECT_EQ(got, expected) << where;
  }
}

class SitePage : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::string program = find_browser();
    try {
      find_site_packages();
    } catch (const ArtifactError&) {
      return;
    }
    if (program.empty()) return;
    files_ = std::make_unique<test::TemporaryFolder>();
    site_ = *files_ / "site";
    write_site(site_, models().sources());
    write_film(*files_ / "face.y4m", draw_portrait());
    write_sound(*files_ / "voice.wav", make_babble(1, 4));
    browser_ = std::make_unique<HeadlessBrowser>(
        program,
        std::vector<std::string>{"--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                                 "--use-file-for-fake-video-capture=" + (*files_ / "face.y4m").string(),
                                 "--use-file-for-fake-audio-capture=" + (*files_ / "voice.wav").string()});
    host_ = std::make_unique<FileHost>(site_);
  }
  static void TearDownTestSuite() {
    browser_.reset();
    host_.reset();
    files_.reset();
  }
  void SetUp() override {
    if (browser_ == nullptr)
      GTEST_SKIP()
          << "no browser to look at pages with, or no packages: run scripts/setup_browser, setup_site";
  }
  static const SiteModelFiles& models() {
    static const SiteModelFiles files;
    return files;
  }

  /// All tests look at one page: it loads its libraries once.
  void open(int width) {
    browser_->show({width});
    if (browser_->evaluate("location.href") != host_->address()) browser_->open_address(host_->address());
    wait_for("document.getElementById('models').dataset.ready === 'true'");
    browser_->show({width});
  }
  /// Loading the libraries takes a second, and many on a busy machine. @throws std::runtime_error
  void wait_for(const std::string& condition) {
    for (int i = 0; i < 2400; ++i) {
      if (browser_->evaluate(condition) == true) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    throw std::runtime_error(condition + " did not come true; the page says: " + text_of("#status") + "; " +
                             fmt::format("{}", fmt::join(browser_->complaints, "; ")));
  }
  std::string text_of(const std::string& selector) {
    return browser_->evaluate(fmt::format("document.querySelector('{}').textContent", selector));
  }
  void click(const std::string& selector) {
    browser_->evaluate(fmt::format("document.querySelector('{}').click()", selector));
  }
  void expect_no_complaint() {
    EXPECT_THAT(browser_->complaints, IsEmpty());
    const std::string host = host_->address(), own_blobs = "blob:" + host.substr(0, host.find("/some"));
    EXPECT_THAT(browser_->requests, Each(AnyOf(StartsWith(host), StartsWith(own_blobs),
                                               // The buttons of the browser's own player.
                                               StartsWith("data:image/svg+xml;base64,"))));
  }

  /// What the page itself answers for a file, or {"refused": status, "why": text}.
  json ask_page(const std::string& bytes, const std::string& name, const std::string& type) {
    write_text_atomically(site_ / name, bytes);
    browser_->evaluate(fmt::format(
        R"((async () => {{
          globalThis.answer = null;
          const api = await import('{0}api.js');
          const bytes = await (await fetch('{1}')).blob();
          globalThis.answer = await api.read_emotion(bytes, '{2}').catch((e) => ({{refused: e.status, why: e.message}}));
        }})().catch((e) => globalThis.answer = {{refused: 0, why: e.message}}), 0)",
        host_->address(), name, type));
    wait_for("globalThis.answer !== null");
    std::filesystem::remove(site_ / name);
    return browser_->evaluate("globalThis.answer");
  }
  /// Chooses a file as a person would. @param site  of the page
  void choose(const std::string& input, const std::string& bytes, const std::string& name,
              const std::string& type, const std::filesystem::path& site = site_) {
    write_text_atomically(site / name, bytes);
    browser_->evaluate(fmt::format(
        R"((async () => {{
          const files = new DataTransfer();
          files.items.add(new File([await (await fetch('{1}')).blob()], '{1}', {{type: '{2}'}}));
          const input = document.getElementById('{0}');
          input.files = files.files;
          input.dispatchEvent(new Event('change'));
        }})())",
        input, name, type));
    std::filesystem::remove(site / name);
  }

  static std::unique_ptr<test::TemporaryFolder> files_;
  static std::filesystem::path site_;
  static std::unique_ptr<FileHost> host_;
  static std::unique_ptr<HeadlessBrowser> browser_;
};
std::unique_ptr<test::TemporaryFolder> SitePage::files_;
std::filesystem::path SitePage::site_;
std::unique_ptr<FileHost> SitePage::host_;
std::unique_ptr<HeadlessBrowser> SitePage::browser_;

std::string encode(const cv::Mat& picture, const char* extension) {
  const std::vector<uint8_t> bytes = encode_image(extension, picture);
  return {bytes.begin(), bytes.end()};
}

TEST_F(SitePage, FindsTheSameFacesAndGivesTheSameProbabilitiesAsTheServer) {
  open(1280);
  FaceSource source(read_onnx_model(models().path("face.onnx")));
  const std::vector<cv::Mat> pictures = {
      draw_portrait(),                                                         // searched at half its size
      draw_portrait({240, 240}, {0, 0, 240, 240})(cv::Rect(16, 8, 208, 208)),  // the crop leaves the picture
      cv::Mat(120, 160, CV_8UC3, cv::Scalar(9, 90, 200))};
  size_t num_faces = 0;
  for (const cv::Mat& picture : pictures) {
    const std::string bytes = encode(picture, ".png");
    const json expected = source.read(bytes);
    num_faces += expected["faces"].size();
    expect_same(ask_page(bytes, "given.png", "image/png"), expected, std::to_string(picture.cols));
  }
  EXPECT_EQ(num_faces, 2U);
  EXPECT_EQ(ask_page("no picture", "given.png", "image/png")["refused"], 422);
  expect_no_complaint();
}

TEST_F(SitePage, HearsVoicesAsTheServerDoesWindowByWindow) {
  open(1280);
  VoiceSource source(read_onnx_model(models().path("voice.onnx")));
  std::vector<float> wave = make_babble(2, 5.3);
  for (size_t i = 0; i < wave.size(); ++i) wave[i] += i < wave.size() / 3 ? 0.05F : -0.05F;
  wave.insert(wave.end(), 70000, 0.0F);  // a silent window, too
  for (const int channels : {1, 2}) {
    write_sound(*files_ / "given.wav", wave, {16000, channels, SF_FORMAT_WAV | SF_FORMAT_PCM_16});
    const std::string bytes = read_text_file(*files_ / "given.wav");
    expect_same(ask_page(bytes, "given.wav", "audio/wav"), source.read(bytes), "voice");
  }
  write_sound(*files_ / "given.wav", std::vector<float>(16000, 0.0F));
  const json silent = ask_page(read_text_file(*files_ / "given.wav"), "given.wav", "audio/wav");
  EXPECT_EQ(silent["refused"], 422);
  EXPECT_THAT(silent["why"], HasSubstr("silence"));
  expect_no_complaint();
}

TEST_F(SitePage, ResamplesAsTheServerDoes) {
  open(1280);
  VoiceSource source(read_onnx_model(models().path("voice.onnx")));
  for (const SoundFormat format : {SoundFormat{48000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_24},
                                   SoundFormat{44100, 2, SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
                                   SoundFormat{22050, 1, SF_FORMAT_OGG | SF_FORMAT_VORBIS},
                                   SoundFormat{8000, 2, SF_FORMAT_WAV | SF_FORMAT_FLOAT}}) {
    write_sound(*files_ / "given", make_babble(3, 1.5, format.rate), format);
    const std::string bytes = read_text_file(*files_ / "given");
    expect_same(ask_page(bytes, "given", "audio/any"), source.read(bytes), std::to_string(format.rate));
  }
  expect_no_complaint();
}

TEST_F(SitePage, IsReadableAndDoesItsWorkWideAndNarrow) {
  const std::string checks = read_text_file(AFFEKT_SOURCE_DIR "/tests/evaluation/pages/page_checks.js");
  for (const int width : {1280, 390}) {
    open(width);
    choose("picture-file", encode(draw_portrait(), ".png"), "chosen.png", "image/png");
    wait_for("document.getElementById('face-text').textContent.startsWith('Looks like: ')");
    choose("sound-file", read_text_file(*files_ / "voice.wav"), "chosen.wav", "audio/wav");
    wait_for("document.querySelectorAll('#recording-segments li').length > 0");
    EXPECT_EQ(browser_->evaluate("document.getElementById('start')"), nullptr);
    EXPECT_EQ(browser_->evaluate("document.getElementById('playlist').hidden"), true);
    EXPECT_THAT(text_of("header"), HasSubstr("Nothing leaves this browser"));
    browser_->show({width});
    const std::vector<std::string> faults = browser_->evaluate(checks);
    EXPECT_THAT(faults, IsEmpty()) << width;
    expect_no_complaint();
  }
}

/// Two faces of one size, so that both are searched.
cv::Mat draw_two() {
  cv::Mat both;
  cv::hconcat(draw_portrait(), draw_portrait(), both);
  return both;
}

TEST_F(SitePage, PointAndNoteGoWithTheirAnswer) {
  open(390);
  choose("picture-file", encode(draw_two(), ".png"), "two.png", "image/png");
  wait_for(
      "document.getElementById('face-note').textContent === '2 faces are found; the largest one counts.'");
  choose("sound-file", read_text_file(*files_ / "voice.wav"), "chosen.wav", "audio/wav");
  wait_for("document.querySelectorAll('#plane path.voice').length === 1");
  EXPECT_EQ(
      browser_->evaluate("[...document.querySelectorAll('#plane .name')].map((e) => e.textContent).sort()"),
      (json{"face", "voice"}));
  EXPECT_EQ(
      browser_->evaluate("['circle.face', 'path.voice'].map((e) => document.querySelectorAll('#plane ' + e)"
                         ".length)"),
      (json{1, 1}));
  EXPECT_THAT(text_of("#plane-text"), HasSubstr("The circle is the face. The diamond is the voice."));
  // No name lies on another one, or out of the drawing.
  EXPECT_EQ(browser_->evaluate(R"((() => {
      const boxes = [...document.querySelectorAll('#plane text')].map((text) => text.getBBox());
      const overlap = (a, b) => Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
          Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));
      return boxes.filter((a, i) => a.x < -2 || a.x + a.width > 402 ||
                          boxes.some((b, j) => i < j && overlap(a, b) > 0.2 * Math.min(a.width * a.height, b.width * b.height))).length;
    })())"),
            0);
  choose("picture-file", encode(cv::Mat(120, 160, CV_8UC3, cv::Scalar(9, 90, 200)), ".png"), "none.png",
         "image/png");
  wait_for("document.getElementById('face-text').textContent === 'No face is found in this picture.'");
  EXPECT_EQ(text_of("#face-note"), "");
  EXPECT_EQ(browser_->evaluate("[...document.querySelectorAll('#plane .name')].map((e) => e.textContent)"),
            (json{"voice"}));
  choose("sound-file", "no sound", "none.mp3", "audio/mpeg");
  wait_for(
      "document.getElementById('status').textContent.startsWith('The browser cannot read this sound. WAV, "
      "')");
  EXPECT_EQ(browser_->evaluate("document.querySelectorAll('#plane .name').length"), 0);
  expect_no_complaint();
}

TEST_F(SitePage, TheLastChoiceCountsInWhateverOrderTheAnswersCome) {
  open(1280);
  EXPECT_EQ(browser_->evaluate(fmt::format(R"((async () => {{
      const {{LastChoice}} = await import('{0}last_choice.js');
      const status = () => document.getElementById('status').textContent;
      const choice = new LastChoice(), shown = [], ends = {{}};
      const choose = (name) => choice.make(name + ' ...', async (is_last) => {{
        await new Promise((end, fail) => ends[name] = {{end, fail}});
        if (is_last()) shown.push(name);
      }});
      const first = choose('first'), second = choose('second'), third = choose('third');
      const seen = [status()];
      ends.second.fail(new Error('refused'));
      await second;
      seen.push(status());
      ends.third.end();
      await third;
      seen.push(status());
      ends.first.end();
      await first;
      const fourth = choose('fourth');
      ends.fourth.fail(new Error('refused'));
      await fourth;
      seen.push(status());
      return [...seen, ...shown];
    }})())",
                                           host_->address())),
            (json{"third ...", "third ...", "", "refused", "third"}));
}

TEST_F(SitePage, WorkIsToldUntilItEndsAndAlwaysInSight) {
  open(390);
  browser_->evaluate(fmt::format("import('{}elements.js').then((module) => globalThis.elements = module, 0)",
                                 host_->address()));
  wait_for("globalThis.elements !== undefined");
  EXPECT_EQ(browser_->evaluate(R"((() => {
      const {tell, tell_work} = elements, status = document.getElementById('status');
      const end = tell_work('Listening ...');
      tell('A fault.');
      const seen = [status.textContent];
      tell('');
      seen.push(status.textContent, status.hidden);
      end();
      return [...seen, status.hidden];
    })())"),
            (json{"A fault. Listening ...", "Listening ...", false, true}));
  EXPECT_EQ(browser_->evaluate("getComputedStyle(document.getElementById('status')).position"), "sticky");
}

TEST_F(SitePage, SeesTheCameraAndHearsTheMicrophone) {
  open(390);
  click("#camera-button");
  wait_for("document.querySelectorAll('#time-chart polyline').length === 2");
  EXPECT_THAT(text_of("#face-text"), StartsWith("Looks like: "));
  click("#camera-button");
  click("#microphone-button");
  wait_for("document.getElementById('voice-text').textContent.startsWith('Sounds like: ')");
  click("#microphone-button");
  expect_no_complaint();
}

// The last one: it loads the page anew.
TEST_F(SitePage, WithoutAllOfItsFolderItSaysSo) {
  const std::filesystem::path broken = *files_ / "broken";
  std::filesystem::copy(site_, broken, std::filesystem::copy_options::recursive);
  std::filesystem::remove(broken / "library/ort-wasm-simd.wasm");
  const FileHost host(broken);
  const auto start = [&] { browser_->open_address(host.address()); };
  const auto says = [&](const std::string& beginning) {
    wait_for(fmt::format("document.getElementById('status').textContent.startsWith(\"{}\")", beginning));
  };
  start();
  wait_for("document.getElementById('models').dataset.ready === 'true'");
  choose("sound-file", read_text_file(*files_ / "voice.wav"), "chosen.wav", "audio/wav", broken);
  says("This page's models or libraries can't be loaded: is all of its folder there?");
  std::filesystem::remove(broken / "voice_worker.js");
  start();
  wait_for("document.getElementById('models').dataset.ready === 'true'");
  for (int i = 0; i < 2; ++i) {  // the second time, too
    choose("sound-file", read_text_file(*files_ / "voice.wav"), "chosen.wav", "audio/wav", broken);
    says("What reads a voice can't be loaded: is all of this page's folder there?");
  }
  write_text_atomically(broken / "models.json", "{\"models\": [");
  start();
  says("This page's models.json can't be read: is all of its folder there?");
  browser_->open(broken / "index.html");
  EXPECT_THAT(text_of("#start"), HasSubstr("a host of files"));
}

}  // namespace
}  // namespace affekt::testing_server
