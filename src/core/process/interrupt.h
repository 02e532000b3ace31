// The signals that ask for an end, as a flag that long loops look at.
#pragma once

namespace affekt {

/// Clears the flag; from now on these signals set it:
/// - SIGINT and SIGTERM. What doesn't end by itself is ended 9 s later; a second one of either kind ends the
///   process at once, unless it follows within 0.2 s: `timeout` and terminals deliver one request twice.
/// - SIGHUP (a lost connection), SIGUSR1, SIGUSR2 and SIGXCPU (a batch system's warning), SIGPIPE (nobody
/// reads
///   on), where the process doesn't ignore them, as it does SIGHUP under nohup. They come in numbers, and
///   leave the time that saving takes.
void install_interrupt_handlers();
bool interrupt_requested();
/// Throws Interrupted if the flag is set.
void throw_if_interrupted(const char* what_was_stopped);

}  // namespace affekt
