#include "export/graph/play_graph.h"

#include "core/error.h"

namespace affekt {
namespace {

/// int64 [N, 1] of int64 [N].
std::string add_column(OnnxGraphBuilder& graph, const std::string& values, const std::string& name) {
  return graph.add_node("Unsqueeze", {values, graph.add_numbers(name + ".axis", {1})}, name);
}

/// int64 [count], begin, begin + 1 ... @param begin, end  scalars
std::string add_range(OnnxGraphBuilder& graph, const std::string& begin, const std::string& end,
                      const std::string& name) {
  return graph.add_node("Range", {begin, end, graph.add_number(name + ".step", 1)}, name);
}

/// The value if it is one of 0..count - 1; else the runtime refuses to look it up. @param count  scalar
std::string add_checked(OnnxGraphBuilder& graph, const std::string& values, const std::string& count,
                        const std::string& name) {
  const std::string zero = graph.add_number(name + ".zero", 0);
  const std::string right = add_range(graph, zero, count, name + ".right");
  const std::string is_negative = graph.add_node("Less", {values, zero}, name + ".is_negative");
  const std::string below = graph.add_node("Sub", {values, count}, name + ".below");
  const std::string guarded = graph.add_node("Where", {is_negative, below, values}, name + ".guarded");
  return graph.add_node("Gather", {right, guarded}, name);
}

/// Offsets 0..W - 1, and where they are of plays: the first `lengths` of a row.
struct Columns {
  std::string width, offsets, lengths, is_play;
};

Columns add_columns(OnnxGraphBuilder& graph, const PlayRows& rows, int64_t max_plays,
                    const std::string& name) {
  AFFEKT_CHECK(max_plays > 0, name + ": a window of no plays");
  Columns columns;
  const std::string shape = graph.add_node("Shape", {rows.songs}, name + ".shape");
  const std::string all =
      graph.add_node("Gather", {shape, graph.add_number(name + ".shape_axis", 1)}, name + ".all_plays");
  const std::string most = graph.add_number(name + ".most", max_plays);
  columns.width = graph.add_node("Min", {all, most}, name + ".width");
  columns.offsets = add_range(graph, graph.add_number(name + ".first", 0), columns.width, name + ".offsets");
  columns.lengths = graph.add_node("Min", {rows.lengths, most}, name + ".lengths");
  columns.is_play =
      graph.add_node("Less", {columns.offsets, add_column(graph, columns.lengths, name + ".lengths_column")},
                     name + ".is_play");  // [N, W]
  return columns;
}

std::string add_plays_at(OnnxGraphBuilder& graph, const PlayRows& rows, const std::string& positions,
                         const Columns& columns, const std::string& name) {
  graph.add_node("GatherElements", {rows.songs, positions}, name + ".at_positions");
  graph.set_attribute("axis", int64_t{1});
  return graph.add_node(
      "Where", {columns.is_play, name + ".at_positions", graph.add_number(name + ".no_song", 0)}, name);
}

}  // namespace

PlayRows add_play_rows(OnnxGraphBuilder& graph, const std::string& indices, const std::string& lengths,
                       int64_t num_songs) {
  const std::string one = graph.add_number("plays.one", 1), zero = graph.add_number("plays.zero", 0);
  const std::string shape = graph.add_node("Shape", {indices}, "plays.shape");
  const std::string num_columns = graph.add_node("Gather", {shape, one}, "plays.num_columns");
  const std::string num_lengths = graph.add_node("Add", {num_columns, one}, "plays.num_lengths");
  PlayRows rows;
  rows.lengths = add_checked(graph, lengths, num_lengths, "lengths_from_0_to_L");
  const std::string offsets = add_range(graph, zero, num_columns, "plays.offsets");
  const std::string is_play = graph.add_node(
      "Less", {offsets, add_column(graph, rows.lengths, "plays.lengths_column")}, "plays.is_play");  // [N, L]
  const std::string masked = graph.add_node("Where", {is_play, indices, zero}, "plays.masked");
  rows.songs = add_checked(graph, masked, graph.add_number("plays.num_songs", num_songs),
                           "indices_within_the_catalogue");
  return rows;
}

PlayColumns add_last_plays(OnnxGraphBuilder& graph, const PlayRows& rows, int64_t max_plays,
                           const std::string& name) {
  const Columns columns = add_columns(graph, rows, max_plays, name);
  const std::string begins = graph.add_node("Sub", {rows.lengths, columns.lengths}, name + ".begins");
  const std::string positions = graph.add_node(
      "Add", {columns.offsets, add_column(graph, begins, name + ".begins_column")}, name + ".positions");
  return {add_plays_at(graph, rows, positions, columns, name), columns.is_play, columns.lengths,
          columns.width, columns.offsets};
}

PlayColumns add_newest_plays(OnnxGraphBuilder& graph, const PlayRows& rows, int64_t max_plays,
                             const std::string& name) {
  const Columns columns = add_columns(graph, rows, max_plays, name);
  const std::string last =
      graph.add_node("Sub", {rows.lengths, graph.add_number(name + ".one", 1)}, name + ".last");
  const std::string back = graph.add_node(
      "Sub", {add_column(graph, last, name + ".last_column"), columns.offsets}, name + ".back");
  const std::string positions =
      graph.add_node("Max", {back, graph.add_number(name + ".zero", 0)}, name + ".positions");  // [N, W]
  return {add_plays_at(graph, rows, positions, columns, name), columns.is_play, columns.lengths,
          columns.width, columns.offsets};
}

HeardItems add_heard_items(OnnxGraphBuilder& graph, const PlayColumns& window, const std::string& items,
                           int64_t num_items, bool with_ages, const std::string& name) {
  HeardItems heard;
  heard.name = name;
  heard.num_items = num_items;
  const std::string or_none = graph.add_node(
      "Where", {window.is_play, items, graph.add_number(name + ".none", num_items)}, name + ".or_none");
  const std::string count = add_row_count(graph, window.lengths, name + ".row_count");
  const std::string zero = graph.add_number(name + ".zero", 0);
  const std::string end = graph.add_node("Squeeze", {count}, name + ".row_end");
  const std::string rows =
      add_column(graph, add_range(graph, zero, end, name + ".row_numbers"), name + ".rows");  // [N, 1]
  const std::string first_keys = graph.add_node(
      "Mul", {rows, graph.add_number(name + ".keys_of_a_row", num_items + 1)}, name + ".first_keys");
  const std::string keys = graph.add_node("Add", {first_keys, or_none}, name + ".all_keys");  // [N, W]
  heard.keys = name + ".keys";
  heard.counts = name + ".counts";
  // The first place of a key, in all rows behind each other, is its newest play.
  const std::string places = with_ages ? name + ".first_places" : "";
  graph.add_node_with_outputs("Unique", {keys}, {heard.keys, places, "", heard.counts});
  if (with_ages) heard.ages = graph.add_node("Mod", {places, window.width}, name + ".ages");
  return heard;
}

std::string add_item_numbers(OnnxGraphBuilder& graph, const HeardItems& heard) {
  const std::string per_row = graph.add_number(heard.name + ".items_and_none", heard.num_items + 1);
  return graph.add_node("Mod", {heard.keys, per_row}, heard.name + ".item_numbers");
}

std::string add_spread_values(OnnxGraphBuilder& graph, const HeardItems& heard, const std::string& values) {
  const std::string& name = heard.name;
  const std::string size = graph.add_node(
      "Mul", {name + ".row_count", graph.add_numbers(name + ".row_size", {heard.num_items + 1})},
      name + ".flat_size");
  const std::string zeros = graph.add_node("ConstantOfShape", {size}, name + ".zeros");
  graph.add_node("ScatterElements", {zeros, heard.keys, values}, name + ".flat");
  graph.set_attribute("axis", int64_t{0});
  const std::string with_none = graph.add_node(
      "Reshape", {name + ".flat", graph.add_numbers(name + ".rows_shape", {-1, heard.num_items + 1})},
      name + ".with_none");
  return graph.add_node("Slice",
                        {with_none, graph.add_numbers(name + ".slice_begin", {0}),
                         graph.add_numbers(name + ".slice_end", {heard.num_items}),
                         graph.add_numbers(name + ".slice_axis", {1})},
                        name + ".spread");
}

std::string add_spread_rows(OnnxGraphBuilder& graph, const std::string& row_count, const std::string& items,
                            const std::string& values, int64_t num_items, const std::string& name) {
  graph.add_node("Concat", {row_count, graph.add_numbers(name + ".row_size", {num_items + 1})},
                 name + ".shape");
  graph.set_attribute("axis", int64_t{0});
  const std::string zeros = graph.add_node("ConstantOfShape", {name + ".shape"}, name + ".zeros");
  graph.add_node("ScatterElements", {zeros, items, values}, name + ".with_none");
  graph.set_attribute("axis", int64_t{1});
  return graph.add_node(
      "Slice",
      {name + ".with_none", graph.add_numbers(name + ".slice_begin", {0}),
       graph.add_numbers(name + ".slice_end", {num_items}), graph.add_numbers(name + ".slice_axis", {1})},
      name);
}

std::string add_row_count(OnnxGraphBuilder& graph, const std::string& rows, const std::string& name) {
  const std::string shape = graph.add_node("Shape", {rows}, name + ".shape");
  return graph.add_node("Gather", {shape, graph.add_numbers(name + ".axis", {0})}, name);
}

TopSongs add_top_songs(OnnxGraphBuilder& graph, const std::string& scores, int64_t num_top) {
  const TopSongs top = {"top_scores", "top_songs"};
  graph.add_node_with_outputs("TopK", {scores, graph.add_numbers("num_top", {num_top})},
                              {top.scores, top.songs});
  graph.set_attribute("axis", int64_t{1});
  return top;
}

}  // namespace affekt
