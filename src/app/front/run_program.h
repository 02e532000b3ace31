// The program from its arguments to its exit code.
#pragma once

#include <string>
#include <vector>

namespace affekt {

/// @param arguments  without the program's name
/// @return           the exit code; every error has been told on stderr
int run_program(const std::vector<std::string>& arguments);

}  // namespace affekt
