#include "search/trials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/error.h"

namespace affekt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::vector<TrialValues> trials_of(const std::vector<std::string>& over, const SearchOptions& options) {
  return list_trials(parse_search_axes(over), options);
}

SearchOptions options_of(SearchMethod method, int64_t num_trials = 0, uint64_t seed = 1) {
  SearchOptions options;
  options.method = method;
  options.num_trials = num_trials;
  options.seed = seed;
  return options;
}

/// "9 x 3": 9 trials for 3 epochs.
std::vector<std::string> rungs_of(int64_t num_trials, int64_t max_epochs, int64_t keep_one_of = 3,
                                  int64_t min_epochs = 1) {
  SearchOptions options = options_of(SearchMethod::kHalving);
  options.keep_one_of = keep_one_of;
  options.min_epochs = min_epochs;
  std::vector<std::string> texts;
  for (const Rung& rung : plan_rungs(num_trials, max_epochs, options))
    texts.push_back(std::to_string(rung.num_trials) + " x " + std::to_string(rung.epochs));
  return texts;
}

TEST(ListTrials, OfAGridTheLastKeyChangesFastest) {
  EXPECT_THAT(trials_of({"train.epochs=1,2", "model.dropout=0.1..0.3:3"}, options_of(SearchMethod::kGrid)),
              ElementsAre(ElementsAre("1", "0.1"), ElementsAre("1", "0.2"), ElementsAre("1", "0.3"),
                          ElementsAre("2", "0.1"), ElementsAre("2", "0.2"), ElementsAre("2", "0.3")));
}

TEST(ListTrials, DrawnOnesFollowFromTheSeedAndNoTwoAreEqual) {
  const std::vector<std::string> over = {"train.optimizer.lr=0.01..1:log", "train.epochs=1..5"};
  const auto first = trials_of(over, options_of(SearchMethod::kRandom, 200));
  EXPECT_EQ(first, trials_of(over, options_of(SearchMethod::kRandom, 200)));
  EXPECT_NE(first, trials_of(over, options_of(SearchMethod::kRandom, 200, 2)));
  EXPECT_EQ(first.size(), 200U);
  EXPECT_EQ(std::set<TrialValues>(first.begin(), first.end()).size(), 200U);
}

TEST(ListTrials, MoreDrawnTrialsBeginWithTheFewerOnes) {
  const std::vector<std::string> over = {"model.dropout=0..0.9"};
  const auto few = trials_of(over, options_of(SearchMethod::kRandom, 5));
  auto many = trials_of(over, options_of(SearchMethod::kRandom, 9));
  many.resize(5);
  EXPECT_EQ(few, many);
}

TEST(ListTrials, ListsWithFewCombinationsAreDrawnCompletely) {
  EXPECT_THAT(trials_of({"train.epochs=1,2", "train.seed=3,4"}, options_of(SearchMethod::kRandom, 10)),
              UnorderedElementsAre(ElementsAre("1", "3"), ElementsAre("1", "4"), ElementsAre("2", "3"),
                                   ElementsAre("2", "4")));
  // Three whole numbers are all that the range has.
  EXPECT_EQ(trials_of({"train.epochs=1..3"}, options_of(SearchMethod::kRandom, 10)).size(), 3U);
}

TEST(ListTrials, OptionsThatAMethodHasNoUseForAreRefused) {
  const auto refusal = [](const std::vector<std::string>& over, const SearchOptions& options) -> std::string {
    try {
      trials_of(over, options);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "nothing was refused";
  };
  EXPECT_THAT(refusal({"train.epochs=1,2"}, options_of(SearchMethod::kGrid, 4)), HasSubstr("--trials"));
  EXPECT_THAT(refusal({"train.epochs=1,2"}, options_of(SearchMethod::kRandom)),
              HasSubstr("expected --trials N"));
  EXPECT_THAT(
      refusal({"model.dropout=0..0.9:200", "train.optimizer.lr=0.1..1:200"}, options_of(SearchMethod::kGrid)),
      HasSubstr("more than 10,000 combinations"));
  EXPECT_THROW(search_method_from_name("halvin"), ConfigError);
}

// By hand: 9 trials and 27 epochs leave room for two cuts by 3.
TEST(PlanRungs, TheLongestTrainingsHaveTheConfigsEpochs) {
  EXPECT_THAT(rungs_of(9, 27), ElementsAre("9 x 3", "3 x 9", "1 x 27"));
  EXPECT_THAT(rungs_of(10, 27), ElementsAre("10 x 3", "3 x 9", "1 x 27"));
  EXPECT_THAT(rungs_of(20, 16, 2), ElementsAre("20 x 1", "10 x 2", "5 x 4", "2 x 8", "1 x 16"));
  EXPECT_THAT(rungs_of(27, 20), ElementsAre("27 x 2", "9 x 7", "3 x 20"));  // 20 / 9 = 2.2, 20 / 3 = 6.7
  EXPECT_THAT(rungs_of(27, 27, 3, 5), ElementsAre("27 x 9", "9 x 27"));
}

TEST(PlanRungs, WithoutHalvingThereIsOneWithTheConfigsEpochs) {
  const auto rungs = plan_rungs(7, 30, options_of(SearchMethod::kGrid));
  ASSERT_EQ(rungs.size(), 1U);
  EXPECT_EQ(rungs[0].num_trials, 7);
  EXPECT_EQ(rungs[0].epochs, 0);
}

TEST(PlanRungs, NothingToHalveIsRefused) {
  EXPECT_THROW(rungs_of(2, 27), ConfigError);
  EXPECT_THROW(rungs_of(9, 2), ConfigError);
  EXPECT_THROW(rungs_of(9, 27, 3, 10), ConfigError);
}

}  // namespace
}  // namespace affekt
