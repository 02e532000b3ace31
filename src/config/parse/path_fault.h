// Paths that were meant for another system, or that YAML read in another way than they were meant.
#pragma once

#include <string>

namespace affekt {

/// "" of a path that may be meant as it is.
std::string describe_path_fault(const std::string& path);

}  // namespace affekt
