// How well each song of a library follows what was played last, by an exported recommender of next songs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "playlist/play_history.h"
#include "playlist/song_library.h"

namespace affekt {

struct NextScores {
  /// [N] of the library: log10(V / rank) of V songs that the model ranks, so 1 for the song at a tenth of
  /// them and 0 for the last one; equal scores share the mean rank. NaN: the model does not know the song.
  std::vector<float> scores;
  int64_t num_known_plays = 0, num_plays = 0;  // of the history
  int64_t num_known_songs = 0;                 // of the library
};

/// Songs are the same if their ids are, or artist and title.
/// @param run  the folder of a run of next songs with catalogue.csv, or its model.onnx
/// @throws ArtifactError  no such model, no engine for it, another catalogue.csv
/// @throws DataError      the model knows no play of the history
NextScores compute_next_scores(const SongLibrary& library, const std::filesystem::path& run,
                               const std::vector<PlayedTrack>& history);

/// log10(V / rank) of each score; see NextScores.
std::vector<float> rank_scores(const std::vector<float>& scores);

}  // namespace affekt
