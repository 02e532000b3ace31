#include "evaluation/figures/parallel_coordinates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace affekt {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

ParallelCoordinates three_trials() {
  ParallelCoordinates trials;
  trials.axes = {{"lr", {"0.001", "0.01", "0.1"}, false}, {"optimizer", {"sgd", "adamw", "sgd"}, false}};
  trials.scores = {0.2, 0.6, 0.4};
  trials.tooltips = {"trial 1", "trial 2", "trial 3"};
  trials.metric = {"accuracy", "accuracy", "", MetricFormat::kPercent};
  trials.best = 1;
  return trials;
}

/// The y coordinates of each line, the best one last.
std::vector<std::vector<double>> read_lines(const std::string& svg) {
  static const std::regex line("<polyline class=\"trial [^\"]*\" points=\"([^\"]*)\""), point(",([0-9.]+)");
  std::vector<std::vector<double>> lines;
  for (std::sregex_iterator found(svg.begin(), svg.end(), line), end; found != end; ++found) {
    const std::string points = (*found)[1];
    lines.emplace_back();
    for (std::sregex_iterator each(points.begin(), points.end(), point); each != end; ++each)
      lines.back().push_back(std::stod((*each)[1]));
  }
  return lines;
}

// The axes go from y = 304 up to 44: a trial in the middle of one is at 174.
TEST(ParallelCoordinates, EachLineCrossesEachAxisAtItsTrialsValue) {
  const auto lines = read_lines(draw_parallel_coordinates(three_trials()).standalone_svg());
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], (std::vector<double>{304, 304, 304}));  // trial 1: the worst is drawn first
  EXPECT_EQ(lines[1], (std::vector<double>{44, 304, 174}));   // trial 3
  EXPECT_EQ(lines[2], (std::vector<double>{174, 44, 44}));    // trial 2: 0.01 is the middle of 0.001 .. 0.1
}

TEST(ParallelCoordinates, WhereLessIsBetterTheLeastIsOnTop) {
  ParallelCoordinates trials = three_trials();
  trials.metric.higher_is_better = false;
  trials.metric.format = MetricFormat::kNumber;
  trials.best = 0;
  const auto lines = read_lines(draw_parallel_coordinates(trials).standalone_svg());
  EXPECT_EQ(lines.back(), (std::vector<double>{304, 304, 44}));
}

TEST(ParallelCoordinates, SaysInWordsWhatItShows) {
  const Figure figure = draw_parallel_coordinates(three_trials());
  EXPECT_THAT(figure.description, AllOf(HasSubstr("3 trials, across lr, optimizer and the score"),
                                        HasSubstr("the best one: trial 2")));
  EXPECT_THAT(figure.standalone_svg(), AllOf(HasSubstr(">accuracy (%)</text>"), HasSubstr(">adamw</text>"),
                                             HasSubstr(">0.001</text>"), Not(HasSubstr("nan"))));
}

TEST(ParallelCoordinates, OneTrialStandsInTheMiddle) {
  ParallelCoordinates trials = three_trials();
  trials.axes = {{"lr", {"0.1"}, false}, {"optimizer", {"sgd"}, false}};
  trials.scores = {0.5};
  trials.best = 0;
  trials.tooltips = {"trial 1"};
  const auto lines = read_lines(draw_parallel_coordinates(trials).standalone_svg());
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0], (std::vector<double>{174, 174, 174}));
}

}  // namespace
}  // namespace affekt
