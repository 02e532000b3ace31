// Refuses to read a run in which somebody works.
#pragma once

#include "runs/run_directory.h"

namespace affekt {

/// Of a run directory, or the folder of a group of runs; it may be one that can't be written.
/// @throws ArtifactError: another process works there (is_run_locked); says what to do
void refuse_run_in_use(const RunPaths& run);

}  // namespace affekt
