// How far a training is, from what it writes after each epoch: metrics.csv and train.log.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "runs/run_directory.h"

namespace affekt {

struct TrainingProgress {
  int64_t epochs_done = 0;
  double seconds = 0;  // of the epochs
};
/// Nothing done where metrics.csv is not there. It is replaced as a whole, so it is whole.
TrainingProgress read_training_progress(const RunPaths& run);

struct BestEpoch {
  int64_t epoch = 0;  // from 1; 0: no epoch is finished
  double value = 0;   // of the metric on validation
};
/// The best epoch so far, by the training's own judgement. @param metric  train.best_metric
BestEpoch read_best_epoch(const RunPaths& run, const std::string& metric);

/// Whether train.log says that the training came to its end.
bool is_training_logged_as_finished(const RunPaths& run);

}  // namespace affekt
