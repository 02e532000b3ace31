// Parts of ONNX graphs over histories of plays: which plays count, which songs they are of, when and how
// often.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "export/graph/onnx_graph_builder.h"

namespace affekt {

/// What is made several times in one graph gets the name that it is given in front of its nodes' names.

/// N histories of up to L plays.
struct PlayRows {
  std::string songs;    // int64 [N, L], oldest first, 0 behind the plays
  std::string lengths;  // int64 [N], 0..L
};

/// An index outside of 0..num_songs - 1 among the plays, and a length outside of 0..L, are refused by the
/// runtime: they are looked up in a list of the numbers that are right. A negative one, which Gather would
/// count from the end, is first made smaller than any that it takes. What stands behind the plays is not
/// looked at.
/// @param indices  int64 [N, L], L from 1 on  @param lengths  int64 [N]
PlayRows add_play_rows(OnnxGraphBuilder& graph, const std::string& indices, const std::string& lengths,
                       int64_t num_songs);

/// W plays of each history, or all where it has fewer: W is the smaller one of L and what was asked for.
struct PlayColumns {
  std::string songs;    // int64 [N, W], 0 where there is no play
  std::string is_play;  // bool [N, W]
  std::string lengths;  // int64 [N], 0..W
  std::string width;    // int64 scalar, W
  std::string offsets;  // int64 [W], 0, 1 ... W - 1
};

/// The last ones, oldest first; what is free stands behind them.
PlayColumns add_last_plays(OnnxGraphBuilder& graph, const PlayRows& rows, int64_t max_plays,
                           const std::string& name);
/// The last ones, newest first.
PlayColumns add_newest_plays(OnnxGraphBuilder& graph, const PlayRows& rows, int64_t max_plays,
                             const std::string& name);

/// What a window holds, each item once: U entries for all N rows.
struct HeardItems {
  std::string name;
  std::string keys;  // int64 [U], row * (num_items + 1) + item; item num_items stands for "no play"
  std::string ages;  // int64 [U], plays since the item's last one, 0: it was the last play; any for "no play"
  std::string counts;  // int64 [U], the item's plays
  int64_t num_items = 0;
};

/// @param window  newest first  @param items  int64 [N, W], of its plays: 0..num_items - 1
HeardItems add_heard_items(OnnxGraphBuilder& graph, const PlayColumns& window, const std::string& items,
                           int64_t num_items, bool with_ages, const std::string& name);
/// int64 [U], 0..num_items
std::string add_item_numbers(OnnxGraphBuilder& graph, const HeardItems& heard);
/// float32 [N, num_items]: the values where the items are, else 0. @param values  float32 [U]
std::string add_spread_values(OnnxGraphBuilder& graph, const HeardItems& heard, const std::string& values);

/// float32 [N, num_items] of rows of their own: values[n, r] at items[n, r], which differ from each other but
/// for num_items, "none"; else 0. Where they don't differ, the values must be equal.
/// @param row_count  int64 [1], N
std::string add_spread_rows(OnnxGraphBuilder& graph, const std::string& row_count, const std::string& items,
                            const std::string& values, int64_t num_items, const std::string& name);

/// int64 [1], N. @param rows  [N, ...], int64
std::string add_row_count(OnnxGraphBuilder& graph, const std::string& rows, const std::string& name);

struct TopSongs {
  std::string scores, songs;  // float32 and int64 [N, K], best first; of equal scores the lower index first
};
/// @param scores  float32 [N, num_songs]  @param num_top  at most num_songs
TopSongs add_top_songs(OnnxGraphBuilder& graph, const std::string& scores, int64_t num_top);

}  // namespace affekt
