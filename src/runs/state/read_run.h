// One run directory, or the folder of a group of runs -> what a list tells of it.
#pragma once

#include <filesystem>

#include "runs/state/list_runs.h"

namespace affekt {

/// All members but the name. What can't be read is told in `fault`; nothing is thrown for it.
ListedRun read_run(const std::filesystem::path& folder);

}  // namespace affekt
