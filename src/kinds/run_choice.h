// Which directory a run goes to, and whether it may.
#pragma once

#include <filesystem>

#include "kinds/whole_way.h"

namespace affekt {

/// A directory with files of somebody else is refused, and one that holds a training or its results unless
/// `resume` or `overwrite` is set; nothing but temporaries is removed.
/// @throws ArtifactError naming the directory and the ways out, or if another process works in it
void claim_run_directory(const std::filesystem::path& directory, const RunRequest& request);

/// Checks the config as far as it can be without the data and claims the run directory. The data are not
/// prepared. @throws ConfigError; ArtifactError as above
FitRequest choose_run(const Kind& kind, const RunRequest& request);

}  // namespace affekt
