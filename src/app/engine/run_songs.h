// The commands of a config that clusters songs.
#pragma once

#include "app/command_line.h"
#include "config/experiment_config.h"

namespace affekt {

/// Whether the config clusters songs (data.source: songs and model.name: song_kmeans) instead of training a
/// network. @throws ConfigError if only one of the two says so
bool clusters_songs(const ExperimentConfig& config);

/// affekt run: prepare, cluster, report, export. Prints what came out.
/// @throws ConfigError; DataError; ArtifactError; Interrupted saying how to go on
void run_songs(const RunCommand& command);

/// affekt train: prepare and cluster.
void train_songs(const TrainCommand& command);

/// affekt evaluate and affekt export of what they left.
void evaluate_songs(const EvaluateCommand& command);
void export_songs(const ExportCommand& command);

}  // namespace affekt
