// The server's page as a browser shows it, with a camera that films a moving pattern.
// Without a browser (scripts/setup_browser installs it) all of these are skipped, and ctest says so.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/atomic_file.h"
#include "server/emotion_answer.h"
#include "tests/evaluation/pages/headless_browser.h"
#include "tests/server/server_fixture.h"

namespace affekt::testing_server {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

nlohmann::ordered_json make_happy_face(const std::string&) {
  nlohmann::ordered_json face = {{"box", {{"x", 200}, {"y", 100}, {"width", 160}, {"height", 160}}}};
  face.update(describe_emotion({"happy", "sad"}, {0.9F, 0.1F}));
  return {{"source", "face"}, {"width", 640}, {"height", 480}, {"faces", {face}}};
}

ServedParts make_page_parts() {
  ServedParts parts;
  parts.faces.push_back(std::make_unique<FakeSource>(make_happy_face));
  parts.playlists = make_playlists();
  parts.model_facts = {
      {{"role", "face"},
       {"name", "small_cnn"},
       {"dataset", "fer2013"},
       {"classes", {"happy", "sad"}},
       {"metric", {{"name", "accuracy"}, {"value", 0.7}, {"split", "test"}, {"ci95", {0.68, 0.72}}}},
       {"file_digest", "ab"}}};
  return parts;
}

class ServerPage : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::string program = find_browser();
    if (program.empty()) return;
    browser_ = std::make_unique<HeadlessBrowser>(
        program,
        std::vector<std::string>{"--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"});
  }
  static void TearDownTestSuite() { browser_.reset(); }
  void SetUp() override {
    if (browser_ == nullptr) GTEST_SKIP() << "no browser to look at pages with: run scripts/setup_browser";
    HttpServerOptions options = quick_options();
    options.limits = {};
    server_ = std::make_unique<TestServer>(make_page_parts(), options);
    address_ = fmt::format("http://127.0.0.1:{}/", server_->port());
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
    EXPECT_THAT(browser_->requests,
                Each(testing::AnyOf(StartsWith(address_), StartsWith("blob:" + address_))));
  }

  static std::unique_ptr<HeadlessBrowser> browser_;
  std::unique_ptr<TestServer> server_;
  std::string address_;
};
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
  EXPECT_THAT(text_of("#models"), HasSubstr("accuracy 0.700 (0.680 to 0.720) on test"));
  EXPECT_THAT(text_of("#models"), HasSubstr("fer2013"));
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
  open();
  click("#camera-button");
  wait_for("document.getElementById('face-text').textContent === 'Looks like: happy, 90 %'");
  wait_for("document.querySelectorAll('#time-chart polyline').length === 2");
  EXPECT_EQ(browser_->evaluate("document.getElementById('mood').value"), "face");
  compose();
  EXPECT_THAT(text_of("#songs"), HasSubstr("Bright"));
  click("#camera-button");
  EXPECT_EQ(browser_->evaluate("document.getElementById('video').srcObject"), nullptr);
  expect_no_complaint();
}

}  // namespace
}  // namespace affekt::testing_server
