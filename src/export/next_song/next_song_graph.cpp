#include "export/next_song/next_song_graph.h"

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "next_song/next_song_onnx.h"
#include "next_song/softmax.h"

namespace affekt {
namespace {

/// float32 [N, 1], the sum of each row.
std::string add_row_sums(OnnxGraphBuilder& graph, const std::string& values, const std::string& name) {
  return graph.add_node("ReduceSum", {values, graph.add_numbers(name + ".axis", {1})}, name);
}

/// Scores of 0 or below count as 0; what is left is made to sum to `weight` in each row, where it isn't all
/// 0.
std::string add_weighted_shares(OnnxGraphBuilder& graph, const std::string& scores, double weight,
                                const std::string& name) {
  const std::string zero = graph.add_weight(name + ".zero", {}, std::vector<float>{0});
  const std::string opinions = graph.add_node("Max", {scores, zero}, name + ".opinions");
  const std::string sums = add_row_sums(graph, opinions, name + ".sums");
  const std::string has_any = graph.add_node("Less", {zero, sums}, name + ".has_any");
  const std::string all =
      graph.add_weight(name + ".weight", {}, std::vector<float>{static_cast<float>(weight)});
  const std::string factors = graph.add_node("Div", {all, sums}, name + ".factors");  // infinite without any
  const std::string factor = graph.add_node("Where", {has_any, factors, zero}, name + ".factor");
  return graph.add_node("Mul", {opinions, factor}, name);
}

}  // namespace

NextSongGraph::NextSongGraph(const std::string& name, int64_t num_songs, bool emotion)
    : builder_(name), num_songs_(num_songs) {
  AFFEKT_CHECK(num_songs > 0, "a catalogue has songs");
  using namespace next_song_value;
  builder_.add_input(
      describe_value({kIndices,
                      DType::kInt64,
                      {{0, "N"}, {0, "L"}},
                      "histories, the oldest play first: rows of the catalogue beside the model; "
                      "what stands behind a history is not looked at"}));
  builder_.add_input(describe_value({kLengths, DType::kInt64, {{0, "N"}}, "plays of each history, 0 to L"}));
  if (emotion)
    builder_.add_input(describe_value({kEmotion,
                                       DType::kFloat32,
                                       {{0, "N"}, {2, ""}},
                                       "wanted valence and arousal of the next song, in the units of the "
                                       "catalogue's features; NaN: any"}));
  plays_ = add_play_rows(builder_, kIndices, kLengths, num_songs);
}

const std::string& NextSongGraph::row_count() {
  if (row_count_.empty()) row_count_ = add_row_count(builder_, plays_.songs, "row_count");
  return row_count_;
}

onnx::GraphProto NextSongGraph::finish(const std::string& scores) {
  using namespace next_song_value;
  const int64_t num_top = std::min(kNextSongTop, num_songs_);
  const TopSongs top = add_top_songs(builder_, scores, num_top);
  builder_.rename(scores, kAllScores);
  builder_.rename(top.scores, kScores);
  builder_.rename(top.songs, kSongs);
  builder_.add_output(describe_value(
      {kScores, DType::kFloat32, {{0, "N"}, {num_top, ""}}, "of the best songs, the highest first"}));
  builder_.add_output(describe_value({kSongs,
                                      DType::kInt64,
                                      {{0, "N"}, {num_top, ""}},
                                      "the rows of the catalogue that have these scores; of equal scores the "
                                      "lower row first"}));
  builder_.add_output(describe_value({kAllScores,
                                      DType::kFloat32,
                                      {{0, "N"}, {num_songs_, ""}},
                                      "of every song, in the catalogue's order"}));
  return builder_.finish();
}

std::string add_softmax(NextSongGraph& next_song, const std::string& scores) {
  OnnxGraphBuilder& graph = next_song.builder();
  graph.add_node("ReduceMax", {scores}, "softmax.largest");
  graph.set_attribute("axes", std::vector<int64_t>{1});
  const std::string below = graph.add_node("Sub", {scores, "softmax.largest"}, "softmax.below");
  const std::string least = graph.add_weight("softmax.least", {}, std::vector<float>{kLeastLogShare});
  const std::string parts =
      graph.add_node("Exp", {graph.add_node("Max", {below, least}, "softmax.kept")}, "softmax.parts");
  return graph.add_node("Div", {parts, add_row_sums(graph, parts, "softmax.sums")}, "softmax");
}

std::string add_mixture(NextSongGraph& next_song, double weight, const std::string& first,
                        const std::string& second) {
  OnnxGraphBuilder& graph = next_song.builder();
  const std::string a = add_weighted_shares(graph, first, weight, "mixture.first");
  const std::string b = add_weighted_shares(graph, second, 1 - weight, "mixture.second");
  return graph.add_node("Add", {a, b}, "mixture");
}

}  // namespace affekt
