// A prepared file that the user named, held against the config.
#pragma once

#include "jobs/run_choice.h"

namespace affekt {

/// A run with a file that its config does not describe would say of itself what is not so. Paths are not
/// compared.
/// @throws ConfigError: another data set, or other options than `data` of the config has
/// @throws DataError: it can't be read
void check_named_file(const RunRequest& request);

}  // namespace affekt
