// Reading configs out of texts, and the message that a faulty one gives.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "config/load_config.h"
#include "core/error.h"
#include "tests/core/temporary_folder.h"

namespace affekt {

/// The least that a config must have: two lines.
inline const std::string kMinimalConfig = "name: test\ndata: {path: faces}\n";

/// Lines that begin with "test.yaml:3:1" are about the first line behind the minimal config.
inline std::string error_of_text(const std::string& yaml) {
  try {
    parse_experiment(yaml, "test.yaml");
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "(no error)";
}

inline std::string error_behind_minimal(const std::string& yaml) {
  return error_of_text(kMinimalConfig + yaml);
}

/// Files of one test; errors show paths relative to the folder.
class ConfigFolder {
 public:
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  ExperimentConfig load(const std::string& name, const std::vector<std::string>& overrides = {}) const {
    return load_experiment(folder_ / name, overrides);
  }
  std::string error_of(const std::string& name, const std::vector<std::string>& overrides = {}) const {
    try {
      load(name, overrides);
    } catch (const ConfigError& error) {
      std::string message = error.what();
      const std::string prefix = folder_.path().string() + "/";
      for (size_t at; (at = message.find(prefix)) != std::string::npos;) message.erase(at, prefix.size());
      return message;
    }
    return "(no error)";
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace affekt
