#include "next_song/ranker_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <set>

#include "core/error.h"
#include "next_song/evaluate_ranker.h"
#include "tests/next_song/listening_example.h"

namespace affekt {
namespace {

using next_song_tests::make_training;
using next_song_tests::score_after;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

template <class Call>
std::string artifact_error_of(const Call& call) {
  try {
    call();
  } catch (const ArtifactError& error) {
    return error.what();
  }
  return "no error";
}

TEST(RankerTable, HoldsEveryMethodOnceUnderItsName) {
  const TrainingPlays training = make_training(3, {{0, 1, 2}});
  std::set<std::string> names;
  for (const RankerEntry& entry : ranker_table()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_EQ(entry.make(training, entry.grid[0])->name(), entry.name);
    EXPECT_THAT(entry.title, Not(IsEmpty()));
    EXPECT_EQ(entry.parameters.size(), entry.grid[0].size()) << entry.name;
  }
  EXPECT_THAT(names, SizeIs(11));
}

TEST(RankerTable, AGridHasNoSetTwice) {
  for (const RankerEntry& entry : ranker_table()) {
    for (size_t a = 0; a < entry.grid.size(); ++a)
      for (size_t b = a + 1; b < entry.grid.size(); ++b)
        EXPECT_NE(entry.grid[a], entry.grid[b]) << entry.name;
  }
}

TEST(RankerTable, EveryMethodAnswersEveryHistory) {
  const TrainingPlays training = make_training(5, {{0, 1, 2}, {2, 1, 0, 1}, {3}});
  for (const RankerEntry& entry : ranker_table()) {
    for (const RankerParameters& parameters : entry.grid) {
      const auto ranker = entry.make(training, parameters);
      for (const std::vector<int32_t>& history :
           {std::vector<int32_t>{}, {0}, {4}, {4, 4, 1, 4}, {0, 0, 0, 0, 1, 2, 3, 4, 3, 2, 1, 0}}) {
        const auto scores = score_after(*ranker, history);
        ASSERT_EQ(scores.size(), 5U) << entry.name;
        for (const float score : scores) EXPECT_TRUE(std::isfinite(score)) << entry.name << " " << parameters;
      }
    }
  }
}

TEST(RankerTable, TheTableKnowsWhichMethodsHaveAGraph) {
  const TrainingPlays training = make_training(3, {{0, 1, 2}});
  for (const RankerEntry& entry : ranker_table())
    for (const int64_t num_left_out : {0, 5})
      EXPECT_EQ(make_ranker(training, {entry.name, entry.grid[0], num_left_out})->formula() != nullptr,
                entry.has_graph)
          << entry.name;
}

TEST(RankerTable, EveryMethodTakesACatalogueOfOneSong) {
  const TrainingPlays training = make_training(1, {{0, 0, 0}});
  for (const RankerEntry& entry : ranker_table()) {
    const auto scores = score_after(*entry.make(training, entry.grid[0]), {0, 0});
    ASSERT_EQ(scores.size(), 1U) << entry.name;
    EXPECT_EQ(count_ranks(scores, 0).mean_rank(), 1) << entry.name;
  }
}

TEST(RankerTable, ASequenceOf100000PlaysIsNoBurden) {
  RandomStream random(3, "long sequence");
  std::vector<int32_t> songs;
  for (int i = 0; i < 100000; ++i) songs.push_back(static_cast<int32_t>(random.below(2000)));
  const TrainingPlays training = make_training(2000, {songs, {0, 1, 2}});
  for (const RankerEntry& entry : ranker_table()) {
    const auto start = std::chrono::steady_clock::now();
    const auto ranker = entry.make(training, entry.grid[0]);
    for (int i = 0; i < 20; ++i) score_after(*ranker, songs);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    EXPECT_LT(taken.count(), 30) << entry.name;  // 0.5 s or less where nothing else runs
  }
}

TEST(RankerChoice, IsReadBackAsItWasWritten) {
  const std::string name = "vs_knn";
  const RankerEntry& entry = find_ranker(name);
  const RankerChoice choice{name, entry.grid.back(), 300};
  const RankerChoice again = ranker_choice_from_json(nlohmann::ordered_json::parse(to_json(choice).dump()));
  EXPECT_EQ(again.name, choice.name);
  EXPECT_EQ(again.parameters, choice.parameters);
  EXPECT_EQ(again.num_left_out, 300);
}

TEST(RankerChoice, MissingParametersHaveTheirDefaults) {
  const TrainingPlays training = make_training(3, {{0, 1, 2}});
  EXPECT_EQ(
      score_after(*make_ranker(training, {"sequential_rules"}), {0}),
      score_after(*make_ranker(training, {"sequential_rules", {{"steps", 10}, {"decay", "div"}}}), {0}));
}

TEST(RankerChoice, FaultsAreNamed) {
  const auto read = [](const nlohmann::ordered_json& json) {
    return artifact_error_of([&json] { ranker_choice_from_json(json); });
  };
  nlohmann::ordered_json json = to_json(RankerChoice{"markov"});
  EXPECT_EQ(read(json), "no error");
  json["name"] = "markow";
  EXPECT_THAT(read(json),
              HasSubstr("next-song method 'markow': there is none of that name, expected popularity"));
  json["name"] = 3;
  EXPECT_THAT(read(json), HasSubstr("name: got 3, expected a method's name"));
  json = to_json(RankerChoice{"markov", {{"num_rules", -1}}});
  EXPECT_THAT(read(json), HasSubstr("markov.num_rules: got -1, expected an integer from 0 to 1000000"));
  json = to_json(RankerChoice{"markov", {{"num_rule", 20}}});
  EXPECT_THAT(read(json), HasSubstr("markov.num_rule: there is no such parameter"));
  json = to_json(RankerChoice{"sequential_rules", {{"decay", "cubic"}}});
  EXPECT_THAT(read(json), HasSubstr("sequential_rules.decay: got \"cubic\", expected"));
  json = to_json(RankerChoice{"markov"});
  json["num_left_out"] = -2;
  EXPECT_THAT(read(json), HasSubstr("num_left_out: got -2"));
  json.erase("parameters");
  EXPECT_THAT(read(json), HasSubstr("parameters: got null"));
  EXPECT_THAT(read(nlohmann::ordered_json::array()), HasSubstr("name: got null"));
}

}  // namespace
}  // namespace affekt
