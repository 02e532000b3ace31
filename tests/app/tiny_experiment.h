// Demo faces and a config so small that the whole way takes seconds.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/app/affekt_process.h"

namespace affekt::testing_app {

/// A folder with synthetic FER2013 images (train, validation and test) and tiny.yaml that trains on them.
class TinyExperiment {
 public:
  TinyExperiment();

  std::string config() const { return (folder_ / "tiny.yaml").string(); }
  std::filesystem::path faces() const { return folder_ / "faces"; }
  std::filesystem::path prepared_dir() const { return folder_ / "prepared"; }
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

  /// `affekt COMMAND tiny.yaml --out FOLDER/RUN` and more arguments.
  std::vector<std::string> arguments(const std::string& command, const std::string& run,
                                     const std::vector<std::string>& more = {}) const;
  /// Runs that to its end.
  ProcessResult execute(const std::string& command, const std::string& run,
                        const std::vector<std::string>& more = {}) const;

 private:
  TemporaryFolder folder_;
};

/// The bytes of all tensors of a safetensors file, without its header (which holds times).
std::string tensor_bytes(const std::filesystem::path& path);

/// The first `share` (0..1) of the file is kept.
void cut_file(const std::filesystem::path& path, double share);

/// Names of the files below `directory` that writing atomically leaves when it is not cleaned up.
std::vector<std::string> find_temporary_files(const std::filesystem::path& directory);

}  // namespace affekt::testing_app
