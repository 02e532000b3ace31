#include "jobs/next_song_tuning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace affekt {
namespace {

using testing::HasSubstr;

/// Scores as (method, MRR@20).
NextSongTuning make_tuning(const std::vector<std::pair<std::string, double>>& scores,
                           const std::string& partner = "markov") {
  NextSongTuning tuning;
  tuning.ensemble_with = partner;
  tuning.network_weight = 0.3;
  for (const auto& [method, mrr] : scores) tuning.scores.push_back({method, mrr, mrr});
  for (const char* const name : {"markov", "context_tree"}) {
    TunedRanker ranker;
    ranker.choice.name = name;
    tuning.rankers.push_back(ranker);
  }
  tuning.reported = choose_deployed(tuning);
  return tuning;
}

TEST(NextSongTuning, TheBestMethodThatAFileCanHoldIsDeployed) {
  const NextSongTuning tuning =
      make_tuning({{"network", 0.1}, {"ensemble", 0.2}, {"markov", 0.3}, {"context_tree", 0.4}});
  EXPECT_EQ(tuning.reported, "markov");
  ASSERT_NE(find_best_without_graph(tuning), nullptr);
  EXPECT_EQ(find_best_without_graph(tuning)->method, "context_tree");
  EXPECT_EQ(find_validation_score(tuning, "markov")->mrr, 0.3);
  EXPECT_EQ(
      explain_choice(tuning),
      "Of the 3 methods that a file can hold it has the highest MRR@20 on those validation plays that no "
      "training stream has.");
}

TEST(NextSongTuning, WhereAFileCanHoldTheBestNothingIsBetter) {
  const NextSongTuning tuning =
      make_tuning({{"network", 0.1}, {"ensemble", 0.5}, {"markov", 0.3}, {"context_tree", 0.4}});
  EXPECT_EQ(tuning.reported, "ensemble");
  EXPECT_EQ(find_best_without_graph(tuning), nullptr);
}

TEST(NextSongTuning, AMixtureWithAMethodWithoutGraphCanNotBeDeployed) {
  EXPECT_EQ(
      make_tuning({{"network", 0.1}, {"ensemble", 0.5}, {"context_tree", 0.4}}, "context_tree").reported,
      "network");
}

TEST(NextSongTuning, WithoutValidationItIsTheNetwork) {
  const NextSongTuning tuning = make_tuning({});
  EXPECT_EQ(tuning.reported, "network");
  EXPECT_EQ(find_best_without_graph(tuning), nullptr);
  EXPECT_THAT(explain_choice(tuning), HasSubstr("no validation split to choose by"));
}

TEST(NextSongTuning, IsReadBackAndAnOlderChoiceThatNoFileCanHoldIsMadeAnew) {
  const NextSongTuning tuning = make_tuning({{"network", 0.1}, {"markov", 0.3}, {"context_tree", 0.4}});
  nlohmann::json kept = to_json(tuning);
  EXPECT_EQ(kept.at("reported"), "markov");
  kept["reported"] = "context_tree";
  const NextSongTuning again = next_song_tuning_from_json(kept);
  EXPECT_EQ(again.reported, "markov");
  EXPECT_EQ(again.scores.size(), 3U);
  EXPECT_EQ(again.ensemble_with, "markov");
  kept.erase("validation");
  EXPECT_THROW(next_song_tuning_from_json(kept), ArtifactError);
}

}  // namespace
}  // namespace affekt
