#include "search/search_outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "search/search_report.h"
#include "tests/search/made_up_outcome.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(ChooseSurvivors, TheBestGoOnInTheOrderOfTheirNumbers) {
  // 0.5 0.9 - 0.7 NaN 0.9: three of the four with a score go on, in the order of their numbers.
  SearchOutcome outcome = made_up_outcome({0.5, 0.9, {}, 0.7, NAN, 0.9});
  outcome.rungs = {{6, 1}, {3, 3}};
  EXPECT_THAT(choose_survivors(outcome, 0), ElementsAre(1, 3, 5));
  outcome.rungs[1].num_trials = 1;
  EXPECT_THAT(choose_survivors(outcome, 0), ElementsAre(1));  // of equal ones the first
  outcome.metric.higher_is_better = false;
  EXPECT_THAT(choose_survivors(outcome, 0), ElementsAre(0));
}

TEST(RankTrials, TheBestComesFirstByTheMetricsDirectionAndFailuresLast) {
  SearchOutcome outcome = made_up_outcome({0.5, {}, 0.9, 0.7});
  EXPECT_THAT(rank_trials(outcome), ElementsAre(2, 3, 0, 1));
  outcome.metric.higher_is_better = false;
  EXPECT_THAT(rank_trials(outcome), ElementsAre(0, 3, 2, 1));
  EXPECT_EQ(find_best_trial(outcome), 0U);
  EXPECT_EQ(find_best_trial(made_up_outcome({{}, {}})), std::nullopt);
}

TEST(RankTrials, WhoWasTrainedLongerComesFirst) {
  SearchOutcome outcome = made_up_outcome({0.5, 0.9});
  outcome.rungs = {{2, 1}, {1, 3}};
  outcome.trials[0].fits.push_back({1, 3, "trial_001_epochs_3", "", 0.6, 2});
  EXPECT_THAT(rank_trials(outcome), ElementsAre(0, 1));
  // The longer training failed: the best is among those before.
  outcome.trials[0].fits.back().failure = "the loss is not finite";
  EXPECT_EQ(find_best_trial(outcome), 1U);
}

TEST(SearchReport, TheTableHasARowForEachTrialTheBestFirst) {
  const Report report = make_search_report(made_up_outcome({0.5, {}, 0.75}));
  ASSERT_EQ(report.tables.size(), 1U);
  EXPECT_EQ(report.tables[0].content,
            "rank,trial,train.optimizer.lr,model.dropout,epochs,validation_accuracy,epoch,failure\n"
            "1,3,0.1,0.4,3,0.75,2,\n"
            "2,1,0.1,0.2,3,0.5,2,\n"
            "3,2,0.1,0.3,3,,,\"the loss is not finite: epoch 1, step 2\"\n");
  EXPECT_EQ(report.summary,
            "best of 3 trials: trial 3 (train.optimizer.lr=0.1, model.dropout=0.4): "
            "validation accuracy 75.0\u00a0% in epoch 2");
  EXPECT_EQ(report.facts["winner"]["values"]["model.dropout"], "0.4");
  EXPECT_EQ(report.facts["winner"]["fits"][0]["accuracy"], 0.75);
  EXPECT_TRUE(report.notes.front().is_warning);
  EXPECT_THAT(report.notes.front().text, HasSubstr("1 of 3 trials"));
}

TEST(SearchReport, TheFigureShowsWhatGaveAScore) {
  const Report report = make_search_report(made_up_outcome({0.5, {}, 0.75}));
  const auto& group = std::get<FigureGroup>(report.sections.front().blocks.front());
  const std::string svg = group.joined().standalone_svg();
  EXPECT_THAT(svg, AllOf(HasSubstr(">lr</text>"), HasSubstr(">dropout</text>"),
                         HasSubstr(">validation accuracy (%)</text>"), HasSubstr("class=\"trial best\"")));
  EXPECT_THAT(svg, AllOf(HasSubstr("trial 1 ("), Not(HasSubstr("trial 2 (")), HasSubstr("trial 3 (")));
}

TEST(SearchReport, KeysThatEndAlikeKeepWhatTellsThemApart) {
  SearchOutcome outcome = made_up_outcome({0.5});
  outcome.axes = parse_search_axes({"train.optimizer.name=sgd", "train.schedule.name=step"});
  outcome.trials[0].values = {"sgd", "step"};
  const Report report = make_search_report(outcome);
  EXPECT_EQ(report.cards[1].title, "optimizer.name");
  EXPECT_EQ(report.cards[2].title, "schedule.name");
}

}  // namespace
}  // namespace affekt
