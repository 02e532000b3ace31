// Environment variables that make a run slower, or its numbers differ.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace affekt {

struct VariableFinding {
  std::string name, value;
  std::string effect;  // "OpenBLAS uses 1 of 2 threads: matrix products are slower"
};

/// Those that are set and have such an effect.
/// @param get  a variable's value, null: it is not set (std::getenv)
/// @param num_threads  that affekt would use
std::vector<VariableFinding> examine_environment(const std::function<const char*(const char* name)>& get,
                                                 int num_threads);

}  // namespace affekt
