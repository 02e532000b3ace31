// What both libraries do before a command: one build on both sides, the log, signals, memory.
#pragma once

#include <string>

#include "core/process/log.h"

namespace affekt {

/// @param library  its file's name  @param build  of the program
/// @throws ArtifactError if the library is of another build; Interrupted
void begin_library_call(const char* library, const std::string& build, LogLevel log_level);

}  // namespace affekt
