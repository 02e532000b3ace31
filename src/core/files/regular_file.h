// What can't be read or written as a file: opening a FIFO waits for ever.
#pragma once

#include <filesystem>
#include <string>

namespace affekt {

/// Empty if `path` is a regular file or a link to one; else what it is: "a regular file expected, a FIFO
/// (named pipe) got", or a socket, a device, a folder. Empty too if nothing can be told of it (missing, no
/// permission): opening it says why. To be asked before opening what the user names or a folder holds.
std::string why_not_regular_file(const std::filesystem::path& path);

/// The file that opening `path` for writing would make or change: `path`, or where a symbolic link of that
/// name leads in the end. It need not be there.
std::filesystem::path follow_links(const std::filesystem::path& path);

/// Empty if a file can be made at `path` or take the place of the one there; else what it is, as above. Names
/// below /dev (but /dev/shm) and /proc are the system's, even where they lead to a regular file, as
/// /dev/stdout may.
std::string why_not_file_to_write(const std::filesystem::path& path);

}  // namespace affekt
