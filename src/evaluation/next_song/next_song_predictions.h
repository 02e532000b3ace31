// predictions.csv of a report on next songs: the rank of each play's song, and the first songs of the
// ranking.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "evaluation/next_song/next_song_report.h"

namespace affekt {

/// N plays, as predictions.csv has them.
struct NextSongPredictions {
  std::vector<std::string> source_ids;  // "mpd 278176:3": stream and place in it, from 0
  std::vector<std::string> streams;     // their names
  std::vector<int64_t> sequences;       // [N], in which the plays stand
  std::vector<std::string> targets;     // ids of the songs
  std::vector<uint8_t> is_warm;         // 1: a training sequence holds the song
  std::vector<double> ranks;            // of the reported method; infinity: not ranked

  int64_t num_plays() const { return static_cast<int64_t>(source_ids.size()); }
};

/// source_id,stream,sequence,target,is_warm,rank,top_1,...: ids of songs; rank "inf" for a song that is not
/// ranked, no id where the method names no further song.
std::string render_next_song_predictions_csv(const NextSongReportFacts& input);

/// source_id,is_warm and a column of ranks for each method, named for it: what every score can be computed
/// from.
std::string render_method_ranks_csv(const NextSongReportFacts& input);

/// @throws ArtifactError naming file and line: wrong columns, a rank below 1 or that is no number, is_warm
/// not 0 or 1
NextSongPredictions read_next_song_predictions_csv(const std::filesystem::path& path);

}  // namespace affekt
