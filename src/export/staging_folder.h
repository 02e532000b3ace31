// Files that are made together and come into a folder together, or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace affekt {

/// A folder inside the one that the files are for, so that they come in by renaming. Its name is that of a
/// temporary file of `last` (core/atomic_file.h); only a killed process leaves one behind.
class StagingFolder {
 public:
  /// @param last  the file that comes in at the end: where it is new, all others are
  /// @throws ArtifactError if it can't be made
  StagingFolder(std::filesystem::path target, std::string last);
  ~StagingFolder();
  StagingFolder(const StagingFolder&) = delete;
  StagingFolder& operator=(const StagingFolder&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

  /// Replaces what has the same names.
  /// @param stale  names in the target that are removed with it, for they would not fit the new files
  /// @throws ArtifactError if a renaming fails: the target is then as it was
  void move_in(const std::vector<std::string>& stale);

 private:
  const std::filesystem::path target_, path_;
  const std::string last_;
};

}  // namespace affekt
