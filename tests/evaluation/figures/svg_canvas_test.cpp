#include "evaluation/figures/svg_canvas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluation/classification/report_text.h"

namespace affekt {
namespace {

using ::testing::DoubleNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

TEST(RoundTicks, AreMultiplesOfOneTwoOrFive) {
  EXPECT_THAT(round_ticks(0, 1, 5), Pointwise(DoubleNear(1e-12), {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}));
  EXPECT_THAT(round_ticks(0.9, 2.1, 4), Pointwise(DoubleNear(1e-12), {1.0, 1.5, 2.0}));
  EXPECT_THAT(round_ticks(3, 97, 5), Pointwise(DoubleNear(1e-12), {20.0, 40.0, 60.0, 80.0}));
}

TEST(RoundTicks, StartAtPlainZero) {
  EXPECT_EQ(tick_text(round_ticks(0, 1, 5)[0], 0.2), "0.0");
}

TEST(TickText, HasJustTheDigitsThatItsStepNeeds) {
  EXPECT_EQ(tick_text(1.5, 0.5), "1.5");
  EXPECT_EQ(tick_text(40, 20), "40");
  EXPECT_EQ(tick_text(0.05, 0.05), "0.05");
  EXPECT_EQ(tick_text(2e-6, 1e-6), "2e-06");
}

TEST(PlotArea, PutsTheLowestValueAtTheBottom) {
  const PlotArea area{10, 20, 100, 50, 0, 10, -1, 1};
  EXPECT_EQ(area.x(0), 10);
  EXPECT_EQ(area.x(10), 110);
  EXPECT_EQ(area.y(-1), 70);
  EXPECT_EQ(area.y(1), 20);
}

TEST(SvgCanvas, EscapesTextAndTooltips) {
  SvgCanvas canvas(10, 10);
  canvas.text(0, 0, "<a & b>");
  canvas.rect(0, 0, 1, 1, "s1", "\"x\" < y");
  const std::string svg = canvas.standalone_svg("t", "d");
  EXPECT_THAT(svg, HasSubstr("&lt;a &amp; b&gt;"));
  EXPECT_THAT(svg, HasSubstr("<title>&quot;x&quot; &lt; y</title>"));
}

TEST(ReportText, WritesNumbersAsPeopleReadThem) {
  EXPECT_EQ(format_percent(0.68934), "68.9\u00a0%");
  EXPECT_EQ(format_percent(nlohmann::json()), "–");
  EXPECT_EQ(format_interval("accuracy", {0.5, 0.75}), "50.0 – 75.0\u00a0%");
  EXPECT_EQ(format_interval("log_loss", {0.5, 0.75}), "0.500 – 0.750");
  EXPECT_EQ(format_interval("accuracy", nullptr), "–");
}

TEST(ReportText, EscapesWhatMarkdownWouldRead) {
  EXPECT_EQ(escape_markdown("a|b_c*d\ne"), "a\\|b\\_c\\*d e");
}

}  // namespace
}  // namespace affekt
