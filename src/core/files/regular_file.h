// What can't be read as a file: opening a FIFO waits for ever.
#pragma once

#include <filesystem>
#include <string>

namespace affekt {

/// Empty if `path` is a regular file or a link to one; else what it is: "a regular file expected, a FIFO
/// (named pipe) got", or a socket, a device, a folder. Empty too if nothing can be told of it (missing, no
/// permission): opening it says why. To be asked before opening what the user names or a folder holds.
std::string why_not_regular_file(const std::filesystem::path& path);

}  // namespace affekt
