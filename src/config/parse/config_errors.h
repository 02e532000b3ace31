// Gathers the faults of a config, so that a user sees all of them at once.
#pragma once

#include <string>
#include <vector>

#include "config/parse/yaml_tree.h"

namespace affekt {

class ConfigErrors {
 public:
  /// Adds "LOCATION: KEY.PATH: WHAT".
  void add(const SourceLocation& location, const std::string& key_path, const std::string& what);
  /// @throws ConfigError with one line for each fault, in the order of the file's lines
  void throw_if_any();

 private:
  struct Fault {
    SourceLocation location;
    std::string text;
  };
  std::vector<Fault> faults_;
};

}  // namespace affekt
