// Files that are made together and come into a folder together, or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace affekt {

/// A folder inside the one that the files are for, so that they come in by renaming. Its name is that of a
/// temporary file of `last` (core/files/atomic_file.h); only a killed process leaves one behind. The next one
/// with this `last` removes it, once its own files are in: former ones may lie in it.
class StagingFolder {
 public:
  /// @param last  the file that comes in at the end: where it is new, all others are
  /// @throws ArtifactError if it can't be made: names the target
  StagingFolder(std::filesystem::path target, std::string last);
  /// Removes what did not come in, and the target if it was made for it and is empty.
  ~StagingFolder();
  StagingFolder(const StagingFolder&) = delete;
  StagingFolder& operator=(const StagingFolder&) = delete;

  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

  /// Each file, those in folders too, replaces the one of the same name; what else lies in the target and its
  /// folders stays.
  /// @param stale  files of the target that are removed with it, for they would not fit the new ones, and the
  ///               folders that become empty by it
  /// @throws ArtifactError if a folder is in a file's place, or a renaming fails: the target is then as it
  /// was
  void move_in(const std::vector<std::filesystem::path>& stale = {});

 private:
  const std::filesystem::path target_, path_;
  const std::string last_;
  const bool is_target_new_;
  int lock_ = -1;  // of the folder, while this lives
};

/// Staging folders with this `last` in `target` that killed processes have left there: nobody holds their
/// lock.
std::vector<std::filesystem::path> list_abandoned_staging(const std::filesystem::path& target,
                                                          const std::string& last);

}  // namespace affekt
