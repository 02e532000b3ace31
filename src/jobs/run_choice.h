// Which directory a run goes to, and whether it may.
#pragma once

#include <filesystem>
#include <optional>

#include "config/experiment_config.h"
#include "training/train_network.h"

namespace affekt {

/// What `run` and `train` are asked for.
struct RunRequest {
  ExperimentConfig config;
  std::filesystem::path run_directory;  // empty: experiments/<name>
  std::filesystem::path prepared_path;  // empty: prepared from config.data
  bool resume = false, overwrite = false;
  WatchOptions watch;
  std::optional<bool> images;  // pictures in the report: see EvaluateRequest
};

/// A directory with files of somebody else is refused, and one that holds a training or its results unless
/// `resume` or `overwrite` is set; nothing but temporaries is removed.
/// @throws ArtifactError naming the directory and the ways out, or if another process works in it
void claim_run_directory(const std::filesystem::path& directory, const RunRequest& request);

/// What a training begins with, before anything is read or written: its weights and its device.
/// @throws ConfigError; ArtifactError: the weights are not there
void check_start(const RunRequest& request);

/// Checks the weights, claims the run directory and takes the config's number of threads. The data are not
/// prepared. @throws as both
TrainRunOptions choose_run_directory(const RunRequest& request);

}  // namespace affekt
