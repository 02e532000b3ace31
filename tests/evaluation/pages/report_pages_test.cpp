// Every page that affekt writes, as a browser shows it: 1,280 and 400 pixels wide, light, dark and printed.
// Without a browser (scripts/setup_browser installs it) all of these are skipped, and ctest says so.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <opencv2/imgproc.hpp>

#include "codecs/image_codecs.h"
#include "core/files/atomic_file.h"
#include "evaluation/report/render_report_html.h"
#include "tests/evaluation/pages/headless_browser.h"
#include "tests/evaluation/pages/page_fixtures.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kTab = 9, kEnter = 13;                      // codes of keys
constexpr int kWide = 1280, kNarrow = 400, kPaper = 794;  // px; A4 at 96 dots an inch

class ReportPages : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::string program = find_browser();
    if (!program.empty()) browser_ = std::make_unique<HeadlessBrowser>(program);
  }
  static void TearDownTestSuite() { browser_.reset(); }
  void SetUp() override {
    if (browser_ == nullptr) GTEST_SKIP() << "no browser to look at pages with: run scripts/setup_browser";
  }

  /// Writes the page and loads it. @return  where it lies
  fs::path open(const std::string& name, const std::string& page) {
    const fs::path path = folder_ / (name + ".html");
    write_text_atomically(path, page);
    browser_->open(path);
    return path;
  }
  fs::path open(const NamedReport& report) { return open(report.name, render_report_html(report.report)); }

  /// Of all that is on the page, details too.
  std::vector<std::string> find_faults(const PageView& view) {
    browser_->evaluate("document.querySelectorAll('details').forEach(details => details.open = true)");
    browser_->show(view);
    static const std::string checks =
        read_text_file(AFFEKT_SOURCE_DIR "/tests/evaluation/pages/page_checks.js");
    return browser_->evaluate(checks);
  }

  std::string style_of(const std::string& selector, const std::string& property) {
    return browser_->evaluate(
        fmt::format("getComputedStyle(document.querySelector('{}')).{}", selector, property));
  }

  /// Of the page as it is shown: as wide as the window, light or dark, and not empty. People find it in the
  /// folder that AFFEKT_SCREENSHOTS names.
  void expect_screenshot(const std::string& name, const PageView& view) {
    const std::string png = decode_base64(browser_->take_screenshot());
    if (const char* folder = std::getenv("AFFEKT_SCREENSHOTS"))
      write_text_atomically(fs::path(folder) / (name + ".png"), png);
    const cv::Mat pixels = decode_image(std::vector<uint8_t>(png.begin(), png.end()), cv::IMREAD_GRAYSCALE);
    ASSERT_EQ(pixels.cols, view.width) << name;
    cv::Scalar mean, deviation;
    cv::meanStdDev(pixels, mean, deviation);
    EXPECT_EQ(mean[0] < 128, view.is_dark && !view.is_printed) << name;
    EXPECT_GT(deviation[0], 5) << name << ": nothing is on it";
  }

  static std::string decode_base64(const std::string& text) {
    std::string bytes;
    uint32_t bits = 0;
    int num_bits = 0;
    for (const char c : text) {
      constexpr const char* kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
      const char* digit = std::strchr(kDigits, c);
      if (c == '=' || digit == nullptr) break;
      bits = bits << 6 | static_cast<uint32_t>(digit - kDigits);
      num_bits += 6;
      if (num_bits < 8) continue;
      num_bits -= 8;
      bytes += static_cast<char>(bits >> num_bits & 255U);
    }
    return bytes;
  }

  static std::unique_ptr<HeadlessBrowser> browser_;
  TemporaryFolder folder_;
};
std::unique_ptr<HeadlessBrowser> ReportPages::browser_;

// One visit of each page for all: every view of a page costs a tenth of a second.
TEST_F(ReportPages, OfEveryKindHaveNoFaultInAnyViewAndAskForNothing) {
  std::vector<NamedReport> reports = make_reports_of_all_kinds(folder_.path());
  reports.push_back({"demanding", make_demanding_report()});
  for (const NamedReport& report : reports) {
    const fs::path path = open(report);
    for (const PageView& view :
         {PageView{kWide}, PageView{kNarrow, /*is_dark=*/true}, PageView{kPaper, true, true}}) {
      const std::string name = fmt::format("{}_{}_{}", report.name, view.width,
                                           view.is_printed ? "print"
                                           : view.is_dark  ? "dark"
                                                           : "light");
      browser_->show(view);
      expect_screenshot(name, view);
      EXPECT_THAT(find_faults(view), IsEmpty()) << name;
    }
    for (const std::string& address : browser_->requests)
      EXPECT_TRUE(address == "file://" + path.string() || address.rfind("data:", 0) == 0)
          << report.name << ": " << address;
    EXPECT_THAT(browser_->complaints, IsEmpty()) << report.name;
  }
}

TEST_F(ReportPages, TheChecksFindWhatIsWrong) {
  open("bad",
       "<!doctype html><html><head><style>body{margin:0}</style></head><body><h1>A</h1><h3 id=a>B</h3><p "
       "id=a style='color:#aaa'>pale</p>"
       "<table><tr><th>x</th></tr></table><img src='http://127.0.0.1:9/x.png'><a href='#none'>link</a>"
       "<section style='width:100px'><p style='white-space:nowrap'>much too long for its narrow "
       "section</p></section>"
       "<div style='width:2000px'>wide</div>"
       "<svg viewBox='0 0 100 20' width='100' height='20'><text x='90' y='15'>cut off</text>"
       "<text x='0' y='15'>under</text><text x='2' y='15'>over</text></svg></body></html>");
  const std::vector<std::string> faults = find_faults({kNarrow});
  for (const char* fault : {"0 elements main", "follows one of level 1", "id a stands twice", "leads nowhere",
                            "an image without words", "a drawing without words", "no caption", "no scope",
                            "the page is 2000 px wide", "text leaves its box", "cuts its text off",
                            "lie on each other", "contrast 2.3"})
    EXPECT_THAT(faults, Contains(HasSubstr(fault)));
  EXPECT_THAT(browser_->requests, Contains("http://127.0.0.1:9/x.png"));
}

TEST_F(ReportPages, EvenMarkupFromOutsideWouldLoadAndRunNothing) {
  std::string page = render_report_html(make_full_report());
  const std::string end = "</main>";
  page.insert(page.find(end),
              "<script>document.title='ran'</script><img src=\"http://127.0.0.1:9/x.png\" alt=\"x\">");
  open("injected", page);
  EXPECT_NE(browser_->evaluate("document.title"), "ran");
  EXPECT_THAT(browser_->complaints,
              ElementsAre(HasSubstr("Content Security Policy"), HasSubstr("Content Security Policy")));
}

TEST_F(ReportPages, TheFirstKeyShowsALinkThatSkipsToTheReport) {
  open({"keys", make_full_report()});
  browser_->show({kNarrow});
  const std::string focused = "document.activeElement";
  EXPECT_LT(
      browser_->evaluate("document.querySelector('.skip').getBoundingClientRect().bottom").get<double>(), 0);
  browser_->press("Tab", kTab);
  EXPECT_EQ(browser_->evaluate(focused + ".className"), "skip");
  EXPECT_GE(browser_->evaluate(focused + ".getBoundingClientRect().top").get<double>(), 0);
  browser_->press("Enter", kEnter);
  EXPECT_EQ(browser_->evaluate(focused + ".id"), "report");
}

TEST_F(ReportPages, WhateverTheTabKeyReachesIsSeenToBeReached) {
  open({"keys", make_full_report()});
  browser_->show({kNarrow});
  std::vector<std::string> reached;
  for (int i = 0; i < 40; ++i) {
    browser_->press("Tab", kTab);
    const json at = browser_->evaluate(
        "(() => {const e = document.activeElement, ring = (e.type === 'radio' ? e.parentElement : e);"
        "return [e.tagName, parseFloat(getComputedStyle(ring).outlineWidth), e.tabIndex, "
        "ring.textContent.length]})()");
    if (at[0] == "BODY") break;
    EXPECT_GE(at[1].get<double>(), 2) << at;
    reached.push_back(at[0]);
  }
  for (const char* element : {"A", "INPUT", "SUMMARY", "DIV"}) EXPECT_THAT(reached, Contains(element));
}

TEST_F(ReportPages, TheSwitchOverrulesTheSystem) {
  open({"switch", make_full_report()});
  const std::string light = "rgb(244, 246, 248)", dark = "rgb(14, 17, 21)";
  for (const bool is_dark : {false, true}) {
    browser_->show({kWide, is_dark});
    for (const auto& [id, expected] : {std::pair{"colours-system", is_dark ? dark : light},
                                       {"colours-light", light},
                                       {"colours-dark", dark}}) {
      browser_->evaluate(fmt::format("document.getElementById('{}').click()", id));
      EXPECT_EQ(style_of("body", "backgroundColor"), expected) << id << (is_dark ? ", dark" : ", light");
    }
  }
}

TEST_F(ReportPages, OnPaperThePageIsLightWithoutSwitchesAndAllOfItIsOpen) {
  open({"paper", make_full_report()});
  browser_->evaluate("document.getElementById('colours-dark').click()");
  browser_->show({kPaper, /*is_dark=*/true, /*is_printed=*/true});
  EXPECT_EQ(style_of("body", "backgroundColor"), "rgba(0, 0, 0, 0)");
  EXPECT_EQ(style_of("body", "color"), "rgb(27, 31, 36)");
  for (const char* selector : {".switch", ".skip"}) EXPECT_EQ(style_of(selector, "display"), "none");
  EXPECT_TRUE(
      browser_->evaluate("[...document.querySelectorAll('details:not([open]) td')].every(e => "
                         "e.getBoundingClientRect().height > 5)"));
}

}  // namespace
}  // namespace affekt
