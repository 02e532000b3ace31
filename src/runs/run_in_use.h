// Whether somebody works in a run directory, asked without touching it.
#pragma once

#include "runs/run_directory.h"

namespace affekt {

/// Whether another process holds the run's lock. Works in folders that can't be written, too.
bool is_run_in_use(const RunPaths& run);

/// @throws ArtifactError: it is in use; says what to do
void refuse_run_in_use(const RunPaths& run);

}  // namespace affekt
