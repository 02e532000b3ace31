// The server's page as a browser shows it, with a camera that films a demo face and a microphone that hears a
// demo voice. Without a browser (scripts/setup_browser installs it) all of these are skipped, and ctest says
// so.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/atomic_file.h"
#include "ingest/demo/demo_voice.h"
#include "tests/evaluation/pages/headless_browser.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"
#include "tests/server/served_models.h"
#include "tests/server/server_fixture.h"

namespace affekt::testing_server {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

/// A film of a face that moves: YUV4MPEG2, grey.
void write_face_film(const std::filesystem::path& path) {
  std::string film = "YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n";
  for (int frame = 0; frame < 8; ++frame) {
    const cv::Mat grey = draw_portrait(2 * frame, frame);
    film += "FRAME\n" + std::string(grey.datastart, grey.dataend) + std::string(2 * 320 * 240, '\x80');
  }
  test::write_bytes(path, film);
}

std::vector<float> speak_happily() {
  RandomStream stream(1, "test_voice");
  return speak({1, {}, draw_vocal_expression(3, 1, {}, stream), 16000}, stream);
}

class ServerPage : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::string program = find_browser();
    if (program.empty()) return;
    models_ = std::make_unique<TinyModels>();
    write_face_film(models_->folder / "face.y4m");
    write_sound(models_->folder / "voice.wav", speak_happily(), {16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16});
    browser_ = std::make_unique<HeadlessBrowser>(
        program, std::vector<std::string>{
                     "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                     "--use-file-for-fake-video-capture=" + (models_->folder / "face.y4m").string(),
                     "--use-file-for-fake-audio-capture=" + (models_->folder / "voice.wav").string()});
  }
  static void TearDownTestSuite() {
    browser_.reset();
    models_.reset();
  }
  void SetUp() override {
    if (browser_ == nullptr) GTEST_SKIP() << "no browser to look at pages with: run scripts/setup_browser";
    HttpServerOptions options = quick_options();
    options.limits = {};
    ServedParts parts = load_parts(models_->files());
    parts.playlists = make_playlists();
    server_ = std::make_unique<TestServer>(std::move(parts), options);
    address_ = fmt::format("http://127.0.0.1:{}/", server_->port());
  }

  /// The page leaves before its server does: what it still asks for would be a complaint in the next test.
  void TearDown() override {
    if (browser_ != nullptr) browser_->open_address("about:blank");
  }

  void open(const PageView& view = {}) {
    browser_->show(view);
    browser_->open_address(address_);
    wait_for("document.getElementById('models').dataset.ready === 'true'");
    browser_->show(view);
  }
  /// @throws std::runtime_error after ten seconds
  void wait_for(const std::string& condition) {
    for (int i = 0; i < 200; ++i) {
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
  void compose() {
    click("#compose");
    wait_for(
        "document.querySelectorAll('#songs li').length > 0 && !document.getElementById('compose').disabled");
  }
  void expect_no_complaint() {
    EXPECT_THAT(browser_->complaints, IsEmpty());
    EXPECT_THAT(browser_->requests, Each(testing::AnyOf(StartsWith(address_), StartsWith("blob:" + address_),
                                                        StartsWith("data:"))));
  }

  static std::unique_ptr<TinyModels> models_;
  static std::unique_ptr<HeadlessBrowser> browser_;
  std::unique_ptr<TestServer> server_;
  std::string address_;
};
std::unique_ptr<TinyModels> ServerPage::models_;
std::unique_ptr<HeadlessBrowser> ServerPage::browser_;

TEST_F(ServerPage, IsReadableWideAndNarrowInLightAndDark) {
  const std::string checks = read_text_file(AFFEKT_SOURCE_DIR "/tests/evaluation/pages/page_checks.js");
  for (const int width : {1280, 390}) {
    for (const bool is_dark : {false, true}) {
      open({width, is_dark});
      const std::vector<std::string> faults = browser_->evaluate(checks);
      EXPECT_THAT(faults, IsEmpty()) << width << (is_dark ? " dark" : " light");
      expect_no_complaint();
    }
  }
}

TEST_F(ServerPage, SaysHowGoodTheModelIsAndWhatAFaceIsNot) {
  open();
  EXPECT_THAT(text_of("#models"), HasSubstr("uar 0.700 (0.600 to 0.800) on test"));
  EXPECT_THAT(text_of("header"), HasSubstr("A face's expression is not a person's feeling"));
}

TEST_F(ServerPage, APlaylistComesByKeyboardAndNamesAreNoMarkup) {
  for (const int width : {1280, 390}) {
    open({width});
    browser_->evaluate(
        "document.getElementById('mood').value = 'sad'; document.getElementById('count').focus()");
    browser_->press("Enter", 13);
    wait_for("document.querySelectorAll('#songs li').length === 3");  // an artist comes once
    EXPECT_THAT(text_of("#songs"), HasSubstr("<b>Dark</b>"));
    EXPECT_THAT(text_of("#songs .reason"), HasSubstr("from the mood"));
    EXPECT_EQ(browser_->evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
    expect_no_complaint();
  }
}

TEST_F(ServerPage, AnArtistThatIsNotWantedIsGone) {
  open();
  browser_->evaluate("document.getElementById('mood').value = 'happy'");
  compose();
  EXPECT_THAT(text_of("#songs"), HasSubstr("Anna"));
  click("#songs [aria-label=\"No songs by Anna\"]");
  wait_for("!document.getElementById('songs').textContent.includes('Anna')");
  EXPECT_THAT(text_of("#profile"), HasSubstr("Anna"));
  expect_no_complaint();
}

TEST_F(ServerPage, TheCameraShowsAnEmotionThatBecomesTheMood) {
  for (const int width : {1280, 390}) {
    open({width});
    click("#camera-button");
    wait_for("/^Looks like: (happy|sad), [0-9]+ %$/.test(document.getElementById('face-text').textContent)");
    wait_for("document.querySelectorAll('#time-chart polyline').length === 2");
    wait_for(  // the face's box is drawn around its middle
        "(() => { const boxes = document.getElementById('boxes'), half = boxes.getContext('2d').getImageData("
        "boxes.width / 4, boxes.height / 2, boxes.width / 4, 1).data; return half.some((value) => value > "
        "0); })()");
    EXPECT_EQ(browser_->evaluate("document.getElementById('mood').value"), "face");
    compose();
    EXPECT_THAT(text_of("#playlist-text"), HasSubstr("music for the face"));
    click("#camera-button");
    EXPECT_EQ(browser_->evaluate("document.getElementById('video').srcObject"), nullptr);
    expect_no_complaint();
  }
}

/// One face of 100 pixels whose left edge is at x, happy with p.
std::string describe_faces(int x, double p) {
  return fmt::format(
      "[{{box: {{x: {}, y: 0, width: 100, height: 100}}, emotion: 'happy', probabilities: {{happy: {}, sad: "
      "{}}}, "
      "valence: {}, arousal: 0}}]",
      x, p, 1 - p, p);
}

// Half a second is the half-life: log p is the mean of both, so 0.8 and 0.5 give odds of sqrt(4 * 1) = 2. The
// box has gone all but exp(-5) of the way.
TEST_F(ServerPage, AFaceIsFollowedThroughThreeMissedFramesAndDoesNotJump) {
  open();
  const auto update = [&](const std::string& faces, double time_s) {
    return browser_->evaluate(
        fmt::format("import('/smooth_face.js').then((m) => (window.smoother = window.smoother || new "
                    "m.FaceSmoother()).update({}, {}))",
                    faces, time_s));
  };
  EXPECT_EQ(update(describe_faces(0, 0.8), 0)["probabilities"]["happy"], 0.8);  // the first is taken as it is
  const nlohmann::json second = update(describe_faces(20, 0.5), 0.5);
  EXPECT_NEAR(second["probabilities"]["happy"].get<double>(), 2.0 / 3, 1e-9);
  EXPECT_NEAR(second["box"]["x"].get<double>(), 20 * (1 - std::exp(-5)), 1e-9);
  EXPECT_NEAR(second["valence"].get<double>(), 0.65, 1e-9);
  for (int missed = 1; missed <= 3; ++missed) EXPECT_EQ(update("[]", 0.6)["missed"], missed);
  EXPECT_LT(update(describe_faces(40, 0.5), 0.6)["probabilities"]["happy"], 2.0 / 3);  // it is the same one
  EXPECT_EQ(update(describe_faces(40, 0.5), 0.6)["missed"], 0);
  for (int missed = 1; missed <= 3; ++missed) update(describe_faces(500, 0.1), 0.7);  // somebody else
  EXPECT_EQ(update(describe_faces(500, 0.1), 0.8)["probabilities"]["happy"], 0.1);
  EXPECT_EQ(update("[]", 0.9)["missed"], 1);
  for (int missed = 2; missed <= 3; ++missed) update("[]", 1);
  EXPECT_EQ(update("[]", 1), nullptr);
}

TEST_F(ServerPage, TheMicrophoneIsHeardAndItsMoodGoesWithTheFaces) {
  open();
  click("#microphone-button");
  wait_for("/^Sounds like: (happy|sad), [0-9]+ %$/.test(document.getElementById('voice-text').textContent)");
  EXPECT_EQ(browser_->evaluate("document.getElementById('mood').value"), "voice");
  click("#camera-button");
  wait_for("document.getElementById('mood').value === 'both'");
  compose();
  EXPECT_THAT(text_of("#playlist-text"), HasSubstr("music for the face and the voice"));
  click("#microphone-button");
  click("#camera-button");
  expect_no_complaint();
}

TEST_F(ServerPage, ARecordingShowsItsCurveAndIsHeardFromWhereItIsClicked) {
  open();
  std::vector<float> wave = speak_happily();
  wave.insert(wave.end(), 96000, 0.0F);  // six seconds of silence, twice what the model hears at once
  write_sound(models_->folder / "talk.wav", wave, {16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16});
  browser_->choose_file("#sound-file", models_->folder / "talk.wav");
  wait_for("document.querySelectorAll('#recording-segments li').length > 1");
  EXPECT_THAT(text_of("#recording-segments li:last-child"), HasSubstr("silent"));
  EXPECT_THAT(text_of("#voice-text"), StartsWith("Sounds like: "));
  click("#recording-segments li:last-child button");
  wait_for("document.getElementById('recording-player').currentTime > 1");
  expect_no_complaint();
}

TEST_F(ServerPage, ALanguageLeavesItsSongsOnly) {
  open();
  compose();
  EXPECT_THAT(text_of("#songs"), HasSubstr("Berta"));
  click("[name=language][value=hindi]");
  click("#compose");
  wait_for("!document.getElementById('songs').textContent.includes('Berta')");
  EXPECT_THAT(text_of("#songs"), HasSubstr("Anna"));
  expect_no_complaint();
}

}  // namespace
}  // namespace affekt::testing_server
