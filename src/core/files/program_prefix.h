// Where the files lie that belong to the running program: in one prefix, wherever that is.
#pragma once

#include <filesystem>
#include <string>

namespace affekt {

/// <prefix> of the running program <prefix>/bin/affekt: /usr of a package, build/release of a build.
std::filesystem::path program_prefix();

/// affekt's own library of this name, which no other program loads: <prefix>/lib/affekt/<file_name>.
std::filesystem::path own_library_path(const std::string& file_name);

}  // namespace affekt
