#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "core/error.h"
#include "tests/evaluation/next_song/next_song_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

json find_named(const json& list, const std::string& name) {
  for (const json& each : list)
    if (each["name"] == name) return each;
  return nullptr;
}

std::vector<std::string> note_codes(const json& facts, const std::string& level) {
  std::vector<std::string> codes;
  for (const json& note : facts["notes"])
    if (note["level"] == level) codes.push_back(note["code"]);
  return codes;
}

void expect_finite_numbers(const json& value, const std::string& where) {
  EXPECT_TRUE(!value.is_number_float() || std::isfinite(value.get<double>())) << where;
  if (value.is_structured())
    for (const auto& [key, member] : value.items()) expect_finite_numbers(member, where + "/" + key);
}

TEST(NextSongFacts, ScoresAreThoseCalculatedByHand) {
  const json facts = build_next_song_facts(five_plays());
  EXPECT_EQ(facts["kind"], "next_song");
  EXPECT_EQ(facts["headline"], "hit_rate_at_20");
  EXPECT_DOUBLE_EQ(facts["metrics"]["hit_rate_at_1"]["value"], 0.25);
  EXPECT_DOUBLE_EQ(facts["metrics"]["hit_rate_at_5"]["value"], 0.5);
  EXPECT_DOUBLE_EQ(facts["metrics"]["hit_rate_at_10"]["value"], 0.75);
  EXPECT_DOUBLE_EQ(facts["metrics"]["hit_rate_at_20"]["value"], 0.75);
  EXPECT_DOUBLE_EQ(facts["metrics"]["mrr_at_20"]["value"], 0.3375);
  // (1 + 1 / log2 5 + 1 / log2 11) / 4
  EXPECT_NEAR(facts["metrics"]["ndcg_at_20"]["value"], (1 + 0.4306766 + 0.2890648) / 4, 1e-6);
  EXPECT_DOUBLE_EQ(facts["baselines"]["popularity"]["mrr_at_20"], 0.25);
  EXPECT_DOUBLE_EQ(facts["baselines"]["popularity"]["difference"]["mrr_at_20"]["value"], 0.0875);
  EXPECT_DOUBLE_EQ(facts["baselines"]["markov"]["mrr_at_20"], 0.3);
  const json& data = facts["data"];
  EXPECT_EQ(data["num_samples"], 5);
  EXPECT_EQ(data["num_warm"], 4);
  EXPECT_EQ(data["num_cold"], 1);
  EXPECT_EQ(data["num_streams"], 3);
  EXPECT_EQ(data["num_songs"], 5);
  EXPECT_EQ(data["ingest_options"]["min_plays"], 5);
  EXPECT_EQ(facts["bootstrap"]["unit"], "stream");
  EXPECT_EQ(facts["bootstrap"]["num_units"], 3);
}

TEST(NextSongFacts, EachMetricHasItsOwnStrongestBaseline) {
  const json facts = build_next_song_facts(five_plays());
  const json& difference = facts["strongest_baseline"]["difference"];
  EXPECT_EQ(difference["hit_rate_at_20"]["baseline"], "popularity");  // the first of equal ones
  EXPECT_DOUBLE_EQ(difference["hit_rate_at_20"]["value"], 0.25);
  EXPECT_EQ(difference["mrr_at_20"]["baseline"], "markov");
  EXPECT_NEAR(difference["mrr_at_20"]["value"], 0.0375, 1e-12);
  EXPECT_EQ(difference["mrr_at_20"]["verdict"], "not clearly beaten");
  // The strongest itself has nothing to be held against; another baseline is held against it.
  const json popularity = find_named(facts["methods"], "popularity");
  EXPECT_TRUE(popularity["difference"]["hit_rate_at_20"].is_null());
  EXPECT_NEAR(popularity["difference"]["mrr_at_20"]["value"], -0.05, 1e-12);
}

TEST(NextSongFacts, IntervalsAreDrawnOverStreams) {
  // The network hits where the baseline does not in four of eight streams: a resample's difference is
  // Binomial(8, 1/2) / 8, whose 2.5 % and 97.5 % quantiles are 1/8 and 7/8.
  NextSongReportFacts input = one_play_a_stream({1, 1, 1, 1, 50, 50, 50, 50}, std::vector<double>(8, 50));
  input.options.bootstrap_samples = 20000;
  const json facts = build_next_song_facts(input);
  const json& difference = facts["strongest_baseline"]["difference"]["hit_rate_at_20"];
  EXPECT_DOUBLE_EQ(difference["value"], 0.5);
  EXPECT_DOUBLE_EQ(difference["ci95"][0], 0.125);
  EXPECT_DOUBLE_EQ(difference["ci95"][1], 0.875);
  EXPECT_EQ(difference["verdict"], "beaten");
  // The same plays of one stream say nothing of another stream.
  for (PredictedPlay& play : input.plays) play.stream = 0;
  const json of_one = build_next_song_facts(input);
  EXPECT_TRUE(of_one["strongest_baseline"]["difference"]["hit_rate_at_20"]["ci95"].is_null());
  EXPECT_EQ(of_one["strongest_baseline"]["verdict"], "not clearly beaten");
  EXPECT_THAT(note_codes(of_one, "warning"), testing::Contains("few_groups"));
}

TEST(NextSongFacts, OfFewStreamsTheSequencesAreDrawnAndItIsSaid) {
  NextSongReportFacts input = one_play_a_stream({1, 1, 1, 1, 50, 50, 50, 50}, std::vector<double>(8, 50));
  for (PredictedPlay& play : input.plays) play.stream = 0;
  input.resampled_unit = "sequence";
  input.options.bootstrap_samples = 20000;
  const json facts = build_next_song_facts(input);
  EXPECT_EQ(facts["bootstrap"]["unit"], "sequence");
  EXPECT_EQ(facts["bootstrap"]["num_units"], 8);
  EXPECT_DOUBLE_EQ(facts["metrics"]["hit_rate_at_20"]["ci95"][0], 0.125);
  EXPECT_THAT(note_codes(facts, "warning"), testing::Contains("few_streams"));
}

TEST(NextSongFacts, RepeatsFirstPlaysAndColdSongsStandApart) {
  const json facts = build_next_song_facts(five_plays());
  const json& subsets = facts["subsets"];
  const json all = find_named(subsets, "all"), cold = find_named(subsets, "cold"),
             repeats = find_named(subsets, "repeats"), first = find_named(subsets, "first_plays");
  EXPECT_EQ(all["num_plays"], 5);
  EXPECT_DOUBLE_EQ(all["metrics"]["hit_rate_at_20"]["value"], 0.8);  // 1 4 2 10 of 5
  EXPECT_EQ(cold["num_plays"], 1);
  EXPECT_DOUBLE_EQ(cold["metrics"]["mrr_at_20"]["value"], 0.5);  // rank 2, by its features
  EXPECT_DOUBLE_EQ(cold["methods"]["markov"]["hit_rate_at_20"], 0);
  EXPECT_EQ(repeats["num_plays"], 1);
  EXPECT_DOUBLE_EQ(repeats["metrics"]["mrr_at_20"]["value"], 0.25);
  EXPECT_DOUBLE_EQ(repeats["difference"]["mrr_at_20"]["value"], -0.75);  // markov has rank 1
  EXPECT_EQ(repeats["difference"]["mrr_at_20"]["baseline"], "markov");
  EXPECT_TRUE(repeats["metrics"]["mrr_at_20"]["ci95"].is_null());  // of one stream
  EXPECT_EQ(first["num_plays"], 3);
  EXPECT_EQ(first["num_units"], 3);
  EXPECT_DOUBLE_EQ(first["methods"]["popularity"]["hit_rate_at_20"], 1.0 / 3);
}

TEST(NextSongFacts, PlaysStandApartByLengthOfTheirHistory) {
  NextSongReportFacts input = five_plays();
  input.plays[2].prefix_length = 4000;
  const json facts = build_next_song_facts(input);
  std::vector<std::string> titles, counts;
  for (const json& subset : facts["subsets"]) {
    if (subset["by"] != "history") continue;
    titles.push_back(subset["title"]);
    counts.push_back(std::to_string(subset["num_plays"].get<int>()));
  }
  EXPECT_THAT(titles, ElementsAre("1", "2 to 4", "50 or more"));
  EXPECT_THAT(counts, ElementsAre("2", "1", "1"));  // the cold play counts in none
}

TEST(NextSongFacts, PlaysWhoseSequenceStandsInTrainAreLeftOutApart) {
  const json facts = build_next_song_facts(five_plays());
  const json& leaks = facts["leaks"];
  EXPECT_EQ(leaks["num_with_train_duplicate"], 1);
  EXPECT_DOUBLE_EQ(leaks["share"], 0.25);
  EXPECT_EQ(leaks["of_training_data"], true);
  const json& without = leaks["without_train_duplicates"];
  EXPECT_EQ(without["num_samples"], 3);
  EXPECT_EQ(without["num_left_out"], 1);
  EXPECT_DOUBLE_EQ(without["metrics"]["hit_rate_at_20"]["value"], 1);
  NextSongReportFacts all = five_plays();
  for (PredictedPlay& play : all.plays) play.has_train_duplicate = true;
  EXPECT_TRUE(build_next_song_facts(all)["leaks"]["without_train_duplicates"]["metrics"].is_null());
}

TEST(NextSongFacts, OnePlayGivesAReportWithoutIntervals) {
  const json facts = build_next_song_facts(one_play_a_stream({3}, {4}));
  EXPECT_DOUBLE_EQ(facts["metrics"]["mrr_at_20"]["value"], 1.0 / 3);
  EXPECT_TRUE(facts["metrics"]["mrr_at_20"]["ci95"].is_null());
  EXPECT_EQ(facts["bootstrap"]["resamples"], 0);
  EXPECT_THAT(note_codes(facts, "warning"),
              AllOf(testing::Contains("few_samples"), testing::Contains("few_groups")));
  expect_finite_numbers(facts, "");
}

TEST(NextSongFacts, WithColdSongsOnlyThereIsNoScoreAndItIsSaid) {
  NextSongReportFacts input = five_plays();
  for (PredictedPlay& play : input.plays) play.is_warm = false;
  const json facts = build_next_song_facts(input);
  EXPECT_TRUE(facts["metrics"]["hit_rate_at_20"]["value"].is_null());
  EXPECT_FALSE(facts.contains("strongest_baseline"));
  EXPECT_THAT(facts["first_line"],
              "No score: none of the 5 plays of the test split is of a song that the training "
              "has heard");
  EXPECT_THAT(note_codes(facts, "warning"), testing::Contains("no_warm_plays"));
  EXPECT_DOUBLE_EQ(find_named(facts["subsets"], "cold")["metrics"]["hit_rate_at_20"]["value"], 0.8);
  expect_finite_numbers(facts, "");
}

TEST(NextSongFacts, NoNumberIsInfiniteOrNaN) {
  NextSongReportFacts input = five_plays();
  input.methods[0].lists = ListScores{};
  input.methods[0].lists->feature_diversity = std::nan("");
  input.emotion = {"lstm", {curve_of("history", {{0, 0.5, std::nan("")}, {1, 0.4, 0.3}})}};
  input.ensemble_weight = 0.5;
  const json facts = build_next_song_facts(input);
  expect_finite_numbers(facts, "");
  EXPECT_TRUE(facts["methods"][0]["lists"]["feature_diversity"].is_null());
  EXPECT_TRUE(facts["emotion_trade"]["curves"][0]["points"][0]["mean_distance"].is_null());
  EXPECT_DOUBLE_EQ(facts["ensemble"]["network_weight"], 0.5);
}

TEST(NextSongFacts, ASplitWithoutAPlayToPredictIsRefused) {
  NextSongReportFacts input = one_play_a_stream({}, {});
  try {
    build_next_song_facts(input);
    FAIL() << "nothing was thrown";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("the test split of listening has no play"), HasSubstr("--split")));
  }
}

TEST(NextSongFacts, ARankIsNeverBelowOne) {
  NextSongReportFacts input = five_plays();
  input.methods[1].ranks[0] = 0;
  EXPECT_THROW(build_next_song_facts(input), std::logic_error);
  input.methods[1].ranks.pop_back();
  EXPECT_THROW(build_next_song_facts(input), std::logic_error);
}

TEST(NextSongFacts, TenThousandPlaysOfTwelveMethodsTakeSeconds) {
  RandomStream stream(1, "ranks");
  const auto draw_ranks = [&] {
    std::vector<double> ranks;
    for (int i = 0; i < 10000; ++i) ranks.push_back(1 + static_cast<double>(stream.below(100)));
    return ranks;
  };
  NextSongReportFacts input = one_play_a_stream(draw_ranks(), draw_ranks());
  for (PredictedPlay& play : input.plays) play.stream %= 200;
  while (input.methods.size() < 12) {
    input.methods.push_back(input.methods.back());
    input.methods.back().name += "'";
    input.methods.back().ranks = draw_ranks();
  }
  input.options.bootstrap_samples = 2000;
  const auto start = std::chrono::steady_clock::now();
  build_next_song_facts(input);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 10);
}

}  // namespace
}  // namespace affekt
