// The folder of a group of runs (`run --seeds`, `sweep`): each run in it by itself, and the group's report
// against the runs.
#pragma once

#include <filesystem>

#include "evaluation/verification/check_list.h"

namespace affekt {

/// Whether it is such a folder: by its group.json, or where that was not kept by its report.
bool is_run_group(const std::filesystem::path& folder);

/// One line for each run with how many of its checks are ok, and each check of it that is not; the group's
/// files against their digests; the scores of the group's report against the runs.
/// @throws Interrupted
CheckList verify_run_group(const std::filesystem::path& folder);

/// @throws ArtifactError: it is a group of runs; names the runs in it that can be reproduced
void refuse_run_group(const std::filesystem::path& folder);

}  // namespace affekt
