// In ONNX Runtime; where it is not built in, this needs its npm package: scripts/test installs it.
#include "export/next_song/ranker_scores.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "next_song/mixed_scores.h"
#include "next_song/next_song_onnx.h"
#include "next_song/ranker_table.h"
#include "next_song/softmax.h"
#include "next_song/training_plays.h"
#include "tests/core/temporary_folder.h"
#include "tests/export/graph/run_graph.h"
#include "tests/support/tiny_listening.h"

namespace affekt {
namespace {

using test::float_tensor;
using test::int64_tensor;
using test::RunnableGraph;
using test::value_info;
using testing::ElementsAre;
using testing::Pointwise;

constexpr int32_t kRankedSongs = 23;  // the last three are in no training sequence

TrainingPlays make_ranker_training() {
  std::vector<testing_support::TinySequence> sequences;
  for (int32_t stream = 0; stream < 4; ++stream) {
    std::vector<int32_t> songs;
    for (int32_t i = 0; i < 40; ++i) songs.push_back((i * i + 5 * stream + i * stream / 3) % 20);
    sequences.push_back({stream, Split::kTrain, songs});
  }
  return gather_training_plays(testing_support::make_tiny_listening(kRankedSongs, sequences));
}

std::vector<std::vector<int32_t>> make_ranker_histories() {
  std::vector<std::vector<int32_t>> histories = {{}, {3}, {22}, {4, 22, 21}, {1, 1, 1}};
  std::vector<int32_t> longest;
  for (int32_t i = 0; i < 70; ++i) longest.push_back((i * i * 3 + i) % kRankedSongs);
  histories.push_back(longest);
  histories.emplace_back(longest.begin(), longest.begin() + 17);
  return histories;
}

HostTensors history_inputs(const std::vector<std::vector<int32_t>>& histories) {
  size_t width = 1;
  for (const auto& history : histories) width = std::max(width, history.size());
  std::vector<int64_t> indices(histories.size() * width, -1), lengths;
  for (size_t n = 0; n < histories.size(); ++n) {
    std::copy(histories[n].begin(), histories[n].end(),
              indices.begin() + static_cast<std::ptrdiff_t>(n * width));
    lengths.push_back(static_cast<int64_t>(histories[n].size()));
  }
  const auto count = static_cast<int64_t>(histories.size());
  return {{next_song_value::kIndices, int64_tensor({count, static_cast<int64_t>(width)}, indices)},
          {next_song_value::kLengths, int64_tensor({count}, lengths)}};
}

std::vector<float> ranker_scores_of(const SongRanker& ranker, const std::vector<int32_t>& history) {
  std::vector<float> scores;
  ranker.score({history.data(), static_cast<int64_t>(history.size()), -1}, scores);
  return scores;
}

/// Scores of a history must be these within rounding; what is 0 must be 0, for it is no opinion.
void expect_scores(const HostTensor& actual, size_t row, const std::vector<float>& expected,
                   const std::string& what) {
  for (size_t v = 0; v < expected.size(); ++v) {
    const float score = actual.values<float>()[row * expected.size() + v];
    EXPECT_NEAR(score, expected[v], 1e-6 * std::abs(expected[v])) << what << ", song " << v;
  }
}

TEST(RankerScores, OfEveryMethodWithAFormulaAreThoseOfTheMethodItself) {
  const TrainingPlays training = make_ranker_training();
  const auto histories = make_ranker_histories();
  NextSongGraph graph("rankers", kRankedSongs, /*emotion=*/false);
  std::map<std::string, std::unique_ptr<SongRanker>> rankers;  // by the graph's value
  for (const RankerEntry& entry : ranker_table()) {
    for (const int64_t num_left_out : {0, 3, 30}) {
      for (size_t p = 0; p < entry.grid.size(); p += std::max<size_t>(1, entry.grid.size() - 1)) {
        auto ranker = make_ranker(training, {entry.name, entry.grid[p], num_left_out});
        const auto formula = ranker->formula();
        if (formula == nullptr) continue;
        const std::string name = fmt::format("{}_{}_{}", entry.name, p, num_left_out);
        const std::string scores = add_ranker_scores(graph, *formula, name);
        graph.builder().add_output(value_info(scores, DType::kFloat32, {0, kRankedSongs}, "N"));
        rankers[scores] = std::move(ranker);
      }
    }
  }
  EXPECT_GE(rankers.size(), 7 * 3u) << "popularity, own plays, last artist, Markov, rules, item-kNN";
  TemporaryFolder folder;
  RunnableGraph runnable(graph.builder().finish(), folder.path());
  const HostTensors outputs = runnable.run(history_inputs(histories));
  for (const auto& [value, ranker] : rankers)
    for (size_t n = 0; n < histories.size(); ++n)
      expect_scores(outputs.at(value), n, ranker_scores_of(*ranker, histories[n]),
                    fmt::format("{}, history {}", value, n));
}

TEST(RankerScores, AHistoryDoesNotDependOnItsBatch) {
  const TrainingPlays training = make_ranker_training();
  const auto ranker = make_ranker(training, {"stream_popularity", RankerParameters::object(), 2});
  const auto histories = make_ranker_histories();
  NextSongGraph graph("ranker", kRankedSongs, /*emotion=*/false);
  TemporaryFolder folder;
  const std::string scores = add_ranker_scores(graph, *ranker->formula(), "own");
  RunnableGraph runnable(graph.finish(scores), folder.path());
  for (const auto& history : histories)
    expect_scores(runnable.run(history_inputs({history})).at(next_song_value::kAllScores), 0,
                  ranker_scores_of(*ranker, history), "alone");
}

TEST(RankerScores, TheBestComeFirstAndOfEqualOnesTheLowerRow) {
  NextSongGraph graph("fixed", kRankedSongs, /*emotion=*/false);
  FixedScores fixed = {std::vector<float>(kRankedSongs, 1)};
  fixed.scores[7] = 3;
  fixed.scores[20] = 2;
  fixed.scores[4] = 2;
  TemporaryFolder folder;
  RunnableGraph runnable(graph.finish(add_ranker_scores(graph, {fixed}, "fixed")), folder.path());
  const HostTensors outputs = runnable.run(history_inputs({{1, 2}}));
  std::vector<int64_t> songs = outputs.at(next_song_value::kSongs).to_vector<int64_t>();
  ASSERT_EQ(songs.size(), static_cast<size_t>(kNextSongTop));
  songs.resize(6);
  EXPECT_THAT(songs, ElementsAre(7, 4, 20, 0, 1, 2));
  EXPECT_EQ(outputs.at(next_song_value::kScores).values<float>()[2], 2);
}

TEST(RankerScores, AnIndexOutsideOfTheCatalogueIsRefusedEvenWhereNoPlayCounts) {
  NextSongGraph graph("fixed", 3, /*emotion=*/false);
  TemporaryFolder folder;
  const FixedScores fixed = {{1, 2, 3}};
  RunnableGraph runnable(graph.finish(add_ranker_scores(graph, {fixed}, "fixed")), folder.path());
  EXPECT_EQ(runnable.refusal_of(history_inputs({{0, 2}})), "accepted");
  EXPECT_THAT(runnable.refusal_of(history_inputs({{0, 3}})), testing::HasSubstr("idx=3"));
}

TEST(RankerScores, ACatalogueOfOneSongHasAListOfOne) {
  NextSongGraph graph("one", 1, /*emotion=*/false);
  TemporaryFolder folder;
  const OwnPlayScores own = {{0.5F}, 0.25, 10};
  RunnableGraph runnable(graph.finish(add_ranker_scores(graph, {own}, "own")), folder.path());
  const HostTensors outputs = runnable.run(history_inputs({{0, 0}}));
  EXPECT_THAT(outputs.at(next_song_value::kSongs).to_vector<int64_t>(), ElementsAre(0));
  EXPECT_THAT(outputs.at(next_song_value::kScores).to_vector<float>(), ElementsAre(0.75F));
  EXPECT_NE(runnable.refusal_of(history_inputs({{1}})), "accepted");
}

/// Two inputs of scores [N, V] beside the histories, which nobody looks at.
class MixtureGraph : public testing::Test {
 protected:
  static constexpr int64_t kFew = 3;
  MixtureGraph() : graph_("mixture", kFew, /*emotion=*/false) {
    for (const char* name : {"first", "second"})
      graph_.builder().add_input(value_info(name, DType::kFloat32, {0, kFew}, "N"));
    graph_.builder().add_output(value_info(graph_.plays().songs, DType::kInt64, {0, 0}, "NL"));
  }
  std::vector<float> run(const std::string& value, const std::vector<float>& first,
                         const std::vector<float>& second) {
    RunnableGraph runnable(graph_.finish(value), folder_.path());
    HostTensors inputs = history_inputs({{0}});
    inputs["first"] = float_tensor({1, kFew}, first);
    inputs["second"] = float_tensor({1, kFew}, second);
    return runnable.run(inputs).at(next_song_value::kAllScores).to_vector<float>();
  }
  NextSongGraph graph_;
  TemporaryFolder folder_;
};

TEST_F(MixtureGraph, GivesEachMethodItsShare) {
  // 0.25 * (1, 3, 0) / 4 + 0.75 * (2, 0, 0) / 2; a negative score is no opinion.
  std::vector<float> expected = {1, 3, -4};
  mix_scores(0.25, {2, 0, 0}, expected);
  EXPECT_THAT(expected, ElementsAre(0.0625F + 0.75F, 0.1875F, 0));
  EXPECT_THAT(run(add_mixture(graph_, 0.25, "first", "second"), {1, 3, -4}, {2, 0, 0}),
              Pointwise(testing::FloatEq(), expected));
}

TEST_F(MixtureGraph, AMethodWithoutAnyOpinionAddsNothing) {
  EXPECT_THAT(run(add_mixture(graph_, 0.25, "first", "second"), {1, 3, 0}, {0, -1, 0}),
              ElementsAre(0.0625F, 0.1875F, 0));
}

TEST_F(MixtureGraph, TheSoftmaxIsThatOfTheScoresAndNeverZero) {
  std::vector<float> expected = {5, 1000, 999};
  compute_softmax(expected.data(), kFew, expected.data());
  const std::vector<float> shares = run(add_softmax(graph_, "first"), {5, 1000, 999}, {0, 0, 0});
  for (size_t v = 0; v < shares.size(); ++v) EXPECT_NEAR(shares[v], expected[v], 1e-6 * expected[v]);
  EXPECT_GT(shares[0], 0);
  EXPECT_NEAR(shares[1], 1 / (1 + std::exp(-1.0)), 1e-6);
}

}  // namespace
}  // namespace affekt
