// The graph of an exported recommender: histories in, scores of all songs in the middle, the best songs out.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <string>

#include "export/graph/onnx_graph_builder.h"
#include "export/graph/play_graph.h"

namespace affekt {

/// "indices" int64 [N, L] and "lengths" int64 [N] -> "scores" float32 [N, K], "songs" int64 [N, K] and
/// "all_scores" float32 [N, V]: names and contracts in next_song/next_song_onnx.h, K = min(kNextSongTop, V).
/// What is between is added by add_network_scores (network_scores.h), add_ranker_scores (ranker_scores.h) and
/// the two functions below. An index that is not in the catalogue, or a length that the row has not, is
/// refused by the runtime. Runs in ONNX Runtime; OpenCV's dnn module has no lookup by indices that are known
/// at run time only.
class NextSongGraph {
 public:
  /// @param name  the graph's, as viewers show it  @param emotion  whether there is an input "emotion"
  NextSongGraph(const std::string& name, int64_t num_songs, bool emotion);

  OnnxGraphBuilder& builder() { return builder_; }
  int64_t num_songs() const { return num_songs_; }
  const PlayRows& plays() const { return plays_; }
  /// int64 [1], N: made when it is first asked for, of the plays, which have then been looked up in the
  /// catalogue
  const std::string& row_count();

  /// Gives the graph away. @param scores  float32 [N, V], made by a node of its own
  onnx::GraphProto finish(const std::string& scores);

 private:
  OnnxGraphBuilder builder_;
  int64_t num_songs_;
  PlayRows plays_;
  std::string row_count_;
};

/// compute_softmax (next_song/softmax.h). @param scores  float32 [N, V]
std::string add_softmax(NextSongGraph& graph, const std::string& scores);
/// mix_scores (next_song/mixed_scores.h). @param weight  of the first, 0..1  @param first, second  float32
/// [N, V]
std::string add_mixture(NextSongGraph& graph, double weight, const std::string& first,
                        const std::string& second);

}  // namespace affekt
