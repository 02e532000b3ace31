// Which directory a run goes to, and whether it may.
#pragma once

#include <filesystem>

#include "kinds/whole_way.h"

namespace affekt {

/// A directory with files of somebody else is refused, and one that holds a training or its results unless
/// `resume` or `overwrite` is set; nothing but temporaries is removed.
/// @throws ArtifactError naming the directory and the ways out, or if another process works in it
void claim_run_directory(const std::filesystem::path& directory, const RunRequest& request);

/// What the config and the options give away by themselves; nothing is written.
/// @throws ConfigError; ArtifactError: the weights to begin with are not there
void check_run_request(const Kind& kind, const RunRequest& request);

/// Checks the request and claims the run directory. The data are not prepared. @throws as both
FitRequest choose_run(const Kind& kind, const RunRequest& request);

}  // namespace affekt
