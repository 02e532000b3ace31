// From a prepared catalogue of songs to a clustering that carries an emotion, in a run directory.
#pragma once

#include "training/train_network.h"

namespace affekt {

struct SongTrainSummary {
  int64_t num_songs = 0;  // that were clustered
  int64_t num_clusters = 0;
  std::string k_selection_reason;  // a sentence: given by the config, or how the sweep chose
  double inertia = 0;
  double seconds = 0;
};

/// Treats the features, chooses k, clusters, fits the regression to valence and arousal and makes the emotion
/// policy; writes config.yaml, manifest.json, train.log and song_model.json. With `resume`, a finished run of
/// the same config and data is left as it is.
/// @throws ConfigError: unlike the run to go on with; DataError; ArtifactError (the directory holds another
/// run
///         and neither `resume` nor `overwrite` is set; lock held); Interrupted
SongTrainSummary train_songs(const TrainRunOptions& options);

}  // namespace affekt
