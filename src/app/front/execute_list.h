// `affekt list`, which is asked often and must not wait for LibTorch.
#pragma once

#include "app/command_line.h"

namespace affekt {

/// Prints the runs under a folder as a table or as JSON. @throws ArtifactError
void execute(const ListCommand& command);

}  // namespace affekt
