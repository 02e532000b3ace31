// Which directory a run goes to, whether it may, and how to go on when it was interrupted.
#pragma once

#include "app/command_line.h"
#include "training/train_run.h"

namespace affekt {

/// How `run` and `train` begin: reads the config, checks its model, claims the run directory (--out, or
/// experiments/<name>) and prepares the data. A directory with files of somebody else is refused, and one
/// that holds a training unless --resume or --overwrite was given; nothing but temporaries is removed:
/// train_run overwrites once all is checked.
/// @throws ConfigError; DataError; ArtifactError naming the directory and the ways out, or if another process
///         works in it
TrainRunOptions begin_run(const RunArguments& arguments);

/// train_run, whose Interrupted then also says where the checkpoint is and how to go on.
TrainSummary train_or_tell_how_to_resume(const TrainRunOptions& options);

}  // namespace affekt
