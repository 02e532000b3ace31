// In ONNX Runtime; where it is not built in, this needs its npm package: scripts/test installs it.
#include "export/graph/play_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/temporary_folder.h"
#include "tests/export/graph/run_graph.h"

namespace affekt {
namespace {

using test::float_tensor;
using test::int64_tensor;
using test::RunnableGraph;
using test::value_info;
using testing::AllOf;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr int64_t kPlaySongs = 6;

class PlayGraph : public testing::Test {
 protected:
  PlayGraph() : graph_("plays") {
    graph_.add_input(value_info("indices", DType::kInt64, {0, 0}, "NL"));
    graph_.add_input(value_info("lengths", DType::kInt64, {0}, "N"));
    rows_ = add_play_rows(graph_, "indices", "lengths", kPlaySongs);
  }

  void add_output(const std::string& value, DType type, const std::string& symbols) {
    graph_.add_output(value_info(value, type, std::vector<int64_t>(symbols.size(), 0), symbols));
  }
  RunnableGraph finish() { return {graph_.finish(), folder_.path()}; }

  /// N histories of equal width.
  static HostTensors histories(int64_t width, const std::vector<int64_t>& indices,
                               const std::vector<int64_t>& lengths) {
    const auto count = static_cast<int64_t>(lengths.size());
    return {{"indices", int64_tensor({count, width}, indices)}, {"lengths", int64_tensor({count}, lengths)}};
  }

  TemporaryFolder folder_;
  OnnxGraphBuilder graph_;
  PlayRows rows_;
};

TEST_F(PlayGraph, WhatStandsBehindThePlaysIsNotLookedAt) {
  add_output(rows_.songs, DType::kInt64, "NL");
  const auto songs = finish().run(histories(3, {5, 0, -7, 99, 4, 1000000}, {2, 0})).at(rows_.songs);
  EXPECT_THAT(songs.to_vector<int64_t>(), ElementsAre(5, 0, 0, 0, 0, 0));
}

TEST_F(PlayGraph, AnIndexOutsideOfTheCatalogueIsRefusedByTheRuntime) {
  add_output(rows_.songs, DType::kInt64, "NL");
  RunnableGraph graph = finish();
  EXPECT_EQ(graph.refusal_of(histories(2, {0, 5}, {2})), "accepted");
  for (const int64_t index : {6, 7, 1000, -1, -5, -6, -100}) {
    EXPECT_THAT(graph.refusal_of(histories(2, {0, index}, {2})),
                AllOf(HasSubstr("indices_within_the_catalogue"), HasSubstr("idx=")))
        << index;
  }
  EXPECT_THAT(graph.refusal_of(histories(2, {7, 0}, {2})), HasSubstr("idx=7"));
}

TEST_F(PlayGraph, ALengthThatTheRowHasNotIsRefusedByTheRuntime) {
  add_output(rows_.lengths, DType::kInt64, "N");
  add_output(rows_.songs, DType::kInt64, "NL");
  RunnableGraph graph = finish();
  EXPECT_EQ(graph.refusal_of(histories(2, {0, 5, 1, 1}, {2, 0})), "accepted");
  for (const int64_t length : {3, 100, -1, -2, -3, -100})
    EXPECT_THAT(graph.refusal_of(histories(2, {0, 5}, {length})), HasSubstr("lengths_from_0_to_L")) << length;
}

TEST_F(PlayGraph, TheLastPlaysComeOldestOrNewestFirst) {
  const PlayColumns last = add_last_plays(graph_, rows_, 3, "last");
  const PlayColumns newest = add_newest_plays(graph_, rows_, 3, "newest");
  add_output(last.songs, DType::kInt64, "NW");
  add_output(last.lengths, DType::kInt64, "N");
  add_output(newest.songs, DType::kInt64, "NW");
  RunnableGraph graph = finish();
  HostTensors outputs =
      graph.run(histories(5, {1, 2, 3, 4, 5, 5, 4, 0, 0, 0, 3, 3, 3, 3, 3, 1, 2, 3, 0, 0}, {5, 2, 0, 3}));
  EXPECT_THAT(outputs.at(last.songs).shape, ElementsAre(4, 3));
  EXPECT_THAT(outputs.at(last.songs).to_vector<int64_t>(), ElementsAre(3, 4, 5, 5, 4, 0, 0, 0, 0, 1, 2, 3));
  EXPECT_THAT(outputs.at(last.lengths).to_vector<int64_t>(), ElementsAre(3, 2, 0, 3));
  EXPECT_THAT(outputs.at(newest.songs).to_vector<int64_t>(), ElementsAre(5, 4, 3, 4, 5, 0, 0, 0, 0, 3, 2, 1));
  // Fewer plays than the window is wide.
  outputs = graph.run(histories(2, {1, 2}, {2}));
  EXPECT_THAT(outputs.at(last.songs).to_vector<int64_t>(), ElementsAre(1, 2));
  EXPECT_THAT(outputs.at(newest.songs).to_vector<int64_t>(), ElementsAre(2, 1));
}

TEST_F(PlayGraph, TellsOfEachHeardSongWhenItWasLastPlayedAndHowOften) {
  const PlayColumns window = add_newest_plays(graph_, rows_, 4, "window");
  const auto add_spread = [&](const HeardItems& heard, const std::string& numbers) {
    const std::string values = graph_.add_node("Cast", {numbers}, heard.name + ".values");
    graph_.set_attribute("to", int64_t{onnx::TensorProto::FLOAT});
    graph_.add_output(
        value_info(add_spread_values(graph_, heard, values), DType::kFloat32, {0, kPlaySongs}, "N"));
  };
  const HeardItems counted =
      add_heard_items(graph_, window, window.songs, kPlaySongs, /*with_ages=*/false, "counted");
  add_spread(counted, counted.counts);
  const HeardItems both =
      add_heard_items(graph_, window, window.songs, kPlaySongs, /*with_ages=*/true, "both");
  const std::string hundreds =
      graph_.add_node("Mul", {both.ages, graph_.add_number("hundred", 100)}, "hundreds");
  add_spread(both, graph_.add_node("Add", {hundreds, both.counts}, "hundreds_and_ones"));
  const HostTensors outputs =
      finish().run(histories(5, {5, 2, 4, 2, 2, 4, 0, 0, 0, 0, 1, 1, 1, 1, 1}, {5, 1, 0}));
  // The last four of 5 2 4 2 2: song 2 just now and three times, song 4 two plays before the last one.
  EXPECT_THAT(outputs.at("counted.spread").to_vector<float>(),
              ElementsAre(0, 0, 3, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0));
  EXPECT_THAT(outputs.at("both.spread").to_vector<float>(),
              ElementsAre(0, 0, 3, 0, 201, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0));
}

TEST_F(PlayGraph, OfEqualScoresTheSongWithTheLowerIndexComesFirst) {
  OnnxGraphBuilder graph("top");
  graph.add_input(value_info("all", DType::kFloat32, {0, 5}, "N"));
  const TopSongs top = add_top_songs(graph, "all", 4);
  graph.add_output(value_info(top.scores, DType::kFloat32, {0, 4}, "N"));
  graph.add_output(value_info(top.songs, DType::kInt64, {0, 4}, "N"));
  const HostTensors outputs = RunnableGraph(graph.finish(), folder_.path())
                                  .run({{"all", float_tensor({2, 5}, {1, 3, 1, 3, 2, 0, 0, 0, 0, 0})}});
  EXPECT_THAT(outputs.at(top.songs).to_vector<int64_t>(), ElementsAre(1, 3, 4, 0, 0, 1, 2, 3));
  EXPECT_THAT(outputs.at(top.scores).to_vector<float>(), ElementsAre(3, 3, 2, 1, 0, 0, 0, 0));
}

}  // namespace
}  // namespace affekt
