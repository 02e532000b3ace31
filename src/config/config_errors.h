// Gathers the faults of a config, so that a user sees all of them at once.
#pragma once

#include <string>
#include <vector>

#include "config/yaml_tree.h"

namespace affekt {

class ConfigErrors {
 public:
  /// Adds "LOCATION: KEY.PATH: WHAT".
  void add(const SourceLocation& location, const std::string& key_path, const std::string& what);
  bool empty() const { return lines_.empty(); }
  /// @throws ConfigError with one line for each fault
  void throw_if_any() const;

 private:
  std::vector<std::string> lines_;
};

}  // namespace affekt
