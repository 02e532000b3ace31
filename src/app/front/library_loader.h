// Loads the engine or the player when a command needs it: that takes up to a third of a second, which --help
// must not pay.
#pragma once

#include "app/command_line.h"

namespace affekt {

/// Runs the command in libaffekt_engine.so or in libaffekt_player.so. @return its exit code
/// @throws ArtifactError if the library beside the program (../lib) is missing or can't be loaded, or
/// where there is too little memory for the engine
int run_in_engine(const EngineCommand& command, LogLevel log_level);
int run_in_player(const PlayerCommand& command, LogLevel log_level);

}  // namespace affekt
