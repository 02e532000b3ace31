// One training of a network in a run directory, whatever the kind: lock, resume, observers, checkpoints, best
// weights, manifest, summary.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "config/experiment_config.h"
#include "runs/manifest.h"
#include "tasks/task.h"
#include "training/watch_options.h"

namespace affekt {

struct TrainRunOptions {
  ExperimentConfig config;
  std::filesystem::path run_directory;
  std::filesystem::path prepared_path;
  bool resume = false;  // go on from the newest readable checkpoint; without one, start
  WatchOptions watch;
  bool overwrite = false;  // remove the run that the directory holds, once nothing can be wrong any more
};

struct TrainSummary {
  int64_t epochs = 0, best_epoch = 0;
  double best_value = 0;  // of config.train.best_metric on validation; 0 without a validation split
  double seconds = 0, samples_per_second = 0;
};

/// What a kind adds to a training: its task, and what its network says of itself.
struct TrainJob {
  std::shared_ptr<Task> task;
  ManifestData data;                                // that the task's samples were read from
  std::string unit = "samples";                     // what one sample is called, in the plural: "images"
  nlohmann::json about = nlohmann::json::object();  // NetworkFileInfo::about
  /// Called with the best weights in the network, once the training is done: what of `about` can only be
  /// fitted then. May be empty.
  std::function<nlohmann::json()> finish;
};

/// What looks at validation scores can't do without a validation split: train.select: best, the schedule
/// plateau. (Early stopping is only allowed with best.)
/// @param why_none  "data.split.validation_fold is 0", for the message
/// @throws ConfigError that begins with the key
void check_training_without_validation(const TrainConfig& config, const std::string& why_none);

/// Refuses what train_network would refuse of this config with this job, without touching the run directory.
/// @throws ConfigError
void check_train_job(const TrainRunOptions& options, const TrainJob& job);

/// @param make_job  reads the data and makes the network; called when the run directory is locked and may be
///                  trained in
/// @throws ConfigError, DataError (a loss that is not finite too), ArtifactError (the directory holds another
/// finished or begun run and `resume` is false; lock held), Interrupted (checkpoint written)
TrainSummary train_network(const TrainRunOptions& options, const std::function<TrainJob()>& make_job);

}  // namespace affekt
