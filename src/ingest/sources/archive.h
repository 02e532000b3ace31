// An archive in the place of a data set: told by its first bytes, with the command that unpacks it.
#pragma once

#include <filesystem>
#include <string>

namespace affekt {

/// Nothing if it is a folder or any other file.
/// @throws DataError naming the kind of archive and what to do, if `path` is one
void refuse_archive(const std::filesystem::path& path);

/// "--set data.path=PATH", quoted as a shell needs it.
std::string advise_path(const std::filesystem::path& path);

/// Whether a name ends as archives do: .zip, .tar, .gz and the like.
bool is_archive_name(const std::filesystem::path& path);

}  // namespace affekt
