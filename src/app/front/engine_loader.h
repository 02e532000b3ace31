// Loads libaffekt_engine.so when a command needs it: it takes a third of a second, which --help must not pay.
#pragma once

#include "app/command_line.h"

namespace affekt {

/// Runs the command in the engine. @return its exit code
/// @throws ArtifactError if the library beside the program (../lib) is missing or can't be loaded, or
/// where there is too little memory for it
int run_in_engine(const EngineCommand& command, LogLevel log_level);

}  // namespace affekt
