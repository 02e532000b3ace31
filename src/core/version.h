// What this build is: version and git commit, for manifests, reports and files.
#pragma once

#include <string>

namespace affekt {

std::string tool_version();  // for example "0.2.0"
std::string git_commit();    // 40 hexadecimal digits, "-dirty" behind if so, or "unknown"

}  // namespace affekt
