// The songs that a playlist is made of: what a clustering of songs says of each, from the folder of its run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "affect/emotion_policy.h"

namespace affekt {

/// Row i of all members with [N] is the same song.
struct SongLibrary {
  std::string name;                               // the run's folder, for messages
  std::vector<std::string> ids, artists, titles;  // [N], as clusters.csv has them
  std::vector<int32_t> clusters;                  // [N], 0..K-1
  /// [N], where the song lies: valence and arousal as the model predicts them from its features, in
  /// deviations from the mean song of the library. Without such a prediction, its cluster's place.
  std::vector<AffectPoint> places;
  bool has_predictions = false;           // places are the songs' own
  std::vector<int32_t> artist_of;         // [N], index into artist_names
  std::vector<std::string> artist_names;  // different artists, as make_name_key folds them; "": unnamed
  std::vector<std::string> labels;        // [K], names of the clusters
  EmotionPolicy policy;                   // of the clusters

  int64_t num_songs() const { return static_cast<int64_t>(ids.size()); }
};

/// What clusters.csv and model.onnx say, in the folder of a finished run of songs.
/// @param run         the folder, or its model.onnx
/// @param catalogues  CSV files of more songs: those with the features that the model takes get their cluster
///                    from it. A song whose id, or artist and title, are there already is not added again
/// @throws ArtifactError  a file of the run is missing, damaged or of another kind, clusters.csv is of
/// another
///                        model, or the clusters have no known emotion (no listeners' ratings)
/// @throws DataError      a catalogue that can't be read
SongLibrary read_song_library(const std::filesystem::path& run,
                              const std::vector<std::filesystem::path>& catalogues = {});

/// "https://open.spotify.com/track/ID", or "" if the id is none of Spotify's (22 letters and digits).
std::string spotify_link(std::string_view id);

}  // namespace affekt
