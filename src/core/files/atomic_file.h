// Files that are either the old ones or the new ones, whole: temporary name, fsync, rename.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace affekt {

/// Calls `write` with a temporary path beside `path`; then fsyncs it, renames it to `path` and fsyncs the
/// folder. When `write` throws or the disk is full, the temporary file is removed and `path` is as it was.
/// `write` must throw when one of its own writes fails (an ofstream does so only after `exceptions(badbit |
/// failbit)`). The temporary name is `path` + ".<process>-<count>.tmp"; only a killed process leaves one
/// behind. Where `path` is a symbolic link, all this is about the file that it leads to, and the link stays.
/// @throws ArtifactError naming the path and the system's reason (for example "No space left on device"), or
///         that it is a folder, a device, a pipe, a name below /dev or /proc
void write_file_atomically(const std::filesystem::path& path,
                           const std::function<void(const std::filesystem::path& temporary)>& write);

/// The same for a text or a blob that is in memory.
void write_text_atomically(const std::filesystem::path& path, std::string_view text);

/// The whole file. @throws ArtifactError if it can't be read
std::string read_text_file(const std::filesystem::path& path);

}  // namespace affekt
