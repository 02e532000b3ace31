// Which directory a run goes to, whether it may, and how to go on when it was interrupted.
#pragma once

#include <filesystem>

#include "app/command_line.h"
#include "config/experiment_config.h"
#include "training/train_run.h"

namespace affekt {

/// --out, or experiments/<name>.
std::filesystem::path choose_run_directory(const ExperimentConfig& config, const RunArguments& arguments);

/// Before any work: refuses a directory with files of somebody else, and one that holds a training unless
/// --resume or --overwrite was given. Removes nothing but temporaries: train_run overwrites once all is
/// checked.
/// @throws ArtifactError naming the directory and the ways out, or if another process works in it
void claim_run_directory(const std::filesystem::path& directory, const RunArguments& arguments);

/// train_run, whose Interrupted then also says where the checkpoint is and how to go on.
TrainSummary train_or_tell_how_to_resume(const TrainRunOptions& options);

}  // namespace affekt
