#include "evaluation/figures/svg_canvas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace affekt
