// The one file that a command writes, --out, checked before the work that makes it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace affekt {

/// @param out     what the user names with --out
/// @param read    what the command reads; empty paths are none
/// @param result  what is written, "playlist", for messages
/// @throws ConfigError    it is no place for a file, its folder is missing, or it is one of `read`
/// @throws ArtifactError  nothing can be written in its folder
void check_out_file(const std::string& out, const std::vector<std::filesystem::path>& read,
                    const std::string& result);

}  // namespace affekt
