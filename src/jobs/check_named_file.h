// A prepared file that the user named, held against the config.
#pragma once

#include "jobs/run_choice.h"

namespace affekt {

/// @throws ConfigError  the file is of another data set, or was prepared with other options than `data` of
/// the config
///                      has: the run would say of itself what is not so. Paths are not compared
/// @throws DataError    it can't be read
void check_named_file(const RunRequest& request);

}  // namespace affekt
