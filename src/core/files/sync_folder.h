// Makes renames in a folder survive a power cut.
#pragma once

#include <filesystem>

namespace affekt {

/// Of the folder that `path` lies in. Not every file system can; then the files in it are still whole.
/// @throws ArtifactError where the disk fails
void sync_folder_of(const std::filesystem::path& path);

}  // namespace affekt
