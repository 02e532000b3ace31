// `affekt config`, the command that needs nothing but the config room.
#pragma once

#include "app/command_line.h"

namespace affekt {

/// Prints the effective config, or the JSON Schema of all configs. @throws ConfigError
void execute(const ConfigCommand& command);

}  // namespace affekt
