// An archive in the place of a data set: told by its first bytes, with the command that unpacks it.
#pragma once

#include <filesystem>

namespace affekt {

/// Nothing if it is a folder or any other file.
/// @throws DataError naming the kind of archive and what to do, if `path` is one
void refuse_archive(const std::filesystem::path& path);

/// Whether a name ends as archives do: .zip, .tar, .gz and the like.
bool is_archive_name(const std::filesystem::path& path);

}  // namespace affekt
