// Whether results can be written where they are to go, asked before the work that makes them.
#pragma once

#include <filesystem>
#include <string>

namespace affekt {

/// Why nothing can be written in `folder`, which need not exist yet; empty if it can. Tries it, since
/// permissions don't tell of all file systems, and leaves nothing behind. The path is not repeated:
/// "this folder can't be made, because nothing can be made in /proc: its file system takes no new files".
std::string why_not_writable(const std::filesystem::path& folder);

/// @throws ArtifactError  "FOLDER: why nothing can be written in it; ADVICE"
void require_writable_folder(const std::filesystem::path& folder, const std::string& advice);

}  // namespace affekt
