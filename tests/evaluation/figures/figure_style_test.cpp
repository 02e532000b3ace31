#include "evaluation/figures/figure_style.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <regex>
#include <string>

namespace affekt {
namespace {

using Colour = std::array<double, 3>;  // red, green, blue, 0..1
using Colours = std::map<std::string, Colour>;

/// The declarations of the first rule of the style whose text begins with `beginning`.
Colours read_colours(const std::string& style, const std::string& beginning) {
  const size_t begin = style.find(beginning), end = style.find('}', begin);
  const std::string rule = style.substr(begin, end - begin);
  Colours colours;
  const std::regex declaration("--([a-z0-9-]+):#([0-9a-f]{6});");
  for (std::sregex_iterator found(rule.begin(), rule.end(), declaration), last; found != last; ++found) {
    const int code = std::stoi((*found)[2], nullptr, 16);
    colours[(*found)[1]] = {(code >> 16) / 255.0, (code >> 8 & 255) / 255.0, (code & 255) / 255.0};
  }
  return colours;
}

/// WCAG 2.2, relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
double compute_luminance(const Colour& colour) {
  const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

double compute_contrast(const Colour& a, const Colour& b) {
  const auto [low, high] = std::minmax({compute_luminance(a), compute_luminance(b)});
  return (high + 0.05) / (low + 0.05);
}

Colour lay_over(const Colour& top, double opacity, const Colour& below) {
  Colour mixed;
  for (size_t i = 0; i < 3; ++i) mixed[i] = opacity * top[i] + (1 - opacity) * below[i];
  return mixed;
}

class FigureStyle : public ::testing::TestWithParam<const char*> {
 protected:
  const Colours colours_ = read_colours(standalone_figure_style(), GetParam());
};

TEST_P(FigureStyle, TextOfEveryColourHasAContrastOfFourAndAHalf) {
  ASSERT_GE(colours_.size(), 15U);
  for (const char* name : {"ink", "muted", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"})
    EXPECT_GE(compute_contrast(colours_.at(name), colours_.at("surface")), 4.5) << name;
  EXPECT_GE(compute_contrast(colours_.at("axis"), colours_.at("surface")), 3);
}

TEST_P(FigureStyle, TextInACellHasItAtEveryShare) {
  for (const char* base : {"heat", "below"}) {
    for (int percent = 0; percent <= 100; ++percent) {
      const double share = percent / 100.0;
      const Colour cell = lay_over(colours_.at(base), cell_opacity(share), colours_.at("surface"));
      const char* ink = share >= kDarkCellShare ? "on-heat" : "on-cell";
      EXPECT_GE(compute_contrast(colours_.at(ink), cell), 4.5) << base << " " << percent << " %";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Colours, FigureStyle,
                         ::testing::Values("svg.fig{",
                                           "@media screen and (prefers-color-scheme:dark){svg.fig{"),
                         [](const auto& each) { return each.index == 0 ? "Light" : "Dark"; });

TEST(ContrastOfTheTest, IsWhatTheStandardSays) {
  EXPECT_NEAR(compute_contrast({0, 0, 0}, {1, 1, 1}), 21, 1e-9);
  EXPECT_NEAR(compute_contrast({119 / 255.0, 119 / 255.0, 119 / 255.0}, {1, 1, 1}), 4.48,
              0.005);  // #777: known to fail
}

TEST(PageFigureStyle, ASwitchOverrulesTheSystemAndPaperIsAlwaysLight) {
  const std::string style = page_figure_style({"--x:1;", "--x:2;", "on-light", "on-dark"});
  const size_t system =
      style.find("@media screen and (prefers-color-scheme:dark){:root:not(:has(#on-light:checked))");
  const size_t dark = style.find("@media screen{:root:has(#on-dark:checked)");
  EXPECT_EQ(style.find(":root{color-scheme:light;"), 0U);
  ASSERT_NE(system, std::string::npos);
  ASSERT_NE(dark, std::string::npos);
  EXPECT_LT(style.find("--x:1;"), system);
  for (const size_t rule : {system, dark}) EXPECT_LT(style.find("--x:2;", rule), style.find('\n', rule));
}

}  // namespace
}  // namespace affekt
