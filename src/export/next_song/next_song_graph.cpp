#include "export/next_song/next_song_graph.h"

#include <algorithm>

#include "core/error.h"
#include "next_song/next_song_onnx.h"

namespace affekt {

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
  row_count_ = add_row_count(builder_, plays_.lengths, "row_count");
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

}  // namespace affekt
