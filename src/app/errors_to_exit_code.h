// The one place where exceptions end: each becomes a message on stderr and an exit code.
#pragma once

#include <functional>

namespace affekt {

/// Calls `work`. @return 0, or the code of the error it threw (core/error.h); nothing is thrown.
/// @param verbose  show all of an unexpected error's text; otherwise its first line, without the stack
int errors_to_exit_code(const std::function<void()>& work, bool verbose);

}  // namespace affekt
