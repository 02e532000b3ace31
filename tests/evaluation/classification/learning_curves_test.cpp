#include "evaluation/classification/learning_curves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <regex>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/classification/figures/classification_figures.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

LearningCurves read(const std::string& text) {
  const TemporaryFolder folder;
  write_text_atomically(folder.path() / "metrics.csv", text);
  return read_learning_curves(folder.path() / "metrics.csv");
}

TEST(LearningCurves, AreFoundByTheirNamesInAnyOrder) {
  const auto curves = read("val_loss,epoch,extra\n1.5,1,9\n1.25,2,\n");
  EXPECT_THAT(curves.columns.at("val_loss"), ElementsAre(1.5, 1.25));
  EXPECT_THAT(curves.epochs(), ElementsAre(1, 2));
  EXPECT_TRUE(std::isnan(curves.columns.at("extra")[1]));
  EXPECT_FALSE(curves.has("train_loss"));
}

TEST(LearningCurves, NoFileIsNoCurve) {
  EXPECT_EQ(read_learning_curves("").num_rows(), 0U);
  EXPECT_EQ(read_learning_curves("/nowhere/metrics.csv").num_rows(), 0U);
  EXPECT_TRUE(draw_learning_curves({}, {}).empty());
}

TEST(LearningCurves, ALineThatIsBeingWrittenIsLeftOut) {
  EXPECT_EQ(read("epoch,val_loss\n1,0.5\n2,0.").num_rows(), 1U);
  EXPECT_EQ(read("epoch,val").num_rows(), 0U);
}

TEST(LearningCurves, ABrokenLineIsNamed) {
  try {
    read("epoch,val_loss\n1,0.5\n2\n3,0.4\n");
    FAIL() << "a short line was accepted";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), HasSubstr("metrics.csv:3: 1 fields, expected 2"));
  }
  EXPECT_THROW(read("epoch,val_loss\n1,high\n"), ArtifactError);
}

TEST(LearningCurveFigures, OnlyWhatTheFileHasIsDrawn) {
  const auto losses = draw_learning_curves(read("epoch,train_loss\n1,2\n2,1\n"), {});
  ASSERT_EQ(losses.size(), 1U);
  EXPECT_EQ(losses[0].title, "Loss");
  EXPECT_THAT(losses[0].inline_svg(), ::testing::Not(HasSubstr("validation")));
  EXPECT_EQ(draw_learning_curves(read("epoch,lr,val_loss,val_uar\n1,1,1,1\n2,1,1,1\n"), {}).size(), 3U);
}

TEST(LearningCurveFigures, TheKeptEpochIsNamedAboveThePlotAndALastOneIsNotCalledChosen) {
  const auto curves = read("epoch,lr\n1,0.5\n2,0.25\n3,0\n");
  const auto svg_of = [&](const EpochMark& mark) {
    return draw_learning_curves(curves, mark).at(0).canvas.inline_svg("", "");
  };
  EXPECT_THAT(svg_of({2, false}), HasSubstr(">chosen: epoch 2<"));
  EXPECT_THAT(svg_of({3, true}),
              ::testing::AllOf(HasSubstr(">kept: the last epoch, 3<"), ::testing::Not(HasSubstr("chosen"))));
  EXPECT_THAT(svg_of({}), ::testing::Not(HasSubstr("reference")));

  // The words stand higher than the highest point of the curve.
  const std::string svg = svg_of({3, true});
  std::smatch words, points;
  ASSERT_TRUE(std::regex_search(svg, words, std::regex("<text[^>]* y=\"([0-9.]+)\"[^>]*>kept: ")));
  ASSERT_TRUE(std::regex_search(svg, points, std::regex("points=\"[0-9.]+,([0-9.]+) ")));
  EXPECT_LT(std::stod(words[1]), std::stod(points[1]));
}

TEST(LearningCurveFigures, ASingleEpochAndGapsAreDrawnAsNumbersThatExist) {
  for (const char* text : {"epoch,val_loss\n1,0.5\n", "epoch,val_loss\n1,0.5\n2,nan\n3,0.5\n",
                           "epoch,val_loss\n1,inf\n2,0.5\n", "val_loss\n0\n"}) {
    const auto panels = draw_learning_curves(read(text), {1, false});
    ASSERT_EQ(panels.size(), 1U) << text;
    const std::string svg = panels[0].canvas.inline_svg("", "");
    EXPECT_THAT(svg, ::testing::Not(HasSubstr("nan"))) << text;
    EXPECT_THAT(svg, ::testing::Not(HasSubstr("inf"))) << text;
    EXPECT_THAT(svg, HasSubstr("<circle")) << text;  // a point without neighbours
  }
}

}  // namespace
}  // namespace affekt
