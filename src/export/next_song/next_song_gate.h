// Histories, and what an exported recommender must say of them: for the export gate and the test vectors.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "export/export_plan.h"
#include "next_song/song_ranker.h"
#include "store/listening/listening_data.h"

namespace affekt {

/// Who computed what the engines must give.
struct NextSongReference {
  std::string name;  // "LibTorch"
  int64_t num_songs = 0;
  bool takes_emotion = false;
  /// float32 [n, V], row-major: the scores of all songs for n histories.
  /// @param emotion  [n, 2], wanted valence and arousal, NaN: any; empty if the model takes none
  std::function<std::vector<float>(const std::vector<PlayHistory>& histories,
                                   const std::vector<float>& emotion)>
      score;
};

/// Every play of a split that has a play before it in its stream, with all plays of the stream before it.
/// Where the model takes an emotion, every second one wants one.
GateData make_play_gate(const NextSongReference& reference, std::shared_ptr<const ListeningData> data,
                        Split split);

/// Made-up histories, some with songs that come again, one empty, of different lengths.
GateData make_made_up_gate(const NextSongReference& reference);

/// How many histories an engine is given at once.
int64_t choose_histories_at_once(int64_t num_songs);

/// The same songs in front, and scores within 1e-4 of themselves: they are shares of many songs, and so
/// small. @param labels  [V], of songs in messages
std::vector<GateCheck> make_next_song_checks(std::vector<std::string> labels);

}  // namespace affekt
