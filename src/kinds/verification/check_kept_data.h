// Whether the data that were found are those of the kept report, and whether this machine is of the kind that
// made it.
#pragma once

#include <string>

#include "kinds/verification/kept_run.h"

namespace affekt {

/// The source digest, which find_kept_data has compared, and the prepared content.
void check_kept_data(const KeptRun& kept, const KeptData& data, CheckList& checks);

/// Why the same bytes can't be expected of a run that was made again: "processor A, here B; threads 4, here
/// 2". "" if they can. @param kept, made  manifest.json of both
std::string describe_other_machine(const std::filesystem::path& kept, const std::filesystem::path& made);

}  // namespace affekt
