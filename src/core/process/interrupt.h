// SIGINT and SIGTERM as a flag that long loops look at.
#pragma once

namespace affekt {

/// Clears the flag; from now on SIGINT and SIGTERM set it, and a second signal of either kind ends the
/// process at once.
void install_interrupt_handlers();
bool interrupt_requested();
/// Throws Interrupted if the flag is set.
void throw_if_interrupted(const char* what_was_stopped);

}  // namespace affekt
