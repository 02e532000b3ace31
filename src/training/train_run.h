// One training from a config to a run directory: prepare when needed, train or resume, best weights.
#pragma once

#include <filesystem>
#include <string>

#include "config/experiment_config.h"
#include "runs/run_directory.h"
#include "store/prepared_file.h"

namespace affekt {

struct TrainRunOptions {
  ExperimentConfig config;
  std::filesystem::path run_directory;
  std::filesystem::path prepared_path;
  bool resume = false;     // go on from the newest readable checkpoint; without one, start
  bool overwrite = false;  // remove the run that the directory holds, once nothing can be wrong any more
};

struct TrainSummary {
  int64_t epochs = 0, best_epoch = 0;
  double best_value = 0;  // of config.train.best_metric on validation; 0 without a validation split
  double seconds = 0, samples_per_second = 0;
};

/// What looks at validation scores can't do without a validation split: train.select: best, the schedule
/// plateau. (Early stopping is only allowed with best.)
/// @param why_none  "data.split.validation_fold is 0", for the message
/// @throws ConfigError that begins with the key
void check_training_without_validation(const TrainConfig& config, const std::string& why_none);

/// Refuses what train_run would refuse of this config with these data, without touching the run directory.
/// @throws ConfigError, DataError
void check_train_run(const TrainRunOptions& options);

/// @throws ConfigError, DataError (a loss that is not finite too), ArtifactError (the directory holds another
/// finished or begun run and `resume` is false; lock held), Interrupted (checkpoint written)
TrainSummary train_run(const TrainRunOptions& options);

}  // namespace affekt
