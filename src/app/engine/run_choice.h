// Which directory a run goes to, whether it may, and how to go on when it was interrupted.
#pragma once

#include "app/command_line.h"
#include "training/train_run.h"

namespace affekt {

/// A directory with files of somebody else is refused, and one that holds a training or its results unless
/// --resume or --overwrite was given; nothing but temporaries is removed.
/// @throws ArtifactError naming the directory and the ways out, or if another process works in it
void claim_run_directory(const std::filesystem::path& directory, const RunArguments& arguments);

/// Reads the config, checks it as far as it can be without the data and claims the run directory: --out, or
/// experiments/<name>. The data are not prepared.
/// @throws ConfigError; ArtifactError as above
TrainRunOptions choose_run(const RunArguments& arguments);

/// How `run` and `train` begin: chooses the run and prepares its data. train_run overwrites once all is
/// checked.
/// @throws as choose_run; DataError
TrainRunOptions begin_run(const RunArguments& arguments);

/// train_run, whose Interrupted then also says where the checkpoint is and how to go on.
TrainSummary train_or_tell_how_to_resume(const TrainRunOptions& options);

}  // namespace affekt
